"""Where programs are looked for."""

from __future__ import annotations

import os
from collections.abc import Mapping


def absolute_path(environment: Mapping[str, str]) -> str:
    """``PATH`` without relative folders, which mean whatever folder a program is started in."""
    folders = environment.get("PATH", "").split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if os.path.isabs(folder))  # noqa: PTH117
