"""Paths of files as folders and a name, and what of the code is near a document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias, TypeVar

from stackls_core.workspace_code.model import ConfigUse, Definition

Parts: TypeAlias = "tuple[str, ...]"
D = TypeVar("D", bound=Definition)

_SOURCE_FOLDERS = frozenset({"src", "code", "scripts", "pipelines", "runs", "app", "bin"})
"""Folders with code that are beside the folder with the configurations, not above it."""


def parts_of(path: str) -> Parts:
    """The folders and the name of a path, whichever way its slashes lean."""
    return tuple(part for part in path.replace("\\", "/").split("/") if part not in ("", "."))


def common(one: Parts, other: Parts) -> int:
    """How many folders two paths begin with."""
    count = 0
    for left, right in zip(one[:-1], other[:-1], strict=False):
        if left != right:
            break
        count += 1
    return count


def nearest(found: Iterable[D], path: str) -> tuple[D, ...]:
    """Those whose files share most folders with the file at ``path``."""
    every, parts = tuple(found), parts_of(path)
    depths = [common(parts_of(one.path), parts) for one in every]
    most = max(depths, default=0)
    return tuple(one for one, depth in zip(every, depths, strict=True) if depth == most)


def in_module(found: Iterable[D], module: str) -> tuple[D, ...]:
    """Those that are written in the file of ``module``, or in its ``__init__.py``."""
    wanted = tuple(part for part in module.split(".") if part)
    if not wanted:
        return ()
    return tuple(one for one in found if _module_parts(one.path)[-len(wanted) :] == wanted)


def _module_parts(path: str) -> Parts:
    parts = parts_of(path)
    stem = parts[-1].removesuffix(".py") if parts else ""
    return parts[:-1] if stem == "__init__" else (*parts[:-1], stem)


def names_document(use: ConfigUse, code: str, document: str) -> bool:
    """Whether ``use``, in the file ``code``, may be the file ``document``.

    A path that is known whole is relative to the folder the program is started in, which is that of
    the code or one above it. Of one whose beginning is not known, the file has to be near the code.
    """
    wanted, folders = parts_of(document), parts_of(code)[:-1]
    if wanted[-len(use.parts) :] != use.parts:
        return False
    before = wanted[: -len(use.parts)]
    if use.is_whole:
        return folders[: len(before)] == before
    near = folders[:-1] if folders and folders[-1] in _SOURCE_FOLDERS else folders
    return wanted[: len(near)] == near
