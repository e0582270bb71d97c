"""Stands in for ``probe.py serve``: speaks its protocol, and misbehaves as it is told to.

Methods: ``echo`` answers its params, ``junk`` writes noise around the answer, ``hang`` never
answers, ``die`` ends, ``deaf`` stops reading, ``refuse`` answers an error, ``slow`` takes
``seconds``, ``spawn`` answers the id of a child that outlives it. Whatever takes ``seconds`` writes
into the file ``log`` before and after them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def say(message: object) -> None:
    sys.stdout.write((message if isinstance(message, str) else json.dumps(message)) + "\n")
    sys.stdout.flush()


READY = {"ready": {"protocol": 1, "zenml_version": "0.98.0", "python": "3.11.7"}}
NOISE = [
    "Welcome to ZenML!",
    "{not json",
    "[1, 2]",
    "",
    "null",
    "\x1b[1mbold\x1b[0m",
    "x" * 100_000,
]


def start(mode: str) -> None:
    if mode == "noise":
        for line in NOISE:
            say(line)
        sys.stdout.buffer.write(b"\xff\xfe\x00 no text\n")
        sys.stdout.flush()
    elif mode == "dies":
        sys.stderr.write("Traceback ...\nImportError: libfoo.so is missing\n")
        sys.exit(3)
    elif mode == "hangs":
        time.sleep(600)
    elif mode == "old":
        say({"failed": {"kind": "too-old", "message": "ZenML 0.55.0 is older than 0.70."}})
        sys.exit(1)
    elif mode == "missing":
        say({"failed": {"kind": "missing", "message": "ZenML is not installed here."}})
        sys.exit(1)
    elif mode == "foreign":
        say({"ready": {"protocol": 99}})
        time.sleep(600)
    elif mode == "chatty":
        sys.stderr.write("warning\n" * 200_000)
        sys.stderr.flush()
    say(READY)


def log(params: dict, text: str) -> None:
    if "log" in params:
        Path(params["log"]).write_text(text)


def answer(request: dict) -> None:
    method, params, number = request["method"], request["params"], request["id"]
    if method == "hang":
        time.sleep(600)
    elif method == "die":
        os._exit(9)
    elif method == "deaf":
        say({"id": number, "result": "deaf from now on"})
        time.sleep(600)
    elif method == "refuse":
        say({"id": number, "error": {"kind": "exists", "message": "No.", "left": ["x"]}})
    elif method == "spawn":
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        say({"id": number, "result": child.pid})
        time.sleep(600)
    else:
        if method == "junk":
            for line in NOISE:
                say(line)
            say({"id": number + 1000, "result": "for somebody else"})
        log(params, "begun")
        time.sleep(params.get("seconds", 0))
        log(params, "finished")
        say({"id": number, "result": {"echo": params, "pid": os.getpid()}})


start(sys.argv[1] if len(sys.argv) > 1 else "")
for text in sys.stdin:
    answer(json.loads(text))
