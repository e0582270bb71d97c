"""Edits that leave everything else of a file as it is: quoting, replacing, inserting, removing."""

from __future__ import annotations

import re
from string import whitespace

from stackls_core.text import LineIndex, Span, TextEdit, line_break_of
from stackls_core.yamltree.nodes import Entry, Mapping, Node, Scalar
from stackls_core.yamltree.values import implicit_tag

_STR = "tag:yaml.org,2002:str"
_NEEDS_QUOTES_FIRST = frozenset("!&*-?|>@`%{}[],#'\":=<~ \t")
_NEEDS_QUOTES_INSIDE = (": ", " #", "\n", "\t")
_COLON = re.compile(r"[ \t]*:")
_EXPLICIT_KEY = re.compile(r"^([ :-]*)\?\s+(?:[!&]\S*\s+)*\Z", re.MULTILINE)
_SPACE_AT_END = re.compile(r"[ \t]*(?=[\r\n,}\]]|\Z)")


def plain_or_quoted(text: str, *, flow: bool = False) -> str:
    """``text`` as a YAML scalar that reads as exactly this text, plain where that is possible."""
    if not text or text[0] in _NEEDS_QUOTES_FIRST or text[-1] in " :":
        return quoted(text)
    if implicit_tag(text) != _STR or any(part in text for part in _NEEDS_QUOTES_INSIDE):
        return quoted(text)
    if flow and any(character in text for character in ",[]{}?"):
        return quoted(text)
    return text


def quoted(text: str) -> str:
    """``text`` in quotes: single ones, double where it holds what only they can express."""
    if all(character.isprintable() for character in text):
        return "'" + text.replace("'", "''") + "'"
    escaped = text.encode("unicode_escape").decode("ascii")
    return '"' + escaped.replace('"', '\\"') + '"'


def replace_scalar(node: Scalar, new: str) -> TextEdit:
    """Replace a scalar by ``new``, keeping its quotes where it has some."""
    if node.style == '"' and new.isprintable() and not any(c in new for c in '"\\'):
        return TextEdit(node.span, f'"{new}"')
    if node.style == "'":
        return TextEdit(node.span, quoted(new))
    return TextEdit(node.span, plain_or_quoted(new, flow=True))


def quote_as_written(text: str, node: Scalar) -> TextEdit:
    """Quote a plain scalar, so that it is read as the characters that stand there."""
    return TextEdit(node.span, quoted(text[node.start : node.end]))


def indent_of(lines: LineIndex, offset: int) -> int:
    """The column that ``offset`` is at, in characters: the indent of a block that starts there."""
    return offset - lines.line_start(lines.line_of(offset))


def written_start(lines: LineIndex, entry: Entry) -> int:
    """Where an entry in block style begins: at its ``?`` or an anchor or tag of its key, if any."""
    text, key = lines.text, entry.start
    line = lines.line_of(key)
    question = _EXPLICIT_KEY.search(text, lines.line_start(max(line - 1, 0)), key)
    if question is not None and indent_of(lines, question.end(1)) < indent_of(lines, key):
        return question.end(1)
    return _before_properties(text, lines.line_start(line), key, " \t")


def _before_properties(text: str, start: int, end: int, space: str, stops: str = "") -> int:
    """Where the anchors and tags begin that stand right before ``end``, not further than ``start``.

    ``space`` may stand after each; ``stops`` are characters that end them, as all space does.
    """
    first = end
    while True:
        word_end = first
        while word_end > start and text[word_end - 1] in space:
            word_end -= 1
        at = word_end
        while at > start and not text[at - 1].isspace() and text[at - 1] not in stops:
            at -= 1
        sign = next((i for i in range(at, word_end) if text[i] in "!&"), None)
        if word_end == first or sign is None:
            return first
        first = sign
        if sign > at:
            return first


def is_explicit(lines: LineIndex, entry: Entry) -> bool:
    """Whether an entry in block style is written with a ``?`` before its key."""
    return lines.text.startswith("?", written_start(lines, entry))


def keys_indent(lines: LineIndex, mapping: Mapping) -> int:
    """The column of the entries of a non-empty mapping in block style."""
    return indent_of(lines, written_start(lines, mapping.entries[0]))


def child_indent(lines: LineIndex, mapping: Mapping | None, parent_key: Node) -> int:
    """Where the children of ``parent_key`` are indented to, or should be where it has none."""
    if mapping is not None and mapping.entries and not mapping.flow:
        return keys_indent(lines, mapping)
    return indent_of(lines, parent_key.start) + 2


def after_colon(text: str, entry: Entry) -> int | None:
    """Where the value of ``entry`` may begin; ``None`` where no colon follows the key."""
    match = _COLON.match(text, entry.key.end)
    return match.end() if match else None


