"""Where to point at the parts of an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.text import Span

if TYPE_CHECKING:
    from stackls_core.yamltree.nodes import Entry


def key_span(entry: Entry) -> Span:
    """Where the key of ``entry`` stands."""
    return Span(entry.key.start, entry.key.end)


def value_span(entry: Entry) -> Span:
    """Where the value of ``entry`` stands; its key where nothing is written."""
    if entry.value.start == entry.value.end:
        return key_span(entry)
    return Span(entry.value.start, entry.value.end)
