"""Diagnostics are sent as if they were made of lsprotocol's classes."""

from __future__ import annotations

from itertools import product

from lsprotocol import types
from pygls.protocol import default_converter

from stackls_core.findings import Finding, Related, Severity, Tag
from stackls_core.text import Encoding, LineIndex, Span
from stackls_server.lsp.converters import to_proto
from stackls_server.lsp.converters.capabilities import Capabilities
from stackls_server.lsp.converters.diagnostics import (
    diagnostic_report,
    diagnostics,
    send_plain,
)

LINES = LineIndex("a: 1\n😀: ü\n")
URI = "file:///a.stack.yaml"
FINDINGS = [
    Finding(
        "unknown-key", severity, f"{severity.value} \x1b here", span, related=related, tags=tags
    )
    for severity, span, related, tags in product(
        Severity,
        (Span(0, 1), Span(5, 9), Span(3, 12)),
        ((), (Related(Span(5, 6), "the first one"),)),
        ((), (Tag.UNNECESSARY,), (Tag.DEPRECATED, Tag.UNNECESSARY)),
    )
] + [Finding("refused-by-zenml", Severity.ERROR, "No.", Span(0, 1), store="ZenML at home")]
CLIENTS = [
    Capabilities(),
    Capabilities(related_information=True, code_description=True),
    Capabilities(diagnostic_tags=frozenset({types.DiagnosticTag.Unnecessary})),
    Capabilities(diagnostic_tags=frozenset(types.DiagnosticTag), related_information=True),
]


def test_they_are_what_the_classes_would_be():
    plain, by_class = send_plain(default_converter()), default_converter()
    for client, encoding in product(CLIENTS, Encoding):
        made = diagnostics(FINDINGS, LINES, URI, encoding, client)
        expected = [to_proto.diagnostic(one, LINES, URI, encoding, client) for one in FINDINGS]
        for wrap in (
            lambda found: types.PublishDiagnosticsParams(URI, found, 3),
            lambda found: types.RelatedFullDocumentDiagnosticReport(found, result_id="1"),
        ):
            assert plain.unstructure(wrap(made)) == by_class.unstructure(wrap(expected))


def test_diagnostics_of_lsprotocol_are_sent_too():
    one = to_proto.diagnostic(FINDINGS[0], LINES, URI, Encoding.UTF16, CLIENTS[0])
    assert send_plain(default_converter()).unstructure(one) == default_converter().unstructure(one)


def test_a_client_that_has_them_is_told_so():
    def report(findings: list[Finding], previous: str | None) -> types.DocumentDiagnosticReport:
        items = diagnostics(findings, LINES, URI, Encoding.UTF16, CLIENTS[0])
        return diagnostic_report(items, previous)

    first = report(FINDINGS, None)
    assert first.kind == "full"
    assert report(FINDINGS, first.result_id).kind == "unchanged"
    assert report(FINDINGS[1:], first.result_id).kind == "full"


def test_what_is_the_same_everywhere_is_made_once():
    """Hundreds of findings with the same words cost their places."""
    made = diagnostics(FINDINGS * 2, LINES, URI, Encoding.UTF16, CLIENTS[0])
    first, again = made[0].members, made[len(FINDINGS)].members
    assert first == again
    assert all(first[key] is again[key] for key in first if key != "range")