def write_value(text: str, entry: Entry, value: str) -> TextEdit | None:
    """Write ``value`` instead of what the entry has, or where it has nothing; comments stay.

    ``None`` behind a tag, which says how to read whatever is written there.
    """
    node = entry.value
    if isinstance(node, Scalar) and node.tag:
        return None
    if node.start < node.end:
        return TextEdit(Span(node.start, node.end), value)
    at = after_colon(text, entry)
    if at is None:
        return None
    at = max(at, node.end) if isinstance(node, Scalar) and node.anchor else at
    space = _SPACE_AT_END.match(text, at)
    return TextEdit(Span(at, space.end() if space else at), f" {value}")


def write_block(lines: LineIndex, entry: Entry, block: str) -> TextEdit | None:
    """Write ``block``, which begins with a line break, below a key; a comment beside it stays.

    ``None`` where what stands there has an anchor or a tag, which somebody may need.
    """
    text, node = lines.text, entry.value
    at = after_colon(text, entry)
    if at is None or (isinstance(node, (Scalar, Mapping)) and (node.anchor or node.tag)):
        return None
    if node.start < node.end:
        return TextEdit(Span(at, node.end), block)
    end = lines.line_end(lines.line_of(at))
    space = _SPACE_AT_END.match(text, at)
    return TextEdit(Span(at, end) if space and space.end() == end else Span(end, end), block)


def insert_entries(lines: LineIndex, mapping: Mapping, entries: list[str]) -> TextEdit:
    """Add entries after the last one of a non-empty mapping, in its own style.

    ``entries`` are pieces of ``key: value``; in block style also lines of larger ones.
    """
    text = lines.text
    if mapping.flow and not mapping.entries:
        return TextEdit(Span(mapping.start + 1, mapping.start + 1), ", ".join(entries))
    if mapping.flow:
        # right behind the last entry: a comma and a comment may follow it
        last = mapping.entries[-1]
        at, separator = last.end, ", "
        if last.value.start == last.value.end:
            at, separator = after_colon(text, last) or last.key.end, " , "
        return TextEdit(Span(at, at), separator + ", ".join(entries))
    last = mapping.entries[-1]
    line_break = line_break_of(text)
    pad = " " * keys_indent(lines, mapping)
    if last.value.start == last.value.end and is_explicit(lines, last):
        # its colon may follow on a line of its own
        first = written_start(lines, mapping.entries[0])
        return TextEdit(
            Span(first, first), "".join(f"{entry}{line_break}{pad}" for entry in entries)
        )
    at = lines.line_end(lines.line_of(last.end))
    added = "".join(f"{line_break}{pad}{entry}" for entry in entries)
    return TextEdit(Span(at, at), added)


def remove_entry(lines: LineIndex, mapping: Mapping, entry: Entry) -> TextEdit:
    """Remove an entry with its lines; in flow style with its comma."""
    text = lines.text
    if mapping.flow:
        return TextEdit(_flow_extent(text, mapping, entry), "")
    first = written_start(lines, entry)
    line = lines.line_of(first)
    start = lines.line_start(line)
    before = text[start:first].strip()
    if before and not before.strip("- "):
        # the entry follows a dash: the next entry takes its place
        following = next((e for e in mapping.entries if e.start > entry.start), None)
        if following is not None and "#" in text[entry.end : following.start]:
            # but not that of the comments between the two
            space = _SPACE_AT_END.match(text, entry.end)
            dash = start + len(text[start:first].rstrip())
            return TextEdit(Span(dash if space else first, entry.end), "")
        if following is not None:
            return TextEdit(Span(first, written_start(lines, following)), "")
        return TextEdit(Span(first, entry.end), "{}")
    last = lines.line_of(entry.end)
    end = lines.line_start(last + 1)
    return TextEdit(Span(start, end), "")


def _flow_extent(text: str, mapping: Mapping, entry: Entry) -> Span:
    start, end = entry.start, entry.end
    start = _before_properties(text, mapping.start + 1, start, whitespace, ",[]{}")
    question = start
    while question > mapping.start + 1 and text[question - 1] in whitespace:
        question -= 1
    if question < start and question > mapping.start + 1 and text[question - 1] == "?":
        start = question - 1
    after = end
    while after < mapping.end and text[after] in " \t\r\n":
        after += 1
    if after < mapping.end and text[after] == ",":
        after += 1
        while after < mapping.end and text[after] in " \t":
            after += 1
        return Span(start, after)
    before = start
    while before > mapping.start and text[before - 1] in " \t\r\n":
        before -= 1
    if before > mapping.start and text[before - 1] == ",":
        return Span(before - 1, end)
    return Span(start, end)
