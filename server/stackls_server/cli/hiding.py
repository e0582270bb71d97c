"""What reports do not show of a file: its secrets.

A report is kept where more people read it than the file: in the logs of CI, in code scanning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stackls_core.registry.secrets import MASK
from stackls_core.text import Span
from stackls_core.yamltree.values import parse_secret_reference

if TYPE_CHECKING:
    from stackls_core.findings import Fix
    from stackls_server.cli.results import CheckedFile


def hidden_columns(file: CheckedFile, line: int) -> list[Span]:
    """The parts of a line, 0-based, that hold secrets, in columns."""
    start, end = file.lines.line_start(line), file.lines.line_end(line)
    return [
        Span(max(span.start, start) - start, min(span.end, end) - start)
        for span in file.hidden
        if span.start < end and start < span.end
    ]


def without_secrets(line: str, marked: Span, hidden: Sequence[Span]) -> tuple[str, Span]:
    """``line`` with a mask for each of ``hidden``, and where what is ``marked`` stands then.

    All in columns; ``hidden`` is in order. A mask does not tell how long the secret is.
    """
    shown: list[str] = []
    at = 0
    start, end = marked.start, marked.end
    for span in hidden:
        if span.end <= at:
            continue
        shown.append(line[at : max(span.start, at)])
        before = sum(map(len, shown))
        shown.append(MASK)
        moved = before + len(MASK) - span.end
        if marked.start >= span.end:
            start = marked.start + moved
        elif marked.start > span.start:
            start = before
        if marked.end >= span.end:
            end = marked.end + moved
        elif marked.end > span.start:
            end = before + len(MASK)
        at = span.end
    return "".join(shown) + line[at:], Span(start, end)


def title_of(file: CheckedFile, fix: Fix) -> str:
    """What a fix does, without the secrets that it quotes or moves."""
    title = fix.title
    if reveals_secret(file, fix):
        for secret in _secrets_touched(file, fix):
            title = _masked(title, secret)
    return title


def _masked(text: str, secret: str) -> str:
    """``text`` with a mask for ``secret``, but not for a part of a word that has it in it."""
    shown, at = "", 0
    while (found := text.find(secret, at)) >= 0:
        end = found + len(secret)
        is_word = not _is_inside(text, found - 1, secret[0]) and not _is_inside(
            text, end, secret[-1]
        )
        shown += text[at:found] + (MASK if is_word else secret)
        at = end
    return shown + text[at:]


def _is_inside(text: str, at: int, edge: str) -> bool:
    """Whether the character at ``at`` goes on with a word that ``edge`` is in."""
    following = text[at : at + 1] if at >= 0 else ""
    return all(c.isalnum() or c == "_" for c in (following or " ", edge))


def reveals_secret(file: CheckedFile, fix: Fix) -> bool:
    """Whether what a fix writes has a secret of the file in it."""
    secrets = list(_secrets_touched(file, fix))
    # a reference to a secret may have the word in its name, and gives nothing away
    written = [
        e.new_text for e in fix.edits if parse_secret_reference(e.new_text.strip("'\"")) is None
    ]
    return any(secret in text for text in written for secret in secrets)


def _secrets_touched(file: CheckedFile, fix: Fix) -> Iterator[str]:
    for span in file.hidden:
        if any(edit.span.start < span.end and span.start < edit.span.end for edit in fix.edits):
            secret = file.text[span.start : span.end].strip("\"' \r\n")
            if secret:
                yield secret
