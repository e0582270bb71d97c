"""The tree of an edited text, made from the tree before: only what was typed in is composed again.

A stack file is a mapping of mappings of lists of components, each on lines of its own. An edit
within one of them (a *region*) leaves the others as they are, apart from where they stand. So the
region is composed alone, below keys that stand in for those above it and with the beginning of
what follows it, so that the parser stops where it would in the whole file. Whenever something is
not as simple as that (anchors, an open quote, another indentation), the whole text is parsed.

What comes out is what `parse` gives for the same text; `tests/yamltree/test_reparse.py` holds the
two against each other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TypeGuard

from stackls_core.limits import MAX_CHARACTERS
from stackls_core.text import LineIndex, Span
from stackls_core.yamltree.compose import YamlError
from stackls_core.yamltree.moving import moved, moved_entry
from stackls_core.yamltree.nodes import Entry, Mapping, Node, Scalar, Sequence
from stackls_core.yamltree.parse import Document, parse

_DEPTH = 3
"""Regions are top-level keys, component types, or components: the smallest that holds the edit."""

_MAX_BLANKED = 1
"""Which lines help where several have to be left out depends on what stands further down."""

_BEYOND = re.compile("quoted|flow|directive|tag|document|deeply")
"""Errors about what may reach further than the parser could see in a region."""

_DASH = re.compile(r" *- +")
_INDENT = re.compile(" *")
_NOT_ALONE = re.compile(r"^(?:---|\.\.\.|%)|\ufeff", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Level:
    """A collection on the way to a region, and which of its children leads there."""

    collection: Mapping | Sequence
    index: int


@dataclass(frozen=True, slots=True)
class _Region:
    """Whole lines of a text, ``start`` to ``end``, that hold one child of a collection.

    ``levels`` leads there from the root. ``following`` is what comes next, in the one of the
    ``levels`` that ``following_level`` says; ``None`` at the end of the text.
    """

    start: int
    end: int
    levels: tuple[_Level, ...]
    following: Entry | Node | None
    following_level: int


def reparse(base: Document, lines: LineIndex) -> Document:
    """The tree of the text that ``lines`` index, which was made from that of ``base`` by an edit.

    Never raises. ``base`` has to be free of errors to be of use.
    """
    return _reparse_region(base, lines) or parse(lines.text, lines)


def _reparse_region(base: Document, lines: LineIndex) -> Document | None:
    old, new = base.text, lines.text
    if base.errors or base.is_anchored or len(new) > MAX_CHARACTERS:
        return None
    edit = _edited(old, new)
    region = _region_around(base, edit)
    if region is None:
        return None
    delta = len(new) - len(old)
    text = new[region.start : region.end + delta]
    if not _stands_alone(old[region.start : region.end], text, region):
        return None
    above, behind = _above(old, region), _behind(old, region)
    if behind is None:
        return None
    fragment = parse(above + text + behind)
    if fragment.is_anchored or len(fragment.blanked) > _MAX_BLANKED:
        return None
    shift = region.start - len(above)
    errors = [_moved_error(error, shift) for error in fragment.errors]
    first, last = lines.line_of(region.start), lines.line_of(region.end + delta - 1)
    inside = Span(lines.line_start(first + 1), region.end + delta)
    if not all(_is_local(error, inside, region.following is None) for error in errors):
        return None
    moved_lines = first - above.count("\n")
    blanked = frozenset(line + moved_lines for line in fragment.blanked)
    if not all(first < line <= last for line in blanked):
        return None
    child = _child_of(fragment, region, len(above) + len(text))
    if child is None:
        return None
    root = _replaced(region, child, shift, delta)
    return Document(lines, root, tuple(errors), blanked, is_anchored=False)


# --- what was edited ----------------------------------------------------------------------------


def _edited(old: str, new: str) -> Span:
    """The part of ``old`` that is not in ``new`` any more; empty where something was put in."""
    shorter = min(len(old), len(new))
    low, high = 0, shorter
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    start = low
    low, high = 0, shorter - start
    while low < high:
        middle = (low + high + 1) // 2
        if _ending(old, low, middle) == _ending(new, low, middle):
            low = middle
        else:
            high = middle - 1
    return Span(start, len(old) - low)


def _ending(text: str, low: int, high: int) -> str:
    """What stands ``high`` to ``low`` characters before the end of ``text``."""
    return text[len(text) - high : len(text) - low]


# --- where it was edited ------------------------------------------------------------------------


def _region_around(base: Document, edit: Span) -> _Region | None:
    """The smallest region that holds ``edit``; ``None`` where there is none."""
    text, lines = base.text, base.lines
    node = base.root
    end = len(text)
    following: Entry | Node | None = None
    following_level = 0
    levels: tuple[_Level, ...] = ()
    found: _Region | None = None
    while len(levels) < _DEPTH and _is_plain_block(node):
        children = _children(node)
        starts = [child.start for child in children]
        index = bisect_right(starts, _line_end(lines, edit.start)) - 1
        if index < 0:
            break
        start = lines.line_start(lines.line_of(starts[index]))
        if not _begins_line(text, start, starts[index], node):
            break
        if index + 1 < len(starts):
            following = children[index + 1]
            following_level = len(levels)
            end = lines.line_start(lines.line_of(following.start))
            if not _begins_line(text, end, following.start, node):
                break
        if not start <= edit.start <= edit.end <= end or (edit.end == end < len(text)):
            break
        levels = (*levels, _Level(node, index))
        found = _Region(start, end, levels, following, following_level)
        child = children[index]
        node = child.value if isinstance(child, Entry) else None
    return found


def _is_plain_block(node: Node | None) -> TypeGuard[Mapping | Sequence]:
    return isinstance(node, (Mapping, Sequence)) and not (node.flow or node.tag or node.anchor)


def _children(collection: Mapping | Sequence) -> list[Entry] | list[Node]:
    return collection.entries if isinstance(collection, Mapping) else collection.items


def _line_end(lines: LineIndex, offset: int) -> int:
    return lines.line_end(lines.line_of(offset))


def _begins_line(text: str, line: int, start: int, collection: Mapping | Sequence) -> bool:
    """Whether nothing but space, and a dash in a list, stands before a child on its line."""
    if isinstance(collection, Mapping):
        return _INDENT.fullmatch(text, line, start) is not None
    return _DASH.fullmatch(text, line, start) is not None


# --- composing it -------------------------------------------------------------------------------


def _stands_alone(old: str, new: str, region: _Region) -> bool:
    """Whether the ``new`` text of a region takes the place of the ``old``, as far as lines say."""
    is_key = isinstance(region.levels[-1].collection, Mapping)
    before = _INDENT.match(old) if is_key else _DASH.match(old)
    after = _INDENT.match(new) if is_key else _DASH.match(new)
    if before is None or after is None or before.group() != after.group():
        return False
    first = new[after.end() : after.end() + 1]
    # a dash where a key was may be one more item of the list before it
    if first in ("", " ", "#", "\r", "\n") or (is_key and first == "-"):
        return False
    ends_line = region.following is None or new.endswith("\n")
    return ends_line and _NOT_ALONE.search(new) is None


def _above(text: str, region: _Region) -> str:
    """What stands in for everything above a region: a key or an item for each level."""
    parts: list[str] = []
    for depth, level in enumerate(region.levels):
        is_last = depth == len(region.levels) - 1
        if is_last and level.index == 0:
            break  # the region begins the collection itself
        child = _children(level.collection)[level.index].start
        indent = _indent_at(text, text.rfind("\n", 0, child) + 1)
        sibling = ("k: k" if isinstance(level.collection, Mapping) else "- k") if is_last else "k:"
        parts.append(f"{indent}{sibling}\n")
    return "".join(parts)


def _indent_at(text: str, line: int) -> str:
    match = _INDENT.match(text, line)
    return match.group() if match else ""


def _behind(text: str, region: _Region) -> str | None:
    """What follows the region, as far as the parser has to see it: up to the next colon.

    ``None`` where something else than a plain key follows.
    """
    child = region.following
    if child is None:
        return ""
    if isinstance(child, Mapping) and not child.flow and not child.tag and not child.anchor:
        child = child.entries[0]
    key = child.key if isinstance(child, Entry) else None
    if not isinstance(key, Scalar) or key.tag or not key.is_plain:
        return None
    if not text.startswith(":", key.end):
        return None
    return text[region.end : key.end] + ": k\n"


def _moved_error(error: YamlError, shift: int) -> YamlError:
    """An error about a fragment, as it is about the text."""
    span = Span(error.span.start + shift, error.span.end + shift)
    context = error.context + shift if error.context is not None else None
    return replace(error, span=span, context=context)


def _is_local(error: YamlError, inside: Span, at_end: bool) -> bool:
    """Whether the parser would say the same of the whole text.

    ``inside`` are the lines of the region below its first: what begins on that one may be taken for
    a part of what stands before it.
    """
    if _BEYOND.search(error.about) or _BEYOND.search(error.problem):
        return False
    if error.context is not None and error.context < inside.start:
        return False
    return inside.start <= error.span.start and (error.span.end <= inside.end or not at_end)


def _child_of(fragment: Document, region: _Region, following: int) -> Entry | Node | None:
    """What the region holds, if it still is one child at its place and the rest is in its own."""
    node = fragment.root
    for depth, level in enumerate(region.levels):
        if not _is_plain_block(node) or isinstance(node, Mapping) != isinstance(
            level.collection, Mapping
        ):
            return None
        children = _children(node)
        is_last = depth == len(region.levels) - 1
        skipped = int(is_last and level.index > 0)
        has_following = region.following is not None and region.following_level == depth
        if len(children) != skipped + 1 + has_following:
            return None
        if has_following and children[-1].start < following:
            return None
        child = children[skipped]
        if is_last:
            return child
        node = child.value if isinstance(child, Entry) else None
    return None


# --- putting it in its place --------------------------------------------------------------------


def _replaced(region: _Region, child: Entry | Node, shift: int, delta: int) -> Node:
    """The root with ``child`` in the region's place and everything behind it moved."""
    new: Entry | Node
    new = moved_entry(child, shift) if isinstance(child, Entry) else moved(child, shift)
    for level in reversed(region.levels):
        old, index = level.collection, level.index
        if isinstance(old, Mapping):
            entry = new if isinstance(new, Entry) else Entry(old.entries[index].key, new)
            rest = [moved_entry(one, delta) for one in old.entries[index + 1 :]]
            entries = [*old.entries[:index], entry, *rest]
            new = Mapping(entries[0].start, entries[-1].end, entries, flow=False)
        else:
            assert not isinstance(new, Entry)
            items = [*old.items[:index], new]
            items += [moved(one, delta) for one in old.items[index + 1 :]]
            new = Sequence(old.start, items[-1].end, items, flow=False)
    assert not isinstance(new, Entry)
    return new
