"""A program that a zygote runs in the place of ``stackls``: it tells what it is, or does as told.

usage: stand_in.py --serve NAME-FILE [SECONDS] | check WHAT [ARGUMENT]...

With ``--serve`` it is the zygote. Elsewhere it is run by one, and by itself where it starts cold.
"""

from __future__ import annotations

import json
import locale
import os
import resource
import shutil
import signal
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

from stackls_server import zygote
from stackls_server.warm import client, start
from stackls_server.warm.entry import run_warm
from stackls_server.warm.inherited import inherited
from stackls_server.warm.key import key, name_of

STARTED_COLD = "STAND_IN_STARTED_COLD"
"""A file that gets a letter each time this starts cold; another has one for each time it is run."""
RUN = "STAND_IN_RUN"
PATIENCE = "STAND_IN_PATIENCE"
"""Seconds that a busy machine may take to start warm."""


def note(variable: str) -> None:
    if os.environ.get(variable):
        with Path(os.environ[variable]).open("a", encoding="ascii") as file:
            file.write("x")


def facts() -> dict[str, object]:
    """All that a program can see of how it was started."""
    try:
        here = str(Path.cwd())
    except OSError as error:
        here = repr(error)
    before = os.umask(0)
    os.umask(before)
    streams = (sys.stdin, sys.stdout, sys.stderr)
    limits = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    return {
        "arguments": [os.fsencode(word).hex() for word in sys.argv],
        "folder": here,
        "environment": {
            os.fsencode(name).hex(): os.fsencode(value).hex() for name, value in os.environ.items()
        },
        "umask": before,
        "limits": {name: resource.getrlimit(getattr(resource, name)) for name in limits},
        "niceness": os.nice(0),
        "processors": sorted(os.sched_getaffinity(0)),
        "groups": os.getgroups(),
        "signals": {
            str(number): str(signal.getsignal(number)) for number in signal.valid_signals()
        },
        "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
        "streams": [
            [
                *(one.name, one.mode, one.encoding, one.errors, one.line_buffering),
                *(one.write_through, one.newlines, one.isatty(), type(one.buffer).__name__),
            ]
            for one in streams
        ],
        "same": [one is other for one, other in zip(streams, originals(), strict=True)],
        "files": [open_file(number) for number in range(64)],
        "size": shutil.get_terminal_size(),
        "zone": time.tzname,
        "locale": locale.setlocale(locale.LC_ALL),
        "path": sys.path,
        "flags": list(sys.flags),
    }


def originals() -> tuple[object, object, object]:
    return sys.__stdin__, sys.__stdout__, sys.__stderr__


def open_file(number: int) -> list[object] | None:
    """What is open under a number, for the programs that are started, too."""
    try:
        found = os.fstat(number)
    except OSError:
        return None
    if not os.get_inheritable(number):
        return None
    is_file = stat.S_ISREG(found.st_mode)  # a pipe is another one each time
    return [found.st_dev, found.st_ino] if is_file else [stat.S_IFMT(found.st_mode)]


def write_facts(file: str) -> None:
    Path(file).write_text(json.dumps(facts()), encoding="ascii")


def copy() -> None:
    shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)


def write(count: str) -> None:
    for number in range(int(count)):
        print(number)


def wait() -> int:
    try:
        print(os.getpid(), flush=True)
        while True:
            signal.pause()
    except KeyboardInterrupt:
        print("interrupted")
        return 130


def kill(number: str) -> None:
    os.kill(os.getpid(), int(number))


def leave(code: str, *_: str) -> int:
    return int(code)


def fail(text: str) -> None:
    raise RuntimeError(text)


ACTIONS: dict[str, Callable[..., int | None]] = {
    "facts": write_facts,
    "copy": copy,
    "write": write,
    "wait": wait,
    "kill": kill,
    "nothing": lambda *_: 0,
    "exit": leave,
    "raise": fail,
}


def run() -> int:
    note(RUN)
    what, *rest = sys.argv[2:]
    if what == "facts":
        del rest[1:]
    return ACTIONS[what](*rest) or 0


def serve(file: str, seconds: str = "600") -> None:
    """Write the name of the socket into a file, and be the zygote of that name."""
    name = name_of(key(inherited()))
    Path(file).write_text(name, encoding="ascii")
    zygote.import_what_commands_need = lambda: None
    zygote.serve(run, name, float(seconds))


if __name__ == "__main__":
    if sys.argv[1] == "--serve":
        serve(*sys.argv[2:])
        sys.exit()
    start.leave_zygote = lambda name: None  # it would run stackls
    client.PATIENCE = float(os.environ.get(PATIENCE, "60"))
    code = run_warm()
    if code is None:
        note(STARTED_COLD)
        code = run()
    sys.exit(code)
