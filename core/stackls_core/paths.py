"""Where the local store keeps its file, and which folder an active stack belongs to."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

HOME_VARIABLE = "STACKLS_HOME"
_DATABASE = "stacks.db"
_ROOT_MARKERS = (".zen", ".git")


def data_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The folder for the data of stackls: ``STACKLS_HOME``, or the platform's data folder."""
    return _home(environment) or user_folder("data", "stackls")


def cache_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The folder for what can be made again: in ``STACKLS_HOME``, or the platform's own."""
    home = _home(environment)
    return home / "cache" if home else user_folder("cache", "stackls")


def catalogs_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The folder with the catalogs of ZenML versions that the user has added."""
    return cache_folder(environment) / "catalogs"


_XDG = {
    "cache": ("XDG_CACHE_HOME", "~/.cache"),
    "config": ("XDG_CONFIG_HOME", "~/.config"),
    "data": ("XDG_DATA_HOME", "~/.local/share"),
}


def user_folder(use: str, program: str) -> Path:
    """Where the platform wants a program's files of a use: ``cache``, ``config`` or ``data``."""
    if sys.platform == "linux":
        # importing what knows all platforms takes longer than many a command does its work
        variable, usual = _XDG[use]
        chosen = os.environ.get(variable, "")
        if not os.path.isabs(chosen):  # noqa: PTH117 - as platformdirs does
            chosen = os.path.expanduser(usual)  # noqa: PTH111 - which never raises
        return Path(chosen, program)
    import platformdirs

    folders = platformdirs.PlatformDirs(program, appauthor=False, roaming=use == "config")
    return Path(getattr(folders, f"user_{use}_dir"))


def _home(environment: Mapping[str, str] | None) -> Path | None:
    """What ``STACKLS_HOME`` says; no shell has seen it where it comes from an editor's settings."""
    environment = os.environ if environment is None else environment
    home = environment.get(HOME_VARIABLE)
    return Path(os.path.expanduser(home)) if home else None  # noqa: PTH111 - which never raises


def default_database(environment: Mapping[str, str] | None = None) -> Path:
    """The file of the local store."""
    return data_folder(environment) / _DATABASE


def find_root(folder: Path) -> Path | None:
    """The workspace that ``folder`` is in: the nearest folder with a ``.zen`` or a ``.git``.

    A ``.zen`` further up goes before a nearer ``.git``, since that is where ZenML keeps the active
    stack of a repository. ``None`` outside of any workspace: the global setting counts there.
    """
    folder = folder.absolute()
    for marker in _ROOT_MARKERS:
        for candidate in (folder, *folder.parents):
            if (candidate / marker).exists():
                return candidate
    return None


def find_repository(folder: Path) -> Path | None:
    """The git repository that ``folder`` is in."""
    folder = folder.absolute()
    return next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None)


def one_name(folder: Path) -> str:
    """The same text for every way to name a folder.

    A terminal gives where links lead, an editor the links, and on Windows a drive letter in another
    case.
    """
    return os.path.normcase(os.path.realpath(folder))
