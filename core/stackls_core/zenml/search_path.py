"""Where programs are looked for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path


def absolute_path(environment: Mapping[str, str]) -> str:
    """``PATH`` without relative folders, which mean whatever folder a program is started in."""
    folders = environment.get("PATH", "").split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if os.path.isabs(folder))  # noqa: PTH117


def find_program(name: str, environment: Mapping[str, str]) -> str | None:
    """A program in one of the absolute folders on ``PATH``: the others are whatever is here.

    Windows would look into the current folder first, which may be a stranger's.
    """
    found = shutil.which(name, path=absolute_path(environment))
    return found if found is not None and Path(found).is_absolute() else None
