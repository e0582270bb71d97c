"""Semantic tokens: what colours from a YAML grammar cannot show.

These are secret references, placeholders that are replaced before import, and deprecated keys;
everything else is left to the editor's own colours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from stackls_core.documents.secrets import secrets_in
from stackls_core.documents.written_parameters import written_parameters
from stackls_core.text import LineIndex, Span
from stackls_core.yamltree.nodes import Scalar, walk
from stackls_core.yamltree.values import placeholders
from stackls_server.features.snapshot import Snapshot


class TokenKind(Enum):
    """What a token is."""

    SECRET_REFERENCE = "secret reference"  # noqa: S105 - the name of a kind
    PLACEHOLDER = "placeholder"
    DEPRECATED_KEY = "deprecated key"


@dataclass(frozen=True)
class Token:
    """A part of one line with a meaning."""

    span: Span
    kind: TokenKind


def semantic_tokens(snapshot: Snapshot, within: Span | None = None) -> list[Token]:
    """The tokens of a document, or those that touch ``within``, in the order of the text.

    Each is on one line, and no two overlap.
    """
    found = sorted(_tokens(snapshot), key=lambda token: (token.span.start, -token.span.end))
    result: list[Token] = []
    end = 0
    for token in found:
        if token.span.start < end:
            continue
        end = token.span.end
        if within is None or (token.span.start <= within.end and within.start <= end):
            result.append(token)
    return [one for token in result for one in _on_one_line(snapshot.lines, token)]


def _tokens(snapshot: Snapshot) -> Iterator[Token]:
    text = snapshot.text
    for node in walk(snapshot.document.root):
        if not isinstance(node, Scalar):
            continue
        if "${" in node.value:
            for start, end in placeholders(text[node.start : node.end]):
                yield Token(Span(node.start + start, node.start + end), TokenKind.PLACEHOLDER)
    for secret in secrets_in(snapshot.document.root, text):
        yield Token(secret.span, TokenKind.SECRET_REFERENCE)
    for entry, parameter in written_parameters(snapshot.view, snapshot.catalog):
        if parameter.deprecation is not None and isinstance(entry.key, Scalar):
            yield Token(entry.key.span, TokenKind.DEPRECATED_KEY)


def _on_one_line(lines: LineIndex, token: Token) -> Iterator[Token]:
    first, last = lines.line_of(token.span.start), lines.line_of(token.span.end)
    for line in range(first, last + 1):
        start = max(token.span.start, lines.line_start(line))
        end = min(token.span.end, lines.line_end(line))
        start += len(lines.text[start:end]) - len(lines.text[start:end].lstrip())
        if start < end:
            yield Token(Span(start, end), token.kind)
