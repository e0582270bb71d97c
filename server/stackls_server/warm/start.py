"""Leaving a zygote behind a command that had to start cold."""

from __future__ import annotations

import os
import sys

from stackls_server.warm.key import environment

MODULE = "stackls_server.zygote"
"""What a zygote runs, and is known by to who lists processes."""

_held: list[int] = []
"""What ends with this process."""


def leave_zygote(name: str) -> None:
    """Start the zygote of that name once this process has ended. Raises `OSError`.

    The child does nothing but wait until then, so that the command has the machine for itself, and
    holds nothing of this process: no file, no folder, no terminal.
    """
    waiting, held = os.pipe()
    if os.fork():
        os.close(waiting)
        _held.append(held)
        return
    try:
        os.setsid()
        os.chdir("/")
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nothing, number)
        for number in os.listdir("/proc/self/fd"):  # noqa: PTH208 - a slow import
            if int(number) > 2 and int(number) != waiting:
                _close(int(number))
        os.read(waiting, 1)
        os.close(waiting)
        _become_zygote(name)
    finally:
        os._exit(1)


def _close(number: int) -> None:
    try:
        os.close(number)
    except OSError:
        return  # it was open to list them


def _become_zygote(name: str) -> None:
    """Start anew: with nothing of the command's in memory, and under a name that `ps` shows."""
    flags = sys.flags
    options = (
        ("-E", flags.ignore_environment and not flags.isolated),
        ("-s", flags.no_user_site and not flags.isolated),
        ("-I", flags.isolated),
        ("-P", getattr(flags, "safe_path", False) and not flags.isolated),
        ("-S", flags.no_site),
        ("-B", flags.dont_write_bytecode),
        ("-q", flags.quiet),
        ("-O", flags.optimize == 1),
        ("-OO", flags.optimize > 1),
    )
    chosen = [option for option, is_set in options if is_set]
    os.execve(  # noqa: S606 - the interpreter that runs this
        sys.executable,
        [sys.executable, *chosen, "-m", MODULE, sys.path[0], name],
        environment(),
    )
