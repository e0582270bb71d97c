"""Workspace symbols: what the documents of a workspace name, found by a few of its letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stackls_core.documents.view import SymbolKind
from stackls_server.features.workspace_index import Location, WorkspaceIndex

MOST = 200
"""How many symbols one answer holds at most."""


@dataclass(frozen=True, eq=False)
class WorkspaceSymbol:
    """Something that a document names, with what it is and what it belongs to."""

    name: str
    container: str
    kind: SymbolKind
    location: Location


def workspace_symbols(index: WorkspaceIndex, query: str) -> list[WorkspaceSymbol]:
    """The symbols that ``query`` may mean, likeliest first; all of them for an empty query.

    The letters of a query have to occur in this order in the name; or, at a lower rank, the type or
    flavor of a component begins with them. Spaces count for nothing.
    """
    letters = "".join(query.lower().split())
    ranked: list[tuple[int, int, str, int, WorkspaceSymbol]] = []
    for order, (symbol, words) in enumerate(_symbols(index)):
        rank = _rank(letters, symbol.name.lower())
        if rank is None:
            rank = _BELOW if any(word.startswith(letters) for word in words) else None
        if rank is not None:
            length = len(symbol.name) if letters else 0
            ranked.append((rank, length, symbol.name.lower(), order, symbol))
    ranked.sort(key=lambda one: one[:4])
    return [symbol for *_, symbol in ranked[:MOST]]


def _symbols(index: WorkspaceIndex) -> Iterator[tuple[WorkspaceSymbol, tuple[str, ...]]]:
    for file in index.files:
        for target in sorted(file.targets, key=lambda target: target.span):
            if target.symbol is not None:
                location = file.location(target.span)
                symbol = WorkspaceSymbol(target.name, target.container, target.symbol, location)
                yield symbol, target.words


_BELOW = 10
_SEPARATORS = "-_ ./:"


def _rank(query: str, name: str) -> int | None:
    """How well ``name`` fits, 1 for best; ``None`` where the letters do not occur in order."""
    if not query:
        return 1
    if name == query:
        return 1
    if name.startswith(query):
        return 2
    at = name.find(query)
    if at > 0:
        return 3 if _starts_word(name, query) else 4
    if _initials(name).startswith(query):
        return 5
    rest = iter(name)
    return 6 if all(letter in rest for letter in query) else None


def _starts_word(name: str, query: str) -> bool:
    return any(separator + query in name for separator in _SEPARATORS)


def _initials(name: str) -> str:
    before = " " + name
    return "".join(
        letter
        for previous, letter in zip(before, name, strict=False)
        if previous in _SEPARATORS and letter not in _SEPARATORS
    )
