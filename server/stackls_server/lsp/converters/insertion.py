"""What a client has to insert for a completion item, so that the document ends up right."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types

from stackls_core.text import LineIndex, Span
from stackls_server.features.completion import Completion, ItemKind
from stackls_server.lsp.converters.capabilities import Capabilities


@dataclass(frozen=True)
class Insertion:
    """``text`` replaces ``span``; the mode is for clients that adjust indentation or not."""

    text: str
    span: Span
    is_snippet: bool = False
    mode: types.InsertTextMode | None = None


def insertion(
    item: Completion, lines: LineIndex, offset: int, capabilities: Capabilities
) -> Insertion | None:
    """What to insert for ``item`` with the cursor at ``offset``; ``None`` if it cannot be offered.

    Clients indent the lines after the first as the line at the cursor, some of them only in
    snippets, and many take no notice of the mode that an item asks for. So snippets and clients
    that only adjust get lines relative to that indentation, all others get them in full.
    """
    if not capabilities.text_edits:
        return _behind_cursor(item, lines, offset)
    # yasnippet evaluates what stands in backquotes, and names come from shared registries
    is_snippet = capabilities.snippets and item.snippet != item.text and "`" not in item.snippet
    text = item.snippet if is_snippet else item.text
    if "\n" not in text:
        return Insertion(text, item.span, is_snippet)
    modes = capabilities.insert_modes
    as_is, adjusts = types.InsertTextMode.AsIs, types.InsertTextMode.AdjustIndentation
    only_adjusts = adjusts in modes and as_is not in modes
    if is_snippet or (only_adjusts and capabilities.several_lines):
        relative = _relative(text, item, lines)
        if relative is not None:
            mode = adjusts if adjusts in modes else None
            return Insertion(relative, item.span, is_snippet, mode)
    if only_adjusts or not capabilities.several_lines:
        return _first_line(item)
    return Insertion(item.text, item.span, mode=as_is if as_is in modes else None)


def _behind_cursor(item: Completion, lines: LineIndex, offset: int) -> Insertion | None:
    """The part of the text that is still missing, where all that is there may stay.

    In front of a closing quote nothing is offered: JupyterLab would insert behind it.
    """
    before, after = lines.text[item.span.start : offset], lines.text[offset : item.span.end]
    if after.endswith(("'", '"')):
        return None
    fits = item.text.startswith(before) and item.text[len(before) :].endswith(after)
    missing = item.text[len(before) : len(item.text) - len(after)]
    if not fits or not missing or item.extra is not None:
        return None
    return Insertion(missing, Span(offset, offset))


def _first_line(item: Completion) -> Insertion | None:
    if item.kind is ItemKind.SKELETON or item.text.startswith(("\n", "\r")):
        return None  # nothing without its other lines
    return Insertion(item.text.partition("\n")[0].rstrip(), item.span)


def _relative(text: str, item: Completion, lines: LineIndex) -> str | None:
    """``text`` less the indentation of the line it goes to; ``None`` where that cannot be said."""
    start = lines.line_start(lines.line_of(item.span.start))
    if item.extra is not None and item.extra.span.end >= start:
        return None  # the line's indentation changes as well
    before = lines.text[start : item.span.start]
    indent = before[: len(before) - len(before.lstrip(" \t"))]
    first, *rest = text.split("\n")
    if not all(line.startswith(indent) or not line.strip() for line in rest):
        return None
    return "\n".join([first, *(line.removeprefix(indent) for line in rest)])
