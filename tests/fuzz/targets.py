"""What has to hold for any bytes at all: the targets of the runs that are guided by coverage."""

from __future__ import annotations

from collections.abc import Callable

from stackls_core.documents.kinds import KINDS, kind_of
from stackls_core.text import LineIndex, Span, apply_edits
from stackls_core.yamltree.cursor.cursor import cursor_at
from stackls_core.yamltree.parse import parse
from stackls_core.yamltree.reparse import reparse
from stackls_server.features.code_actions import edits_between
from tests.support.catalog import tiny_catalog
from tests.yamltree.test_reparse import told

_HEAD = 4
CATALOG = tiny_catalog()


def taken(data: bytes) -> tuple[str, Span, str]:
    """A text, a place in it, and what is written there instead."""
    head = data[:_HEAD].ljust(_HEAD, b"\0")
    whole = data[_HEAD:].decode("utf-8", "replace")
    new, text = whole[: head[3]], whole[head[3] :]
    start = int.from_bytes(head[:2], "big") % (len(text) + 1)
    return text, Span(start, min(start + head[2], len(text))), new


def parser(data: bytes) -> None:
    """Any text is read, and one that is edited as if it had been read for the first time."""
    text, span, new = taken(data)
    before = parse(text)
    lines = LineIndex(text).edited(span, new)
    edited = text[: span.start] + new + text[span.end :]
    assert lines.text == edited
    assert told(reparse(before, lines)) == told(parse(edited)), "the tree of an edited text"


def cursor(data: bytes) -> None:
    """Every place in any text is classified, and means something to each kind of document."""
    text, span, _ = taken(data)
    lines = LineIndex(text)
    kind_of(lines)
    for kind in KINDS:
        for offset in (span.start, span.end):
            found = cursor_at(lines, offset, kind.blocks)
            assert 0 <= found.span.start <= found.span.end <= len(text)
            kind.place(found, CATALOG)


def differ(data: bytes) -> None:
    """The edits between two texts make one of the other."""
    text, span, new = taken(data)
    after = text[: span.start] + new + text[span.end :]
    for before, wanted in ((text, after), (after, text), (text, new)):
        edits = list(edits_between(before, wanted))
        assert apply_edits(before, edits) == wanted, "the edits between two texts"
        assert bool(edits) == (before != wanted)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (parser, cursor, differ)
}
