"""Other platforms as our modules see them, so that what they do there is tried here."""

from __future__ import annotations

import ntpath
import os
import types
from pathlib import PureWindowsPath
from typing import Any

import pytest


def as_windows(patch: pytest.MonkeyPatch, *modules: types.ModuleType, pure: bool = False) -> None:
    """The modules run with Windows' `os`; with ``pure``, their ``Path`` is one of Windows, too.

    What a module asks of the disk is still asked of this one: only names are other ones.
    """
    windows: Any = types.ModuleType("os")
    vars(windows).update(
        vars(os), name="nt", sep="\\", altsep="/", pathsep=";", linesep="\r\n", path=ntpath
    )
    for module in modules:
        if hasattr(module, "os"):
            patch.setattr(module, "os", windows)
        if pure:
            patch.setattr(module, "Path", PureWindowsPath)
