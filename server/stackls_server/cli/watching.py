"""``stackls check --watch``: checking again each time a file has changed.

Files are looked at again and again: that needs no library, and works on network drives, too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stackls_core.regular_files import Stamp, stamp_of

if TYPE_CHECKING:
    from stackls_server.cli.check_options import Options

Looks = Callable[[], Mapping[str, "Stamp | None"]]
"""Gives how each file looks that counts."""

_PAUSE = 0.5
_SHARE = 10
"""Looking takes no more than one in so many seconds."""


def watch(options: Options, check: Callable[[Options], int]) -> int:
    """Check, and again on every change, until Ctrl-C, which is no failure."""

    def once() -> None:
        click.clear()  # of a terminal
        check(options)
        click.echo("Watching for changes. Ctrl-C ends it.", err=True)

    with suppress(KeyboardInterrupt):
        again_on_change(lambda: looks_of(options), once)
    return 0


def again_on_change(
    look: Looks, once: Callable[[], None], pause: Callable[[float], None] = time.sleep
) -> None:
    """Do it once, and again each time ``look`` gives something else. Never ends by itself."""
    while True:
        before = look()  # what changes meanwhile is a change, too
        once()
        started = time.perf_counter()
        while look() == before:
            pause(max(_PAUSE, _SHARE * (time.perf_counter() - started)))
            started = time.perf_counter()


def looks_of(options: Options) -> dict[str, Stamp | None]:
    """The YAML files that are searched, and the files that may configure them."""
    from stackls_core.configuration.nearby import files_above
    from stackls_core.paths import find_repository
    from stackls_core.search.walk import find_candidates
    from stackls_server.cli.check_settings import CheckSettings

    def ignored(*_: object) -> None:
        pass  # the check itself has said so

    settings = CheckSettings(ignored, None, options.exclude, respects_git=options.respects_git)
    found = [one.path for one in find_candidates(options.paths, ignored, settings.left_out)]
    folders = {Path(path).absolute().parent for path in found}
    folders |= {Path(path).absolute() for path in options.paths}
    for folder in folders:
        found += map(str, files_above(folder, find_repository(folder)))
        found.append(str(folder / ".gitignore"))
    return {path: stamp_of(Path(path)) for path in found}
