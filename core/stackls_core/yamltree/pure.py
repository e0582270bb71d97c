"""Where libyaml, which reads the text here, takes more than PyYAML's own parser, which ZenML uses.

The two differ in three places that people get to: a tab between words, a question mark within
brackets, and a comment right after the ``|`` of a block scalar. What else they differ in (unknown
directives, a tab at the start of a block scalar) libyaml refuses, and `compose` asks the pure
parser then. `tests/yamltree/test_pure_parser.py` holds the two against each other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from stackls_core.text import Span
from stackls_core.yamltree.compose import YamlError
from stackls_core.yamltree.nodes import Mapping, Node, Scalar, Sequence, walk

TAB = "found a tab between words"
QUESTION_MARK = "found a question mark within brackets"
BLOCK_HEADER = "found a comment right after the sign of a block scalar"

_BREAKS = re.compile("[\r\n\x85\u2028\u2029]")
_HEADER = re.compile(r"[|>][-+0-9]*(#)")
_SPACE = re.compile(r"\s*")
_MAX_ERRORS = 20


def stricter_errors(text: str, root: Node | None) -> list[YamlError]:
    """What the pure parser refuses about ``text``, which libyaml read as ``root``."""
    if "\t" not in text and "?" not in text and "#" not in text:
        return []
    found = [*_tabs(text, root), *_headers(text, root), *_question_marks(text, root)]
    return sorted(found, key=lambda error: error.span)[:_MAX_ERRORS]


def _tabs(text: str, root: Node | None) -> Iterator[YamlError]:
    """One error for each line with a tab outside of quotes, block scalars and comments."""
    if "\t" not in text:
        return
    scalars = [node for node in walk(root) if isinstance(node, Scalar) and node.start < node.end]
    plain = [scalar.span for scalar in scalars if scalar.is_plain]
    free = [_free_span(text, scalar) for scalar in scalars if not scalar.is_plain]
    done = -1
    for match in re.finditer("\t", text):
        at = match.start()
        if at < done or _within(free, at):
            continue
        line_end = _BREAKS.search(text, at)
        done = line_end.start() if line_end else len(text)
        if not _in_comment(text, at, free, plain):
            yield YamlError(Span(at, at + 1), TAB)


def _free_span(text: str, scalar: Scalar) -> Span:
    """Where tabs are part of a quoted or block scalar: in what it says, not beside its sign."""
    if scalar.style in ("'", '"'):
        return scalar.span
    header = _BREAKS.search(text, scalar.start)
    space = _SPACE.match(text, scalar.end)
    end = space.end() if space else scalar.end
    return Span(min(header.start(), end) if header else end, end)


def _within(spans: list[Span], offset: int) -> bool:
    """Whether one of ``spans``, which are in order, covers the character at ``offset``."""
    index = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return index >= 0 and offset < spans[index].end


def _in_comment(text: str, at: int, free: list[Span], plain: list[Span]) -> bool:
    """Whether a comment begins before ``at``, on its line."""
    line = at
    while line > 0 and not _BREAKS.match(text, line - 1):
        line -= 1
    signs = (line + match.start() for match in re.finditer("#", text[line:at]))
    return any(not _within(free, sign) and not _within(plain, sign) for sign in signs)


def _headers(text: str, root: Node | None) -> Iterator[YamlError]:
    if _HEADER.search(text) is None:
        return
    for node in walk(root):
        if isinstance(node, Scalar) and node.style in ("|", ">"):
            match = _HEADER.match(text, node.start)
            if match is not None:
                yield YamlError(Span(*match.span(1)), BLOCK_HEADER)


def _question_marks(text: str, root: Node | None) -> Iterator[YamlError]:
    """A ``?`` ends a plain scalar within brackets, and nothing but a comma may follow it there."""
    if "?" not in text:
        return
    flow_end = -1
    for node in walk(root):
        if isinstance(node, (Mapping, Sequence)) and node.flow:
            flow_end = max(flow_end, node.end)
        elif isinstance(node, Scalar) and node.is_plain and node.start < flow_end:
            at = text.find("?", node.start, node.end)
            if at >= 0:
                yield YamlError(Span(at, at + 1), QUESTION_MARK, context=node.start)
