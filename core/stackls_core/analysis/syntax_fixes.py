"""Repairs of broken YAML that are offered only when they work.

Each candidate is applied to the text and parsed: one that does not make the parser go further is
not offered, so a repair never trades one syntax error for another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stackls_core.findings import Fix
from stackls_core.text import Span, TextEdit, apply_edits, line_break_of
from stackls_core.yamltree.edits import quoted
from stackls_core.yamltree.lookalikes import Lookalike, lookalikes
from stackls_core.yamltree.parse import Document, parse
from stackls_core.yamltree.pure import BLOCK_HEADER, QUESTION_MARK, TAB

if TYPE_CHECKING:
    from stackls_core.yamltree.compose import YamlError

_LARGEST = 50_000
_TO_BRACKET = re.compile(r"[^\r\n,\[\]{}]+")
_KEY_AND_VALUE = re.compile(r"(?P<head>[ \t]*(?:- +)*[^\s#:'\"]+:[ \t]+)(?P<value>\S.*)")
_DOUBLE_QUOTED = re.compile(r'"(?P<body>(?:[^"\\]|\\.)*)"')
_LONE_BACKSLASH = re.compile(r'(?<!\\)\\(?![\\"])')
_COMMENT = re.compile(r"[ \t]#")
_ESCAPED_END = re.compile(r'"(?P<body>[^"\r\n]*\\)"(?=\s*(?:#|\Z|[\r\n]))')
_SWALLOWED = re.compile(r"\s(?P<key>[A-Za-z_][\w-]*):(?=\s|\Z)")
"""A key that stands behind other words of a value: its line break may be missing."""
_COLLECTION_BEHIND = re.compile(r":\s*(?:[\[{|>&*]|\Z)")
NO_SPACE = re.compile(r" *(?:- +)?[A-Za-z_]+:[^\s/:]\S*\s*")
"""A key and its value without the space that would part them."""


def syntax_fixes(document: Document, error: YamlError) -> list[Fix]:
    """The repairs of ``error`` that make the document readable there; the likeliest first."""
    if len(document.text) > _LARGEST:
        return []
    before = len(document.errors)
    found: list[Fix] = []
    for fix in _candidates(document, error):
        after = parse(apply_edits(document.text, fix.edits))
        if len(after.errors) < before:
            found.append(fix)
            if fix.preferred:
                break
    return found


def _candidates(document: Document, error: YamlError) -> Iterator[Fix]:
    lines = document.lines
    at = lines.line_of(error.span.start)
    numbers = [at]
    if error.context is not None and lines.line_of(error.context) != at:
        numbers.insert(0, lines.line_of(error.context))
    yield from _escaped_end(document, error)
    yield from _escapes(document, error)
    yield from _odd_characters(document, error)
    for number in numbers:
        yield from _tabs(document, number)
        yield from _what_pyyaml_refuses(document, number, error)
        yield from _open_quote(document, number, error)
        yield from _quote_value(document, number)
        yield from _close_bracket(document, number, error)
        yield from _colon(document, number)
    if at > 0 and "mapping values" in error.problem:
        yield from _colon(document, at - 1)


def unknown_escape(document: Document, error: YamlError) -> int | None:
    """Where the backslash is that begins no escape, if that is what is wrong."""
    if error.context is None or "quoted scalar" not in error.about:
        return None
    if "escape" not in error.problem and "hex" not in error.problem:
        return None
    at = document.text.rfind("\\", error.context, error.span.start + 1)
    return at if at >= 0 else None


def _escaped_end(document: Document, error: YamlError) -> Iterator[Fix]:
    """End a Windows path that ends in a backslash, which makes the quote behind it a part of it."""
    if error.context is None or "quoted scalar" not in error.about:
        return
    line = document.lines.line_of(error.context)
    match = _ESCAPED_END.match(document.text, error.context, document.lines.line_end(line))
    if match is not None:
        single = "'" + match["body"].replace("'", "''") + "'"
        yield Fix("Use single quotes", (TextEdit(Span(*match.span()), single),), safe=True)


def _escapes(document: Document, error: YamlError) -> Iterator[Fix]:
    """Read a Windows path in double quotes as it is written."""
    if unknown_escape(document, error) is None or error.context is None:
        return
    text, line = document.text, document.lines.line_of(error.context)
    match = _DOUBLE_QUOTED.match(text, error.context, document.lines.line_end(line))
    if match is None:
        return
    body, span = match["body"], Span(match.start(), match.end())
    if '\\"' not in body:
        single = "'" + body.replace("'", "''") + "'"
        yield Fix("Use single quotes", (TextEdit(span, single),), safe=True)
    doubled = '"' + _LONE_BACKSLASH.sub(r"\g<0>\\", body) + '"'
    yield Fix("Write every backslash twice", (TextEdit(span, doubled),), safe=True)


def odd_character(document: Document, error: YamlError) -> Lookalike | None:
    """The first character near ``error`` that YAML does not take for what it looks like."""
    found = _odd_on_lines(document, error)
    return found[0] if found else None


def _odd_on_lines(document: Document, error: YamlError) -> list[Lookalike]:
    """Those outside of quotes and comments, on the line at fault and the one that it belongs to."""
    lines = document.lines
    at = lines.line_of(error.span.start)
    numbers = {at, at - 1} if error.context is None else {at, lines.line_of(error.context)}
    return [
        one
        for number in sorted(numbers)
        for start, end in _free_pieces(lines.text, lines.line_start(number), lines.line_end(number))
        for one in lookalikes(lines.text, start, end)
    ]


def _free_pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What of a line stands outside of quotes and comments; a quote without its end is none."""
    at = start
    while start < end:
        sign = text[start]
        if sign == "#":
            break
        if sign in "'\"" and (close := text.find(sign, start + 1, end)) >= 0:
            yield at, start
            at = start = close + 1
        else:
            start += 1
    yield at, start


