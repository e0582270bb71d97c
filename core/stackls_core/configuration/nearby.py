"""Where a configuration may be. Imports next to nothing: every stack command looks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from stackls_core.paths import find_repository
from stackls_core.regular_files import read_regular, stamp_of
from stackls_core.toml_table import OWN_FILE, PROJECT_FILE

NAMES = (OWN_FILE, PROJECT_FILE)
"""Files that are looked at in a folder; the first that has settings counts."""


def files_above(folder: Path, root: Path | None) -> Iterator[Path]:
    """The files that may configure what is in a folder, the nearest first; not all of them exist.

    They are looked for up to ``root``, the top of a git repository. Outside of any, what is further
    up counts only where it is the user's own: anybody may write to a folder such as /tmp.
    """
    for place in (folder, *folder.parents):
        for name in NAMES:
            path = place / name
            if root is not None or place == folder or _is_own(path):
                yield path
        if place == root:
            return


def may_say(folder: Path, word: bytes) -> bool:
    """Whether a file that may configure a folder has this word in it."""
    folder = folder.absolute()
    paths = files_above(folder, find_repository(folder))
    return any(word in (read_regular(path) or b"") for path in paths if stamp_of(path))


def _is_own(path: Path) -> bool:
    try:
        return os.name != "posix" or path.stat().st_uid == os.geteuid()
    except OSError:
        return False
