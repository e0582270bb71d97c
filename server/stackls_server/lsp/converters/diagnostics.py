"""Findings as the JSON that they become, without an LSP object for each of many.

A file may have hundreds, and all of them are sent again after each keystroke. What does not depend
on where a finding is stays as it is and is kept; only places are counted anew.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from typing import Any

from cattrs import Converter
from lsprotocol import types

from stackls_core.findings import Finding
from stackls_core.text import Encoding, LineIndex, Span
from stackls_core.visible import visible_lines
from stackls_server.lsp.converters import to_proto
from stackls_server.lsp.converters.capabilities import Capabilities

_KEPT = 4_096
"""Messages; more than all open files are likely to have."""

Members = dict[str, Any]


class PlainDiagnostic:
    """A diagnostic by its members, which are neither copied nor changed."""

    __slots__ = ("members",)

    def __init__(self, members: Members) -> None:
        self.members = members


def send_plain(converter: Converter) -> Converter:
    """Let ``converter`` write plain diagnostics where the protocol wants diagnostics."""
    by_class = converter.get_unstructure_hook(types.Diagnostic)

    def members_of(value: Any) -> Any:
        return value.members if isinstance(value, PlainDiagnostic) else by_class(value)

    converter.register_unstructure_hook(types.Diagnostic, members_of)
    return converter


def diagnostics(
    findings: Sequence[Finding],
    lines: LineIndex,
    uri: str,
    encoding: Encoding,
    capabilities: Capabilities,
) -> list[PlainDiagnostic]:
    """Findings of the document ``uri``, with what the client can show of them."""
    return [_diagnostic(finding, lines, uri, encoding, capabilities) for finding in findings]


def _diagnostic(
    finding: Finding, lines: LineIndex, uri: str, encoding: Encoding, capabilities: Capabilities
) -> PlainDiagnostic:
    found = {
        "range": _range(lines, finding.span, encoding),
        **_everywhere(
            *(finding.code, finding.severity, finding.message, finding.tags, finding.store),
            *(capabilities.code_description, capabilities.diagnostic_tags),
        ),
    }
    if finding.related and capabilities.related_information:
        found["relatedInformation"] = [
            {
                "location": {"uri": uri, "range": _range(lines, one.span, encoding)},
                "message": visible_lines(one.message),
            }
            for one in finding.related
        ]
    return PlainDiagnostic(found)


@functools.lru_cache(maxsize=_KEPT)
def _everywhere(
    code: str,
    severity: Any,
    message: str,
    tags: Any,
    store: str,
    has_description: bool,
    known_tags: frozenset[types.DiagnosticTag],
) -> Members:
    """The members that are the same wherever the finding is."""
    finding = Finding(code, severity, message, Span(0, 0), tags=tags, store=store)
    capabilities = Capabilities(code_description=has_description, diagnostic_tags=known_tags)
    whole = to_proto.diagnostic(finding, LineIndex(""), "", Encoding.UTF32, capabilities)
    members: Members = {"message": whole.message, "code": whole.code, "source": whole.source}
    if whole.severity is not None:
        members["severity"] = whole.severity.value
    if whole.tags:
        members["tags"] = [tag.value for tag in whole.tags]
    if whole.code_description is not None:
        members["codeDescription"] = {"href": whole.code_description.href}
    return members


def _range(lines: LineIndex, span: Span, encoding: Encoding) -> Members:
    start, end = lines.position(span.start, encoding), lines.position(span.end, encoding)
    return {
        "start": {"line": start.line, "character": start.column},
        "end": {"line": end.line, "character": end.column},
    }


def diagnostic_report(
    items: Sequence[PlainDiagnostic], previous: str | None
) -> types.DocumentDiagnosticReport:
    """An answer to a client that asked; short where nothing changed since the ``previous`` one."""
    told = repr([item.members for item in items])
    result = hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=8).hexdigest()
    if result == previous:
        return types.RelatedUnchangedDocumentDiagnosticReport(result)
    as_diagnostics: Any = items  # `send_plain` writes them
    return types.RelatedFullDocumentDiagnosticReport(as_diagnostics, result_id=result)
