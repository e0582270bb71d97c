"""Diagnostics are sent as if they were made of lsprotocol's classes."""

from __future__ import annotations

import json
from itertools import product

import pytest
from lsprotocol import types
from pygls.protocol import default_converter

from stackls_core.findings import Finding, Related, Severity, Tag
from stackls_core.text import Encoding, LineIndex, Span
from stackls_server.lsp.converters import diagnostics as plain
from stackls_server.lsp.converters import to_proto
from stackls_server.lsp.converters.capabilities import Capabilities
from stackls_server.lsp.converters.diagnostics import diagnostic_report, diagnostics, published
from stackls_server.lsp.transport.written import Written, with_written

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
    by_class = default_converter()
    for client, encoding in product(CLIENTS, Encoding):
        made = diagnostics(FINDINGS, LINES, URI, encoding, client)
        expected = [to_proto.diagnostic(one, LINES, URI, encoding, client) for one in FINDINGS]
        params = types.PublishDiagnosticsParams(URI, expected, 3)
        assert json.loads(published(URI, 3, made).text) == by_class.unstructure(params)
        report = diagnostic_report(made, None)
        assert isinstance(report, Written)
        told = json.loads(report.text)
        whole = types.RelatedFullDocumentDiagnosticReport(expected, result_id=told["resultId"])
        assert told == by_class.unstructure(whole)


def test_without_a_version_none_is_said():
    assert json.loads(published(URI, None, Written("[]")).text) == {"uri": URI, "diagnostics": []}


def test_a_report_can_be_read_by_who_cannot_send_it_as_it_is():
    report = diagnostic_report(diagnostics(FINDINGS, LINES, URI, Encoding.UTF16, CLIENTS[1]), None)
    assert isinstance(report, Written)
    answer = types.DocumentDiagnosticResponse(1, report)  # pyright: ignore[reportArgumentType]
    assert with_written(default_converter()).unstructure(answer)["result"] == json.loads(
        report.text
    )


def test_a_client_that_has_them_is_told_so():
    def report(findings: list[Finding], previous: str | None) -> dict[str, str]:
        items = diagnostics(findings, LINES, URI, Encoding.UTF16, CLIENTS[0])
        found = diagnostic_report(items, previous)
        told = found.text if isinstance(found, Written) else "{}"
        return {"kind": "unchanged", **json.loads(told)}

    first = report(FINDINGS, None)
    assert first["kind"] == "full"
    assert report(FINDINGS, first["resultId"])["kind"] == "unchanged"
    assert report(FINDINGS[1:], first["resultId"])["kind"] == "full"


def test_what_is_the_same_everywhere_is_written_once(monkeypatch: pytest.MonkeyPatch):
    """Hundreds of findings with the same words cost their places."""
    written: list[Finding] = []
    by_class = to_proto.diagnostic

    def counted(finding: Finding, *others: object) -> types.Diagnostic:
        written.append(finding)
        return by_class(finding, *others)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(plain.to_proto, "diagnostic", counted)
    one = Finding("unknown-key", Severity.ERROR, "Written once.", Span(0, 1))
    moved = [one.shifted(by) for by in range(100)]
    diagnostics(moved, LineIndex("a: 1\n" * 40), URI, Encoding.UTF16, CLIENTS[0])
    assert len(written) == 1
