"""Writing ``# stackls: ignore[code]`` for what is found, to take files over as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stackls_core.analysis.ignores import NEVER_IGNORED
from stackls_core.analysis.judging import Check
from stackls_core.findings import Finding, Severity
from stackls_core.text import LineIndex, Span, TextEdit, apply_edits, line_break_of

_EXISTING = re.compile(r"#[ \t]*stackls:[ \t]*ignore\[(?P<codes>[^\[\]\r\n]*)\]")
_IGNORED = (Severity.ERROR, Severity.WARNING)


def add_ignores(text: str, findings: Sequence[Finding], check: Check) -> tuple[str, int]:
    """``text`` with a comment for each line that has an error or a warning, and how many there are.

    A comment at the end of the line where that does what it says, else one above it. Where neither
    does, as inside of a text of several lines, there is none.
    """
    lines = LineIndex(text)
    codes: dict[int, list[str]] = {}
    for finding in findings:
        if finding.severity in _IGNORED and finding.code not in NEVER_IGNORED:
            on_line = codes.setdefault(lines.line_of(finding.span.start), [])
            if finding.code not in on_line:
                on_line.append(finding.code)
    added = 0
    left = len(findings)
    # from the last line to the first, so that those before stay where they are
    for line in sorted(codes, reverse=True):
        lines = LineIndex(text)
        for edit in (_beside(lines, line, codes[line]), _above(lines, line, codes[line])):
            if edit is None:
                continue
            after = apply_edits(text, [edit])
            remaining = len(check(after))
            if remaining < left:
                text, left, added = after, remaining, added + 1
                break
    return text, added


def _beside(lines: LineIndex, line: int, codes: Sequence[str]) -> TextEdit | None:
    written, end = lines.line_text(line), lines.line_end(line)
    existing = _EXISTING.search(written)
    if existing is not None:
        at = lines.line_start(line) + existing.start("codes")
        listed = [code.strip() for code in existing["codes"].split(",") if code.strip()]
        span = Span(at, at + len(existing["codes"]))
        return TextEdit(span, ", ".join(dict.fromkeys([*listed, *codes])))
    if " #" in written:
        return None
    return TextEdit(Span(end, end), f"  {_comment(codes)}")


def _above(lines: LineIndex, line: int, codes: Sequence[str]) -> TextEdit:
    written, start = lines.line_text(line), lines.line_start(line)
    indent = written[: len(written) - len(written.lstrip(" "))]
    line_break = line_break_of(lines.text)
    return TextEdit(Span(start, start), f"{indent}{_comment(codes)}{line_break}")


def _comment(codes: Sequence[str]) -> str:
    return f"# stackls: ignore[{', '.join(codes)}]"
