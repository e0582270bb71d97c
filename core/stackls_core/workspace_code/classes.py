"""Where a class of the workspace's Python is written. Nothing is run or imported."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import PurePath

from stackls_core.text import LineIndex, Span

_MOST_PARTS = 12


def files_of_class(source: str, folders: Iterable[PurePath]) -> list[PurePath]:
    """The files that may have the class at the dotted path ``source``, the likeliest first.

    ``folders`` are those that its modules may be imported from.
    """
    *module, name = source.split(".")
    if not module or len(module) > _MOST_PARTS or not all(map(str.isidentifier, [*module, name])):
        return []
    return [
        file
        for folder in dict.fromkeys(folders)
        for file in (
            folder.joinpath(*module[:-1], f"{module[-1]}.py"),
            folder.joinpath(*module, "__init__.py"),
        )
    ]


def class_in(text: str, name: str) -> Span | None:
    """The name of the class in the source of a module; ``None`` where it is not there."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            start = LineIndex(text).line_start(node.lineno - 1)
            at = text.find(name, start + len("class"))
            return Span(at, at + len(name)) if at >= 0 else None
    return None
