"""``# stackls: ignore[code]``: findings that the writer of a file has decided about.

A comment at the end of a line speaks for that line; alone on a line, for the next one that is not a
comment. ``# stackls: ignore`` without codes means all of them, ``# stackls: ignore-file`` (with or
without codes) the whole file. What keeps a file from being read or checked cannot be ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stackls_core.budget import go_on
from stackls_core.findings import Finding, Fix, Severity, Tag
from stackls_core.text import LineIndex, Span, TextEdit, line_break_of
from stackls_core.yamltree.nodes import Scalar, walk

if TYPE_CHECKING:
    from stackls_core.yamltree.parse import Document

_COMMENT = re.compile(
    r"(?:^|(?<=[ \t]))#[ \t]*stackls:[ \t]*ignore(?P<file>-file)?(?P<rest>[^\r\n]*)",
    re.MULTILINE,
)
UNUSED = "unused-ignore"
NEVER_IGNORED = frozenset({"syntax-error", "not-checked"})


@dataclass(frozen=True)
class Ignore:
    """One such comment. ``line`` is the 0-based line it speaks for, ``None`` for the file."""

    span: Span
    line: int | None
    codes: frozenset[str] | None

    def covers(self, finding: Finding, line: int) -> bool:
        """Whether a finding that starts on 0-based ``line`` is meant."""
        if finding.code in NEVER_IGNORED:
            return False
        here = self.line is None or self.line == line
        return here and (self.codes is None or finding.code in self.codes)


def may_ignore(text: str) -> bool:
    """Whether there may be such a comment in ``text``."""
    return "stackls:" in text


def find_ignores(lines: LineIndex) -> list[Ignore]:
    """The ignore comments of a text, in order."""
    if not may_ignore(lines.text):
        return []
    found: list[Ignore] = []
    spoken_for = 0
    for match in _COMMENT.finditer(lines.text):
        go_on()
        span, codes = Span(*match.span()), _codes(match["rest"])
        line = lines.line_of(span.start)
        if match["file"]:
            found.append(Ignore(span, None, codes))
        elif lines.text[lines.line_start(line) : span.start].strip():
            found.append(Ignore(span, line, codes))
        else:
            # comments in a row speak for the same line: it is looked for once
            spoken_for = max(spoken_for, line + 1)
            while spoken_for < lines.line_count and _is_comment(lines.line_text(spoken_for)):
                spoken_for += 1
            found.append(Ignore(span, spoken_for, codes))
    return found


def ignore_fix(document: Document, finding: Finding) -> Fix | None:
    """A comment that ignores ``finding``; ``None`` where there is no place for one.

    It is added to the comment that speaks for the line already, or to the end of the line, or where
    a text goes on behind that, before it.
    """
    if finding.code in (*NEVER_IGNORED, UNUSED):
        return None
    lines = document.lines
    line = lines.line_of(finding.span.start)
    title = f"Ignore {finding.code} here"
    for ignore in find_ignores(lines):
        bracket = lines.text.find("]", ignore.span.start, ignore.span.end)
        if ignore.line == line and ignore.codes and bracket >= 0:
            edit = TextEdit(Span(bracket, bracket), f", {finding.code}")
            return Fix(title, (edit,), preferred=False)
    start, end = lines.line_start(line), lines.line_end(line)
    comment = f"# stackls: ignore[{finding.code}]"
    texts = [node for node in walk(document.root) if isinstance(node, Scalar)]
    if not any(text.start < end < text.end for text in texts):
        end = start + len(lines.text[start:end].rstrip())
        return Fix(title, (TextEdit(Span(end, end), f"  {comment}"),), preferred=False)
    if any(text.start < start < text.end for text in texts):
        return None
    written = lines.text[start:end]
    indent = written[: len(written) - len(written.lstrip(" "))]
    new = f"{indent}{comment}{line_break_of(lines.text)}"
    return Fix(title, (TextEdit(Span(start, start), new),), preferred=False)


def _codes(rest: str) -> frozenset[str] | None:
    """The codes in the brackets that follow at once; ``None`` where none do."""
    written, bracket, _ = rest.partition("]")
    if not bracket or not written.startswith("["):
        return None
    return frozenset(part.strip() for part in written[1:].split(",") if part.strip())


def _is_comment(text: str) -> bool:
    return text.lstrip().startswith("#")


def apply_ignores(
    lines: LineIndex,
    findings: Iterable[Finding],
    known_codes: Callable[[], Set[str]],
    uncertain_codes: frozenset[str] = frozenset(),
    *,
    look_for_unused: bool = True,
) -> list[Finding]:
    """``findings`` less the ignored ones, plus a hint for each comment that ignores nothing.

    ``known_codes`` gives the codes of all rules.

    One that names an uncertain code may still have something to ignore elsewhere, and so may any
    where the findings are not all there are, and nobody should ``look_for_unused`` ones.
    """
    found = list(findings)
    ignores = find_ignores(lines)
    if not ignores:
        return found
    used: set[Ignore] = set()
    kept: list[Finding] = []
    by_line: dict[int | None, list[Ignore]] = {}
    for ignore in ignores:
        by_line.setdefault(ignore.line, []).append(ignore)
    for finding in found:
        go_on()
        line = lines.line_of(finding.span.start)
        near = [*by_line.get(None, ()), *by_line.get(line, ())]
        covering = [ignore for ignore in near if ignore.covers(finding, line)]
        used.update(covering)
        if not covering:
            kept.append(finding)
    if not look_for_unused:
        return kept
    unused = [
        ignore
        for ignore in ignores
        if ignore not in used and not (ignore.codes or frozenset()) & uncertain_codes
    ]
    if unused:
        known = known_codes()
        kept.extend(_unused(lines, ignore, known) for ignore in unused)
    return kept


def _unused(lines: LineIndex, ignore: Ignore, known: Set[str]) -> Finding:
    unknown = sorted((ignore.codes or frozenset()) - known)
    message = "Nothing is ignored here."
    if unknown:
        message = f"Unknown rule {', '.join(unknown)}, so nothing is ignored here."
    start = ignore.span.start
    line = lines.line_of(start)
    text = lines.text
    line_start = lines.line_start(line)
    if text[line_start:start].strip():
        while start > line_start and text[start - 1] in " \t":
            start -= 1
        edit = TextEdit(Span(start, ignore.span.end), "")
    else:
        edit = TextEdit(Span(line_start, lines.line_start(line + 1)), "")
    fix = Fix("Remove the comment", (edit,), safe=True, removes=True)
    return Finding(UNUSED, Severity.HINT, message, ignore.span, (fix,), (), (Tag.UNNECESSARY,))