def _odd_characters(document: Document, error: YamlError) -> Iterator[Fix]:
    """Write what these characters look like."""
    found = _odd_on_lines(document, error)
    if found:
        edits = [
            TextEdit(Span(one.offset, one.offset + 1), _instead(document.text, one))
            for one in found
        ]
        title = "Replace it" if len(found) == 1 else "Replace these characters"
        yield Fix(title, tuple(edits), safe=True)


def _instead(text: str, one: Lookalike) -> str:
    """A colon needs a space behind it, unless it is that of a URL."""
    following = text[one.offset + 1 : one.offset + 2]
    is_bare_colon = one.instead == ":" and following.strip() and following != "/"
    return ": " if is_bare_colon else one.instead


def _tabs(document: Document, number: int) -> Iterator[Fix]:
    lines = document.lines
    text, start = lines.line_text(number), lines.line_start(number)
    indent = text[: len(text) - len(text.lstrip(" \t"))]
    if "\t" not in indent or not text.strip():
        return
    for width in (2, 4, 8, 1):
        edit = TextEdit(Span(start, start + len(indent)), indent.replace("\t", " " * width))
        yield Fix("Indent with spaces", (edit,), safe=True)


def _what_pyyaml_refuses(document: Document, number: int, error: YamlError) -> Iterator[Fix]:
    text, at = document.text, error.span.start
    if error.problem == TAB:
        start, end = at, document.lines.line_end(number)
        while start > 0 and text[start - 1] in " \t":
            start -= 1
        while at < end and text[at] in " \t":
            at += 1
        edit = TextEdit(Span(start, at), " " if at < end else "")
        yield Fix("Replace the tab with a space", (edit,), safe=True)
    elif error.problem == QUESTION_MARK and error.context is not None:
        match = _TO_BRACKET.match(text, error.context)
        if match is not None:
            span = Span(match.start(), match.start() + len(match.group().rstrip()))
            edit = TextEdit(span, quoted(text[span.start : span.end]))
            yield Fix(f"Quote the value: {edit.new_text}", (edit,), safe=True)
    elif error.problem == BLOCK_HEADER:
        yield Fix("Add a space", (TextEdit(Span(at, at), " "),), safe=True)


