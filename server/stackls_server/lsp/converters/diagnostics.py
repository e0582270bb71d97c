"""Findings as the JSON that they become, without an object for each.

A file may have hundreds, and all of them are sent again after each keystroke. What does not depend
on where a finding is stays written; only places are written anew. Text is nothing that the garbage
collector has to look at, either.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from lsprotocol import types

from stackls_core.findings import Finding
from stackls_core.text import Encoding, LineIndex, Span
from stackls_core.visible import visible_lines
from stackls_server.lsp.converters import to_proto
from stackls_server.lsp.converters.capabilities import Capabilities
from stackls_server.lsp.transport.written import Written

_KEPT = 4_096
"""Messages; more than all open files are likely to have."""


def diagnostics(
    findings: Sequence[Finding],
    lines: LineIndex,
    uri: str,
    encoding: Encoding,
    capabilities: Capabilities,
) -> Written:
    """A list of the findings of the document ``uri``, with what the client can show of them."""
    written = [_diagnostic(one, lines, uri, encoding, capabilities) for one in findings]
    return Written(f"[{','.join(written)}]")


def _diagnostic(
    finding: Finding, lines: LineIndex, uri: str, encoding: Encoding, capabilities: Capabilities
) -> str:
    place = _range(lines, finding.span, encoding)
    rest = _everywhere(
        *(finding.code, finding.severity, finding.message, finding.tags, finding.store),
        *(capabilities.code_description, capabilities.diagnostic_tags),
    )
    if not (finding.related and capabilities.related_information):
        return f'{{"range":{place},{rest}}}'
    related = ",".join(
        f'{{"location":{{"uri":{json.dumps(uri)},"range":{_range(lines, one.span, encoding)}}},'
        f'"message":{json.dumps(visible_lines(one.message))}}}'
        for one in finding.related
    )
    return f'{{"range":{place},{rest},"relatedInformation":[{related}]}}'


@functools.lru_cache(maxsize=_KEPT)
def _everywhere(
    code: str,
    severity: Any,
    message: str,
    tags: Any,
    store: str,
    has_description: bool,
    known_tags: frozenset[types.DiagnosticTag],
) -> str:
    """The members that are the same wherever the finding is."""
    finding = Finding(code, severity, message, Span(0, 0), tags=tags, store=store)
    capabilities = Capabilities(code_description=has_description, diagnostic_tags=known_tags)
    whole = to_proto.diagnostic(finding, LineIndex(""), "", Encoding.UTF32, capabilities)
    members: dict[str, Any] = {
        "message": whole.message,
        "code": whole.code,
        "source": whole.source,
    }
    if whole.severity is not None:
        members["severity"] = whole.severity.value
    if whole.tags:
        members["tags"] = [tag.value for tag in whole.tags]
    if whole.code_description is not None:
        members["codeDescription"] = {"href": whole.code_description.href}
    return json.dumps(members)[1:-1]


def _range(lines: LineIndex, span: Span, encoding: Encoding) -> str:
    first, start = lines.position(span.start, encoding)
    last, end = lines.position(span.end, encoding)
    return (
        f'{{"start":{{"line":{first},"character":{start}}},'
        f'"end":{{"line":{last},"character":{end}}}}}'
    )


def published(uri: str, version: int | None, found: Written) -> Written:
    """What a client is sent that does not ask; without a version, none is told."""
    told = f',"version":{version}' if version is not None else ""
    return Written(f'{{"uri":{json.dumps(uri)}{told},"diagnostics":{found.text}}}')


def diagnostic_report(
    found: Written, previous: str | None
) -> Written | types.RelatedUnchangedDocumentDiagnosticReport:
    """An answer to a client that asked; short where nothing changed since the ``previous`` one."""
    result = hashlib.blake2b(found.text.encode(), digest_size=8).hexdigest()
    if result == previous:
        return types.RelatedUnchangedDocumentDiagnosticReport(result)
    return Written(f'{{"kind":"full","resultId":"{result}","items":{found.text}}}')
