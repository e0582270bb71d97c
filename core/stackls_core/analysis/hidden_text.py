"""What text is, where it is not what it looks like; part of the rule `yaml-surprise`.

A path in double quotes whose backslashes are escapes, a line break behind the ``|`` of a block
scalar, a path that is folded over two lines, a no-break space: ZenML takes what is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from stackls_core.findings import Fix
from stackls_core.text import Span, TextEdit
from stackls_core.yamltree.edits import plain_or_quoted
from stackls_core.yamltree.lookalikes import Lookalike, suspicious
from stackls_core.yamltree.nodes import Mapping, Node, Scalar, Sequence
from stackls_core.yamltree.values import has_placeholder

if TYPE_CHECKING:
    from stackls_core.documents.rule import Part

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_NAMES = {"\t": "a tab", "\n": "a line break", "\r": "a carriage return", "\b": "a backspace"}
_DRIVE = re.compile(r"[A-Za-z]:\\|\\\\\\\\")
_PLACE = re.compile(r"[A-Za-z][\w+.-]*://|/|\./|~|[A-Za-z]:[\\/]")
"""How paths and URLs begin."""
_PLACE_KEYS = re.compile(
    r"(?:^|_)(?:path|paths|uri|url|dir|directory|file|folder|host|hostname|endpoint|bucket|name)$",
    re.IGNORECASE,
)
_LONGEST = 300


@dataclass(frozen=True)
class HiddenText:
    """Where text is not what it looks like, what ZenML reads, and what was probably meant."""

    span: Span
    message: str
    fixes: tuple[Fix, ...] = ()


def hidden_text(part: Part) -> Iterator[HiddenText]:
    """All of it in a part of a document, keys included."""
    text = part.document.text
    may_be_odd = not text.isascii()
    for node in part.nodes:
        if isinstance(node, Mapping):
            for entry in node.entries:
                if may_be_odd and isinstance(entry.key, Scalar):
                    yield from _odd_characters(text, entry.key, is_key=True)
                if _may_hide(entry.value, text, may_be_odd=may_be_odd):
                    yield from _value(text, entry.value, entry.name or "")
        elif isinstance(node, Sequence):
            for item in node.items:
                if _may_hide(item, text, may_be_odd=may_be_odd):
                    yield from _value(text, item, "")


def _may_hide(node: Node, text: str, *, may_be_odd: bool) -> TypeGuard[Scalar]:
    """Whether a value has to be looked at; most are what they look like, on one line."""
    if not isinstance(node, Scalar) or node.start == node.end or len(node.value) > _LONGEST:
        return False
    return may_be_odd or bool(node.style) or "\n" in text[node.start : node.end]


def _value(text: str, node: Scalar, key: str) -> Iterator[HiddenText]:
    found = list(_odd_characters(text, node, is_key=False))
    yield from found
    if found or has_placeholder(node.value):
        return
    if node.style == '"' and "\\" in text[node.start : node.end]:
        escapes = list(_escapes(text, node, key))
        yield from escapes
        if escapes:
            return
    if _is_place(node.value, key):
        yield from _layout(text, node)


def _is_place(value: str, key: str) -> bool:
    """Whether a value is a path, a URL or a name, in which no blank is ever meant."""
    return bool(_PLACE.match(value.strip()) or _PLACE_KEYS.search(key))


# --- characters ---------------------------------------------------------------------------------


def _odd_characters(text: str, node: Scalar, *, is_key: bool) -> Iterator[HiddenText]:
    if node.style in ("|", ">") or text.isascii():
        return
    span = node.inner_span
    found = suspicious(text, span.start, span.end)
    if not found:
        return
    one = found[0]
    looks = f", which looks like {one.instead}" if one.instead.strip() else ""
    what = "key" if is_key else "value"
    more = f" There are {len(found)} such characters." if len(found) > 1 else ""
    message = f"This {what} holds {one.words}{looks}; ZenML reads it as it is.{more}"
    fixes = () if node.tag else (_without(text, node, found),)
    yield HiddenText(Span(one.offset, one.offset + 1), message, fixes)


def _without(text: str, node: Scalar, found: list[Lookalike]) -> Fix:
    """Write what they look like; quotes that are around the whole value become real ones."""
    written = list(text[node.start : node.end])
    ends = {node.inner_span.start, node.inner_span.end - 1}
    around = [one for one in found if one.is_quote and one.offset in ends]
    for one in found:
        instead = one.instead
        if one.is_quote and (not node.is_plain or len(around) != 2):
            instead = ""
        if one.is_space and one.offset in ends:
            instead = ""
        written[one.offset - node.start] = instead
    title = "Replace the character" if len(found) == 1 else "Replace the characters"
    return Fix(title, (TextEdit(node.span, "".join(written)),), safe=True)


# --- escapes ------------------------------------------------------------------------------------


def _escapes(text: str, node: Scalar, key: str) -> Iterator[HiddenText]:
    """Control characters that a backslash in double quotes has made."""
    control = _CONTROL.search(node.value)
    if control is None or not node.value.strip():
        return
    body = text[node.start + 1 : node.end - 1]
    is_windows = _DRIVE.match(body) is not None
    if not is_windows and _CONTROL.search(node.value.strip()) is None:
        return  # at an edge they are as others there
    if control.group() in "\t\n\r" and not is_windows:
        # scripts and keys have line breaks of their own; paths, URLs and names do not
        is_word = " " not in body and "=" not in body and not body.startswith("-----")
        if not is_word or not (_is_place(node.value, key) or re.search(r"\w[./:]\w", body)):
            return
    name = _NAMES.get(control.group(), f"the control character U+{ord(control.group()):04X}")
    message = f"In double quotes \\ begins an escape: ZenML reads {name} here."
    single = "'" + body.replace("'", "''") + "'"
    fix = Fix("Use single quotes", (TextEdit(node.span, single),), safe=is_windows)
    fixes = () if '\\"' in body else (fix,)
    yield HiddenText(node.span, message, fixes)


# --- line breaks and blanks ---------------------------------------------------------------------


def _layout(text: str, node: Scalar) -> Iterator[HiddenText]:
    """Blanks at the edges, and lines that are folded into one."""
    value, stripped = node.value, node.value.strip()
    if not stripped or (node.is_plain and "\n" not in text[node.start : node.end]):
        return
    if "\n" in stripped:
        return  # several lines that are meant as such
    if value != stripped:
        what = "a line break" if value.endswith("\n") else "a blank"
        where = "begins" if value[:1].isspace() and not value[-1:].isspace() else "ends"
        message = f"ZenML reads {what} too: this value {where} with it."
        yield _written_plainly(node, message, stripped, safe=_PLACE.match(stripped) is not None)
        return
    written = text[node.start : node.end]
    if "\n" in written and " " in stripped:
        unfolded = "".join(map(str.strip, _folded_source(node, written).split("\n")))
        if " " not in unfolded and unfolded != value:
            message = "YAML joins these lines with a blank, which ZenML reads as a part of it."
            yield _written_plainly(node, message, unfolded, safe=False)


def _folded_source(node: Scalar, written: str) -> str:
    if node.style in ("'", '"'):
        return written[1:-1]
    if node.style in ("|", ">"):
        return written.partition("\n")[2].strip()
    return written


def _written_plainly(node: Scalar, message: str, value: str, *, safe: bool) -> HiddenText:
    new = plain_or_quoted(value, flow=True)
    if node.style in ("'", '"'):
        new = node.style + value + node.style
    is_simple = not node.tag and not node.anchor and value.isprintable() and "'" not in value
    fixes = (Fix("Write it on one line, without blanks", (TextEdit(node.span, new),), safe=safe),)
    return HiddenText(node.span, message, fixes if is_simple and '"' not in value else ())
