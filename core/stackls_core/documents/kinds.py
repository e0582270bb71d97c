"""All kinds of documents, and which of them a document is.

A document is of a kind by a name that says so, because the user's settings do, or by its content.
The decision is made on lines alone: it must work on a document that is half written, and cost
nothing on one that is not ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from stackls_core.documents.run_configuration.kind import RUN_CONFIGURATION
from stackls_core.documents.stack_file.kind import STACK_FILE

if TYPE_CHECKING:
    from stackls_core.documents.kind import DocumentKind
    from stackls_core.text import LineIndex

KINDS: tuple[DocumentKind, ...] = (STACK_FILE, RUN_CONFIGURATION)
"""Asked in this order. Files that a user names, by globs of the settings too, are of the first kind
where nothing in them says otherwise."""

YAML_SUFFIXES: tuple[str, ...] = (".yaml", ".yml")


def kind_of(
    lines: LineIndex,
    path: str | None = None,
    globs: Sequence[str] = (),
    *,
    is_run: bool = False,
) -> DocumentKind | None:
    """The kind of a document, which is at ``path`` if it has one; ``None`` for one of no kind.

    ``globs`` are patterns from the user's settings, matched against the whole path, ``/`` as its
    separator; a pattern without a slash matches the file's name in any folder. A document that they
    match, or that code ``is_run`` with, needs less to show that it is a run configuration.
    """
    known = kind_by_name(path) if path is not None else None
    known = known or next((kind for kind in KINDS if kind.detect(lines)), None)
    if known is not None:
        return known
    is_meant = path is not None and _matches(path, globs)
    if (is_run or is_meant) and _may_be_run(lines, is_run=is_run):
        return RUN_CONFIGURATION
    return KINDS[0] if is_meant else None


def kind_by_path(path: str, globs: Sequence[str] = ()) -> DocumentKind | None:
    """The kind that a document at ``path`` is of whatever it holds: by its name, or by a glob."""
    return kind_by_name(path) or (KINDS[0] if _matches(path, globs) else None)


@lru_cache(maxsize=256)
def kind_by_name(path: str) -> DocumentKind | None:
    """The kind that the name of a file says it is, such as ``*.stack.yaml``."""
    name = PurePath(path.replace("\\", "/")).name.lower()
    for kind in KINDS:
        if name.endswith(kind.suffixes) and name not in kind.suffixes:
            return kind
    return None


def kind_named(name: str) -> DocumentKind | None:
    """The kind of that `DocumentKind.name`."""
    return next((kind for kind in KINDS if kind.name == name), None)


def _may_be_run(lines: LineIndex, *, is_run: bool) -> bool:
    from stackls_core.documents.run_configuration.detect import names_a_key, only_known_keys

    return (is_run or names_a_key(lines)) and only_known_keys(lines)


def _matches(path: str, globs: Sequence[str]) -> bool:
    pure = PurePath(path.replace("\\", "/"))
    return any(pure.match(glob.removeprefix("**/")) for glob in globs)
