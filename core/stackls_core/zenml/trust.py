"""What of a workspace may be run: its interpreters, and its own code.

Going into a stranger's folder must run nothing of it. So an interpreter inside of the workspace,
and custom flavors that are imported from it, need a yes of the user, given by ``stackls trust`` and
kept in the user's data folder, one file a workspace: by the workspace's real path, and for each of
its environments by the environment's real path and what `identity` makes of it. An environment that
was made anew, or by somebody else, has to be trusted anew.

A file that others could have written counts for nothing: one inside of the workspace that it is
about, one of another user, one that others may write to.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import cast

from stackls_core import cache_files
from stackls_core.paths import data_folder, find_repository, find_root

TRUST_VARIABLE = "STACKLS_TRUST_WORKSPACE"
"""Trusts whatever workspace a command runs in: for CI, where the checkout is the user's own."""

FORMAT = 1
_YES = ("1", "true", "yes", "on")
_MOST_BYTES = 1_000_000
_FOLDER = "trusted"
_SUFFIX = ".json"
_BIN, PYTHON = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
_CONFIGURATION = "pyvenv.cfg"


@dataclass(frozen=True)
class Trust:
    """How far a workspace is trusted.

    ``folders`` are what counts as inside, ``code`` says whether code of the workspace may be
    imported, ``environments`` which identity each trusted environment has, by real path; ``None``
    where all of them are trusted. ``remedy`` tells the user how to allow what is not.
    """

    code: bool = True
    environments: Mapping[str, str] | None = None
    folders: tuple[Path, ...] = ()
    remedy: str = ""

    def contains(self, path: str | Path) -> bool:
        """Whether ``path`` lies inside of what needs trust."""
        return any(is_inside(path, folder) for folder in self.folders)

    def objection(self, environment: Path) -> str | None:
        """Why nothing of an environment may be run; ``None`` where it may.

        The one that stackls itself runs from needs no yes: its code is running already.
        """
        real = os.path.realpath(environment)
        if self.environments is None or real == os.path.realpath(sys.prefix):
            return None
        known = self.environments.get(real)
        if known is None:
            return f"It belongs to a workspace that is not trusted. {self.remedy}".rstrip()
        if known != identity(environment):
            return f"It has changed since it was trusted. {self.remedy}".rstrip()
        return None


EVERYTHING = Trust()
"""What an editor says that has asked its user, and what `TRUST_VARIABLE` does."""


NOTHING = Trust(code=False, environments={})


def declined(folder: Path | None) -> Trust:
    """What an editor says whose user does not trust the workspace that ``folder`` is in."""
    return Trust(False, {}, _guarded(folder) if folder is not None else ())


@dataclass(frozen=True)
class Trusted:
    """A workspace that the user trusts: real paths, and the identities of its environments."""

    workspace: str
    environments: Mapping[str, str] = field(default_factory=dict[str, str])


def trust_in(folder: Path | None, environment: Mapping[str, str]) -> Trust:
    """How far the user trusts the workspace that ``folder`` is in."""
    if environment.get(TRUST_VARIABLE, "").strip().lower() in _YES:
        return EVERYTHING
    remedy = "Allow it with: stackls trust"
    if folder is None:
        return Trust(False, {}, (), remedy)
    trusted = TrustList(environment).get(workspace_of(folder))
    if trusted is None:
        return Trust(False, {}, _guarded(folder), remedy)
    return Trust(True, trusted.environments, _guarded(folder), remedy)


def workspace_of(folder: Path) -> Path:
    """The workspace that ``folder`` is in, or is."""
    return find_root(folder) or folder.absolute()


def _guarded(folder: Path) -> tuple[Path, ...]:
    """What counts as inside: the workspace, and the repository that it may be a part of."""
    repository = find_repository(folder)
    folders = (workspace_of(folder), folder, *([repository] if repository is not None else []))
    return tuple(dict.fromkeys(folders))


