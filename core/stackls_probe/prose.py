"""Reading docstrings and descriptions: prose, its first sentence, attributes, deprecations."""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackls_probe.protocol import Json


_SECTION = re.compile(
    r"^(Args|Arguments|Attributes|Returns|Raises|Yields|Notes?|Usage|Examples?\b[^:]*):$"
)
_ATTRIBUTE = re.compile(r"^(\w+)(?:\s*\([^)]*\))?:(.*)$")
_ROLE = re.compile(r":(?:py:)?(?:class|meth|func|attr|mod):`~?([^`]+)`")
_DOUBLE_TICKS = re.compile(r"(?<!`)``(?!`)")
_SENTENCE_END = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!etc)[.!?](?=\s+[A-Z`\[]|\s*$)")
_ABOUT_THE_SOURCE = "Field descriptions are defined inline"
SAYS_NOTHING = re.compile(r"^(Class for the `\w+`|Base (class|config|configuration)\b)")
ABOUT_THE_CLASS = re.compile(r"^(This class|Subclasses|All methods are) ")
LEADING_CLASS = re.compile(r"^Class (?:for|to) (?:the )?(\w)")
_DEPRECATED = re.compile(r"^[\s(\[*_`]*deprecated\b", re.IGNORECASE)
_REPLACEMENT = re.compile(
    r"\b(?:use|using|favou?r\s+of|replaced\s+by|renamed\s+to)\s+"
    r"(?:the\s+)?(?:new\s+)?(?:attribute\s+)?[`'\"](\w+)[`'\"]",
    re.IGNORECASE,
)


def clean_docstring(doc: str | None) -> str:
    """Give the prose of a docstring: what stands before its first section, as Markdown."""
    lines: list[str] = []
    for line in inspect.cleandoc(doc or "").splitlines():
        if _SECTION.match(line):
            break
        lines.append(line.rstrip())
    text = _DOUBLE_TICKS.sub("`", _ROLE.sub(r"`\1`", "\n".join(lines)))
    return _without_sentences(text, _ABOUT_THE_SOURCE).strip()


def _without_sentences(text: str, beginning: str) -> str:
    """Leave out what begins so, up to the next full stop, and the space before it."""
    kept: list[str] = []
    done, at = 0, text.find(beginning)
    while at >= 0:
        end = text.find(".", at) + 1
        if not end:
            break
        if not text[end : end + 1].strip():
            kept.append(text[done:at].rstrip())
            done = end
        at = text.find(beginning, end)
    return "".join([*kept, text[done:]])


def paragraphs(text: str) -> list[str]:
    """Split prose at blank lines, but never inside a fenced code block."""
    found: list[str] = []
    fenced = False
    for block in re.split(r"\n(?:[^\S\n]*\n)+", text):
        if fenced and found:
            found[-1] += "\n\n" + block
        elif block.strip():
            found.append(block.strip())
        fenced ^= block.count("```") % 2 == 1
    return found


def unwrap(paragraph: str) -> str:
    """Join the hard-wrapped lines of a paragraph; code and lists keep theirs."""
    if "```" in paragraph or re.search(r"^[^\S\n]*(?:[-*]|\d+\.)\s", paragraph, re.MULTILINE):
        return paragraph
    return " ".join(paragraph.split())


def first_sentence(text: str) -> str:
    """Give the first sentence of some prose, on one line."""
    found = paragraphs(text)
    line = " ".join(found[0].split()) if found else ""
    end = _SENTENCE_END.search(line)
    return line[: end.end()] if end else line


def attribute_docs(doc: str | None) -> dict[str, str]:
    """Read the ``Attributes:`` section of a Google-style docstring: name -> text on one line."""
    section: list[str] = []
    inside = False
    for line in inspect.cleandoc(doc or "").splitlines():
        if not line[:1].isspace() and line.strip():
            inside = line.strip() == "Attributes:"
        elif inside:
            section.append(line)
    docs: dict[str, str] = {}
    name = None
    lines = textwrap.dedent("\n".join(section)).splitlines()
    for line in lines:
        match = None if line[:1].isspace() else _ATTRIBUTE.match(line)
        if match:
            name = match.group(1)
            docs[name] = match.group(2).strip()
        elif name and line.strip():
            docs[name] = (docs[name] + " " + line.strip()).strip()
    return {key: _DOUBLE_TICKS.sub("`", text) for key, text in docs.items() if text}


def deprecation_in(text: str | None) -> Json | None:
    """Read a deprecation out of a parameter's description; None when it does not start with one."""
    if not text or not _DEPRECATED.match(text):
        return None
    match = _REPLACEMENT.search(text)
    return {"message": " ".join(text.split()), "replacement": match.group(1) if match else None}
