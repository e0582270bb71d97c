"""`syntax-error`: the file is not one YAML document.

``zenml stack import`` reads the file with ``yaml.safe_load`` and ends in a traceback here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stackls_core.analysis.syntax_fixes import (
    NO_SPACE,
    odd_character,
    syntax_fixes,
    unknown_escape,
)
from stackls_core.documents.rule import AnyContext, AnyRule, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.text import Span
from stackls_core.yamltree.pure import BLOCK_HEADER, QUESTION_MARK, TAB

if TYPE_CHECKING:
    from stackls_core.yamltree.compose import YamlError
    from stackls_core.yamltree.parse import Document

_STARTS_WORD = re.compile(r"\S+")


def check(context: AnyContext) -> Iterator[Finding]:
    """One finding for each place where reading stops."""
    document = context.view.document
    if document.unread:
        return  # only ZenML knows what it makes of it
    is_first = True
    for error in document.errors:
        if is_harmless(context, error):
            continue
        span, message = explain(document, error)
        # what else is wrong may only follow from the first error, and each try costs a parse
        fixes = syntax_fixes(document, error) if is_first else []
        is_first = False
        yield RULE.finding(span, message, fixes=fixes)


def is_harmless(context: AnyContext, error: YamlError) -> bool:
    """Whether an alias is inside what it names, in a part of the file nobody walks through.

    PyYAML builds such values; ZenML comes to grief only on those it uses.
    """
    if "is inside" not in error.problem:
        return False
    return not context.view.is_read(error.span.start)


_REFUSED_BY_PYYAML = {
    TAB: "ZenML's YAML reader takes a tab only within quotes and comments. Use a space.",
    QUESTION_MARK: "ZenML's YAML reader allows no question mark within brackets. Quote the value.",
    BLOCK_HEADER: "ZenML's YAML reader expects a space or the end of the line here.",
}


def explain(  # noqa: C901 - a table of the parser's messages, first match wins
    document: Document, error: YamlError
) -> tuple[Span, str]:
    """Where to point for ``error``, and what to say, in words for people."""
    lines, text = document.lines, document.text
    line = lines.line_of(error.span.start)
    at = _token(document, error.span.start)
    context = error.context
    about, problem = error.about, error.problem
    if "too deeply" in problem:
        return at, "This is nested too deeply for ZenML to read."
    if "single document" in problem:
        return at, "ZenML reads one YAML document from a file and refuses a second one."
    if "not allowed in YAML" in problem:
        return error.span, f"{problem[0].upper()}{problem[1:]}. Remove it."
    if "alias" in problem or "anchor" in problem:
        return error.span, _about_anchor(problem)
    if "\t" in text[lines.line_start(line) : error.span.start + 1]:
        tab = text.index("\t", lines.line_start(line))
        if not text[lines.line_start(line) : tab].strip():
            return Span(tab, tab + 1), "YAML does not allow tabs for indentation. Use spaces."
    if problem in _REFUSED_BY_PYYAML:
        return error.span, _REFUSED_BY_PYYAML[problem]
    if (escape := unknown_escape(document, error)) is not None:
        end = min(escape + 2, len(text))
        written = text[escape:end]
        message = (
            f"In double quotes \\ begins an escape, and {written} is not a complete one. "
            "Use single quotes, or write \\\\."
        )
        return Span(escape, end), message
    if (odd := odd_character(document, error)) is not None:
        looks = f" It looks like {odd.instead}." if odd.instead.strip() else ""
        message = f"There is {odd.words} here, which YAML does not read as you see it.{looks}"
        return Span(odd.offset, odd.offset + 1), message
    if "quoted scalar" in about and context is not None:
        end = lines.line_end(lines.line_of(context))
        return Span(context, max(end, context + 1)), "This quote is never closed."
    if "flow" in about and context is not None:
        opener = text[context : context + 1]
        closer = {"[": "]", "{": "}"}.get(opener, "")
        if closer:
            message = f"This {opener} is never closed: a {closer} or a comma is missing."
            return Span(context, context + 1), message
    if "':'" in problem and context is not None:
        first = lines.line_of(context)
        span = _token_span(text, context, lines.line_end(first))
        if NO_SPACE.fullmatch(lines.line_text(first).rstrip()):
            return span, "A space is missing after the colon."
        return span, "A colon is missing after this key."
    if "mapping values are not allowed" in problem and (said := _about_line_above(document, line)):
        return at, said
    if "mapping values are not allowed" in problem:
        return (
            at,
            "A colon is not allowed here: quote the value, or begin a new line for a new key.",
        )
    if "block end" in problem or "block mapping" in about or "block collection" in about:
        return at, "This does not fit the lines above: check the indentation."
    if "cannot start any token" in problem:
        character = text[error.span.start : error.span.start + 1]
        return at, f"A value cannot start with {character!r}. Quote it."
    return at, f"This is not YAML: {problem}."


_WITH_VALUE = re.compile(r" *(?:- +)?[A-Za-z_]+: +[^\s#|>{\[].*")


def _about_line_above(document: Document, line: int) -> str | None:
    """What is wrong with a key that YAML takes for the next line of the value above it."""
    lines = document.lines
    text = lines.line_text(line)
    if line == 0 or re.match(r" *[\w-]+:(\s|$)", text) is None:
        return None
    above = lines.line_text(line - 1)
    if NO_SPACE.fullmatch(above.rstrip()):
        return "A space is missing after the colon in the line above."
    if _WITH_VALUE.match(above) and _indent(text) > _indent(above):
        return (
            "This is indented deeper than the line above, which has a value: use the same indent."
        )
    return None


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" -"))


def _about_anchor(problem: str) -> str:
    name = problem.partition("'")[2].rpartition("'")[0]
    if "undefined" in problem:
        return f"There is no anchor &{name} before this place."
    if "duplicate" in problem:
        return f"The anchor &{name} is defined twice."
    return f"The alias *{name} is inside what it names."


def _token(document: Document, offset: int) -> Span:
    """The word at ``offset``; the last word before it where nothing follows."""
    text = document.text
    end = document.lines.line_end(document.lines.line_of(offset))
    span = _token_span(text, offset, end)
    if span.start < span.end or not text:
        return span
    before = len(text[:offset].rstrip())
    return Span(max(before - 1, 0), before)


def _token_span(text: str, start: int, end: int) -> Span:
    match = _STARTS_WORD.search(text, start, end)
    return Span(match.start(), match.end()) if match else Span(start, start)


RULE: AnyRule = Rule(
    "syntax-error",
    Severity.ERROR,
    "The file is not one YAML document.",
    check=check,
    hides_others=True,
)
