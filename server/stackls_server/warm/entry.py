"""A command by the zygote, where there is one, and else a zygote for the next command."""

from __future__ import annotations

import os
import sys

from stackls_server.warm.commands import is_warm, reads_standard_input
from stackls_server.warm.conditions import why_cold

_COMPLETION = "_STACKLS_COMPLETE"


def run_warm() -> int | None:
    """Run this process's command in a zygote's child.

    Returns the exit code, ``None`` where it has to start cold; then a zygote is left for the next
    command, if this is one that it could have run.
    """
    arguments = sys.argv[1:]
    if not (os.environ.get(_COMPLETION) or is_warm(arguments)) or why_cold() is not None:
        return None
    from stackls_server.warm import protocol

    files, streams = protocol.files_here(), protocol.streams_here()
    if streams is None or _needs_job_control(arguments):
        return None
    try:
        return _asked(files, streams)
    except OSError:
        return None


def _needs_job_control(arguments: list[str]) -> bool:
    """Whether the terminal may have to stop the process that reads or writes.

    It stops who reads in the background; a zygote's child is none of the terminal's processes.
    """
    terminals = [number for number in (0, 1, 2) if os.isatty(number)]
    if 0 in terminals and reads_standard_input(arguments):
        return True
    try:
        return any(os.tcgetpgrp(number) != os.getpgrp() for number in terminals)
    except OSError:
        return True  # it is the terminal of another session


def _asked(files: list[int], streams: list[tuple[str, str, bool, bool]]) -> int | None:
    """Raises `OSError` where none can be asked nor left."""
    from stackls_server.warm import client, place, protocol
    from stackls_server.warm.inherited import inherited
    from stackls_server.warm.key import key, name_of

    here = inherited()
    known = key(here)
    name = name_of(known)
    folder = place.open_folder(make=True)
    try:
        connection, _ = client.connect(folder, name, here)
        words = [os.fsencode(word) for word in sys.argv]
        request = protocol.Request(known, words, dict(os.environb), files, streams)
        return client.run(connection, request)
    except client.Unavailable:
        from stackls_server.warm.start import leave_zygote

        leave_zygote(name)
        return None
    finally:
        os.close(folder)