def _open_quote(document: Document, number: int, error: YamlError) -> Iterator[Fix]:
    if "quoted scalar" not in error.about or error.context is None:
        return
    lines = document.lines
    if lines.line_of(error.context) != number:
        return
    quote = document.text[error.context]
    line_end = lines.line_end(number)
    written = document.text[error.context : line_end]
    end = error.context + len(_without_comment(written).rstrip())
    yield Fix("Close the quote", (TextEdit(Span(end, end), quote),), safe=True)


def _quote_value(document: Document, number: int) -> Iterator[Fix]:
    lines = document.lines
    match = _KEY_AND_VALUE.match(lines.line_text(number))
    if match is None or match["value"][0] in "'\"|>[":
        return
    if match["value"][0] == "{" and not match["value"].startswith("{{"):
        # a bracket that is open wants to be closed
        return
    value = _without_comment(match["value"].rstrip(" \t"))
    start = lines.line_start(number) + match.start("value")
    edit = TextEdit(Span(start, start + len(value)), quoted(value))
    if (swallowed := _SWALLOWED.search(value)) is not None:
        yield from _begin_new_line(document, number, start + swallowed.start("key"))
        if swallowed.end() == len(value):
            return  # a key with all that is below it
    is_text = swallowed is None and _COLLECTION_BEHIND.search(value) is None
    yield Fix(f"Quote the value: {edit.new_text}", (edit,), safe=is_text)


def _begin_new_line(document: Document, number: int, at: int) -> Iterator[Fix]:
    """Put a key that stands behind a value on a line of its own."""
    lines, text = document.lines, document.text
    following = number + 1
    while following < lines.line_count and not lines.line_text(following).strip():
        following += 1
    below = _indent(lines.line_text(following))
    start = at
    while text[start - 1] in " \t":
        start -= 1
    key = text[at : text.index(":", at)]
    for above in range(number, -1, -1):
        indent = _indent(lines.line_text(above))
        is_last = text[at : lines.line_end(number)].rstrip().endswith(f"{key}:")
        if lines.line_text(above).strip() and (not is_last or indent < below):
            break
    else:
        return
    edit = TextEdit(Span(start, at), line_break_of(text) + " " * indent)
    yield Fix(f"Begin a new line before {key}", (edit,), preferred=False)


def _indent(line: str) -> int:
    """Where the key of a line stands, behind its dash if it has one."""
    return len(line) - len(line.lstrip(" -"))


def _without_comment(line: str) -> str:
    comment = _COMMENT.search(line)
    return line[: comment.start()].rstrip(" \t") if comment is not None else line


def _close_bracket(document: Document, number: int, error: YamlError) -> Iterator[Fix]:
    if "flow" not in error.about or error.context is None:
        return
    closer = {"[": "]", "{": "}"}.get(document.text[error.context : error.context + 1])
    lines = document.lines
    if closer is None or lines.line_of(error.context) != number:
        return
    end = lines.line_end(number)
    at = lines.line_start(number) + len(lines.line_text(number).rstrip())
    yield Fix(f"Close with {closer}", (TextEdit(Span(at, end), closer),))


def _colon(document: Document, number: int) -> Iterator[Fix]:
    lines = document.lines
    text = lines.line_text(number).rstrip()
    if NO_SPACE.fullmatch(text):
        at = lines.line_start(number) + text.index(":") + 1
        yield Fix("Add a space after the colon", (TextEdit(Span(at, at), " "),))
        return
    if re.fullmatch(r"[ ]*(- +)*[A-Za-z_]\w*", text):
        at = lines.line_start(number) + len(text)
        yield Fix("Add the colon", (TextEdit(Span(at, at), ":"),))
        return
    match = re.fullmatch(r"(?P<key>[ ]*(?:- +)*[A-Za-z_]\w*) +\S.*", text)
    if match is not None:
        at = lines.line_start(number) + match.end("key")
        yield Fix("Add the colon", (TextEdit(Span(at, at), ":"),))
