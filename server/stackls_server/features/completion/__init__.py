"""Completion: what can stand at the cursor, and the text that writes it.

Every item replaces the token at the cursor, keeps to the file's indentation and is valid YAML with
and without snippet support.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from stackls_core.documents import markup
from stackls_core.documents.completion import (
    PARAMETER,
    Completion,
    DocumentationKey,
    ItemKind,
    Request,
)
from stackls_core.documents.kind import DocumentKind
from stackls_core.documents.kinds import kind_named
from stackls_core.documents.snippets import escape_snippet, without_tab_stops
from stackls_core.text import Span
from stackls_core.yamltree.cursor.cursor import Cursor, Role, cursor_at, outer_cursor_at
from stackls_server.features.completion.anchors import anchors
from stackls_server.features.completion.empty_collections import complete_empty
from stackls_server.features.completion.schema import offers_of_schema
from stackls_server.features.snapshot import Snapshot

__all__ = [
    "Completion",
    "DocumentationKey",
    "ItemKind",
    "complete",
    "document",
    "escape_snippet",
    "opens_by_itself",
    "without_tab_stops",
]


def complete(snapshot: Snapshot, offset: int) -> list[Completion]:
    """The items for a cursor at ``offset``, in the order in which they should be shown."""
    found: list[Completion] = []
    for kind in snapshot.possible_kinds:
        of_kind = partial(_complete, kind)
        found += complete_empty(snapshot, offset, of_kind) or of_kind(snapshot, offset)
    return found


def opens_by_itself(snapshot: Snapshot, offset: int) -> bool:
    """Whether a list is welcome at ``offset`` where nobody asked for one."""
    places = [
        (kind, _request(kind, snapshot, offset, _cursor(kind, snapshot, offset)).place)
        for kind in snapshot.possible_kinds
    ]
    specials = [kind.specials.get(place.special) for kind, place in places]
    return all(special is None or special.opens_by_itself for special in specials)


def _cursor(kind: DocumentKind, snapshot: Snapshot, offset: int) -> Cursor:
    return cursor_at(snapshot.lines, offset, kind.blocks)


def _request(kind: DocumentKind, snapshot: Snapshot, offset: int, cursor: Cursor) -> Request:
    cursor = _without_what_follows(cursor, snapshot.text)
    place = kind.place(cursor, snapshot.catalog, snapshot.around)
    return Request(
        kind.name,
        snapshot.lines,
        snapshot.path,
        snapshot.catalog,
        snapshot.known,
        offset,
        cursor,
        place,
        snapshot.around,
    )


def _complete(kind: DocumentKind, snapshot: Snapshot, offset: int) -> list[Completion]:
    cursor = _cursor(kind, snapshot, offset)
    found = _complete_at(kind, snapshot, offset, cursor)
    outer = outer_cursor_at(snapshot.lines, offset, kind.blocks) if cursor.path else None
    if outer is not None:
        found += _complete_at(kind, snapshot, offset, outer)
    return found


def _complete_at(
    kind: DocumentKind, snapshot: Snapshot, offset: int, cursor: Cursor
) -> list[Completion]:
    request = _request(kind, snapshot, offset, cursor)
    cursor, place = request.cursor, request.place
    special = kind.specials.get(place.special)
    if cursor.typed.startswith("*"):
        found = anchors(request, snapshot.document)
    else:
        found = special.offers(request) if special is not None else offers_of_schema(request)
    if request.begins_reference:
        found = (item for item in found if "{{" in item.text)
    items = [_finished(request, item) for item in found]
    return _unless_typed(request, sorted(items, key=lambda item: item.rank))


def _unless_typed(request: Request, items: list[Completion]) -> list[Completion]:
    """``items``, unless one of them is a value that stands there in full.

    Who typed it ends the line with Enter, and a list that is open takes that key. Beside longer
    values it remains, and changes nothing: accepting it is the same as going on.
    """
    cursor, text = request.cursor, request.text
    rest = text[cursor.span.start + len(cursor.typed) : cursor.span.end]
    typed = cursor.typed.strip("'\" ")
    if not typed or rest.strip() not in ("", cursor.quote):
        return items
    is_exact = [
        item.kind in (ItemKind.VALUE, ItemKind.FLAVOR) and item.filtered_by.strip("'\" ") == typed
        for item in items
    ]
    if not any(is_exact):
        return items
    longer = [
        item
        for item, exact in zip(items, is_exact, strict=True)
        if not exact and item.filtered_by.strip("'\" ").startswith(typed)
    ]
    if not longer:
        return []
    written = text[cursor.span.start : cursor.span.end]
    item = replace(
        items[is_exact.index(True)],
        text=written,
        snippet=escape_snippet(written),
        suggest_next=False,
    )
    return [item, *longer]


def _without_what_follows(cursor: Cursor, text: str) -> Cursor:
    """The cursor with no more behind it in its token than what it may be meant to replace.

    Who begins a line in front of what was there does not want to lose it: neither a comment, which
    is none as long as no blank stands before it, nor a key with a blank between the two.
    """
    end = cursor.span.start + len(cursor.typed)
    if cursor.quote or cursor.flow or end >= cursor.span.end:
        return cursor
    stop = _FOLLOWS_KEY if cursor.role is Role.KEY else _FOLLOWS_VALUE
    found = stop.search(text, end, cursor.span.end)
    if found is None:
        return cursor
    return replace(cursor, span=Span(cursor.span.start, found.start()), has_colon=False)


_FOLLOWS_KEY = re.compile(r"[\s#]")
_FOLLOWS_VALUE = re.compile("#")


def _finished(request: Request, item: Completion) -> Completion:
    """What all items share: quotes that were begun, spaces around what is written, alignment."""
    cursor = request.cursor
    typed = request.text[cursor.span.start : cursor.span.end]
    filter_text = item.filtered_by
    if cursor.quote:
        filter_text = cursor.quote + filter_text
        if item.kind in (ItemKind.VALUE, ItemKind.FLAVOR) and not item.text.startswith(
            cursor.quote
        ):
            text = cursor.quote + item.text.strip("'\"") + cursor.quote
            item = replace(item, text=text, snippet=escape_snippet(text))
    before = request.text[cursor.span.start - 1 : cursor.span.start]
    if cursor.role is Role.VALUE and before == ":":
        item = replace(item, text=" " + item.text, snippet=" " + item.snippet)
        filter_text = " " + filter_text if typed.startswith(" ") else filter_text
    elif before == "-" and cursor.on_item and not cursor.flow:
        item = replace(item, text=" " + item.text, snippet=" " + item.snippet)
    if request.text.startswith("#", cursor.span.end) and not item.text.endswith(" "):
        # a comment, or what becomes one, must not become part of what is written
        item = replace(item, text=item.text + " ", snippet=item.snippet + " ")
    realign = cursor.realign
    if realign is not None and realign.span == Span(cursor.span.start, cursor.span.start):
        # two insertions at one place have no order: make them one
        indented = replace(
            item, text=realign.new_text + item.text, snippet=realign.new_text + item.snippet
        )
        return replace(indented, filter_text=filter_text)
    if realign is None and filter_text == item.filtered_by:
        return item
    return replace(item, extra=realign, filter_text=filter_text)


def document(key: DocumentationKey, snapshot: Snapshot) -> str:
    """The Markdown documentation that ``key`` names; empty where there is none."""
    kind, catalog = kind_named(key.document), snapshot.catalog
    if kind is None:
        return ""
    if key.topic != PARAMETER:
        return kind.documentation(key, catalog)
    owner = kind.owner(key.names, catalog)
    parameter = owner.parameter_at(key.path) if owner is not None else None
    if owner is None or parameter is None:
        return ""
    return markup.parameter_documentation(parameter, owner)
