"""Stands in for ``stackls_probe serve``: speaks its protocol, and misbehaves as it is told to.

Methods: ``echo`` answers its params, ``junk`` writes noise around the answer, ``hang`` never
answers, ``die`` ends, ``deaf`` stops reading, ``refuse`` answers an error, ``slow`` takes
``seconds``, ``spawn`` answers the id of a child that outlives it. ``patient`` waits to be
cancelled; so does ``execute`` where it is given ``undo``, and takes that many seconds afterwards.
What is being done is written into the file ``log``: ``begun``, then ``finished`` or ``undone``.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
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
    elif mode == "late":
        time.sleep(1.0)
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


def wait_to_be_cancelled(method: str, params: dict, number: int) -> None:
    while cancelled.get() not in (number, None):
        pass
    if method == "execute":
        time.sleep(params.get("undo", 0))
        log(params, "undone")
    say({"id": number, "error": {"kind": "cancelled", "message": "It was cancelled."}})


def answer(request: dict) -> None:
    method, params, number = request["method"], request["params"], request["id"]
    log(params, "begun")
    if method == "hang":
        time.sleep(600)
    elif method == "die":
        os._exit(9)
    elif method == "deaf":
        say({"id": number, "result": "deaf from now on"})
        time.sleep(600)
    elif method == "patient" or "undo" in params:
        wait_to_be_cancelled(method, params, number)
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
        time.sleep(params.get("seconds", 0))
        log(params, "finished")
        say({"id": number, "result": {"echo": params, "pid": os.getpid()}})


start(sys.argv[1] if len(sys.argv) > 1 else "")
requests: queue.Queue = queue.Queue()
cancelled: queue.Queue = queue.Queue()


def read() -> None:
    for text in sys.stdin:
        message = json.loads(text)
        if "cancel" in message:
            cancelled.put(message["cancel"])
        else:
            requests.put(message)
            if message["method"] == "deaf":
                return
    requests.put(None)
    cancelled.put(None)


threading.Thread(target=read, daemon=True).start()
while (request := requests.get()) is not None:
    answer(request)
os._exit(0)