class TrustList:
    """The workspaces that the user trusts. Reading never raises; writing raises `OSError`."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """``environment`` says where the user's data is."""
        self.folder = Path(os.path.abspath(data_folder(environment) / _FOLDER))  # noqa: PTH100

    def get(self, workspace: Path) -> Trusted | None:
        """What is trusted of a workspace; ``None`` where it is not."""
        found = _read(self._file(workspace))
        if found is None or found.workspace != os.path.realpath(workspace):
            return None
        return found if not is_inside(self.folder, workspace) else None

    def all(self) -> list[Trusted]:
        """Every workspace that is trusted, by its path."""
        try:
            files = [one for one in self.folder.iterdir() if one.suffix == _SUFFIX]
        except OSError:
            return []
        found = [trusted for file in files if (trusted := _read(file)) is not None]
        return sorted(found, key=lambda one: one.workspace)

    def add(self, workspace: Path, environments: Iterable[Path]) -> Trusted:
        """Trust a workspace and these environments as they are; what was trusted before is not."""
        trusted = Trusted(
            os.path.realpath(workspace),
            {os.path.realpath(one): identity(one) for one in environments},
        )
        content = json.dumps({"format": FORMAT, **asdict(trusted)}, indent=2)
        cache_files.write_private(self._file(workspace), content.encode("ascii"))
        return trusted

    def revoke(self, workspace: Path) -> bool:
        """Trust a workspace no longer; whether it was trusted."""
        try:
            self._file(workspace).unlink()
        except FileNotFoundError:
            return False
        return True

    def _file(self, workspace: Path) -> Path:
        real = os.fsencode(os.path.realpath(workspace))
        return self.folder / (hashlib.sha256(real).hexdigest() + _SUFFIX)


def _read(file: Path) -> Trusted | None:
    try:
        with file.open("rb") as opened:
            status = os.fstat(opened.fileno())
            if not _is_private(status) or status.st_size > _MOST_BYTES:
                return None
            data: object = json.loads(opened.read())
    except (OSError, ValueError, RecursionError):
        return None
    known = cast("dict[str, object]", data) if isinstance(data, dict) else {}
    workspace, environments = known.get("workspace"), known.get("environments")
    if known.get("format") != FORMAT or not isinstance(workspace, str):
        return None
    if not isinstance(environments, dict):
        return None
    pairs = cast("dict[str, object]", environments)
    return Trusted(workspace, {path: str(one) for path, one in pairs.items()})


def _is_private(status: os.stat_result) -> bool:
    """Whether a file is the user's own, and nobody else may write to it."""
    if os.name != "posix":
        return True  # the user's data folder is private by its inherited rights
    others = stat.S_IWGRP | stat.S_IWOTH
    return status.st_uid == os.geteuid() and not status.st_mode & others


def identity(environment: Path) -> str:
    """What changes when an environment is made anew: its ``pyvenv.cfg`` and its interpreter.

    An interpreter that is no link out of the environment counts with its content.
    """
    interpreter = python_in(environment)
    real = Path(os.path.realpath(interpreter))
    parts = [_content(environment / _CONFIGURATION), os.fsencode(real)]
    if is_inside(real, environment):
        parts.append(_content(real, None))
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()


def _content(file: Path, most: int | None = _MOST_BYTES) -> bytes:
    """The hash of a file; empty for what is no file to read, or a larger one than ``most``."""
    digest = hashlib.sha256()
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode) or (most is not None and status.st_size > most):
            return b""
        with file.open("rb") as opened:
            while chunk := opened.read(1 << 20):
                digest.update(chunk)
    except (OSError, ValueError):
        return b""
    return digest.digest()


def is_inside(path: str | Path, folder: Path) -> bool:
    """Whether a path leads into a folder, by whatever links, names and mounts."""
    place = Path(os.path.abspath(path))  # noqa: PTH100 - which takes ".." away, too
    real = Path(os.path.realpath(place))
    # the interpreter of an environment is a link, and so may be the folder that it is in
    half = Path(os.path.realpath(place.parent), place.name)
    parents = {*_and_above(place), *_and_above(half), *_and_above(real)}
    if {Path(os.path.abspath(folder)), Path(os.path.realpath(folder))} & parents:  # noqa: PTH100
        return True
    try:
        status = folder.stat()
    except (OSError, ValueError):
        return False
    return any(_is_same(parent, status) for parent in parents)


def _and_above(path: Path) -> Iterator[Path]:
    yield path
    yield from path.parents


def _is_same(path: Path, status: os.stat_result) -> bool:
    """Whether a path is that folder by another name, as where case does not count."""
    try:
        return os.path.samestat(path.stat(), status)
    except (OSError, ValueError):
        return False


def python_in(environment: Path) -> Path:
    """The interpreter of an environment; conda's stands at its top on Windows."""
    usual = environment / _BIN / PYTHON
    top = environment / PYTHON
    return top if not usual.exists() and top.exists() else usual


def environment_of(interpreter: str | Path) -> Path:
    """The environment that an interpreter belongs to."""
    parent = Path(interpreter).parent
    return parent.parent if parent.name.lower() == _BIN.lower() else parent
