"""The report for code scanning: SARIF 2.1.0, columns in characters.

See https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. GitHub's code scanning
requires a ``fullDescription`` of each rule as well.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from stackls_core.analysis.all_rules import RULES
from stackls_core.analysis.rule_pages import page_of, page_uri
from stackls_core.documents.rule import AnyRule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import Span, TextEdit
from stackls_core.visible import visible
from stackls_server import __version__
from stackls_server.cli.hiding import reveals_secret, title_of
from stackls_server.cli.report_json import write_json
from stackls_server.cli.results import CheckedFile, Totals, Trouble

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_LEVELS: dict[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "note",
    Severity.HINT: "note",
}
_RULE_INDEX = {rule.code: index for index, rule in enumerate(RULES)}


class SarifReport:
    """One run of the tool, in UTF-8."""

    def __init__(self, stream: IO[bytes] | None = None) -> None:
        """``stream`` is standard output where it is ``None``."""
        self._stream = stream
        self._results: list[dict[str, Any]] = []

    def add(self, file: CheckedFile) -> None:
        """Collect the findings of a file."""
        self._results += [_result(file, finding) for finding in file.findings]

    def finish(self, totals: Totals) -> None:
        """Write the log."""
        log = {
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {"driver": _driver()},
                    "columnKind": "unicodeCodePoints",
                    "invocations": [_invocation(totals)],
                    "results": self._results,
                }
            ],
        }
        write_json(log, self._stream)


def artifact_uri(path: str) -> str:
    """``path`` as a URI reference: relative where it is relative, a ``file:`` URI where not."""
    if os.path.isabs(path):  # noqa: PTH117
        return Path(path).as_uri()
    slashed = os.fsencode(path.replace(os.sep, "/"))
    return quote(slashed, safe="/")


def _driver() -> dict[str, Any]:
    return {
        "name": "stackls",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in RULES],
    }


def _rule(rule: AnyRule) -> dict[str, Any]:
    page, uri = page_of(rule.code) or rule.summary, page_uri(rule.code)
    return {
        **({"helpUri": uri} if uri is not None else {}),
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.code.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": page.partition("\n```")[0].strip()},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _invocation(totals: Totals) -> dict[str, Any]:
    return {
        "executionSuccessful": not totals.failed,
        "toolExecutionNotifications": [_notification(trouble) for trouble in totals.troubles],
    }


def _notification(trouble: Trouble) -> dict[str, Any]:
    return {
        "level": "error" if trouble.fatal else "note",
        "message": _message(trouble.message),
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(trouble.path)}}],
    }


def _result(file: CheckedFile, finding: Finding) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": _message(finding.message),
        "locations": [{"physicalLocation": _physical(file, finding.span)}],
    }
    if finding.code in _RULE_INDEX:
        result["ruleIndex"] = _RULE_INDEX[finding.code]
    if finding.related:
        result["relatedLocations"] = [
            {
                "physicalLocation": _physical(file, related.span),
                "message": _message(related.message),
            }
            for related in finding.related
        ]
    fixes = [_fix(file, fix) for fix in finding.fixes if not reveals_secret(file, fix)]
    if fixes:
        result["fixes"] = fixes
    return result


def _fix(file: CheckedFile, fix: Fix) -> dict[str, Any]:
    change = {
        "artifactLocation": _artifact(file.path),
        "replacements": [_replacement(file, edit) for edit in fix.edits],
    }
    return {"description": _message(title_of(file, fix)), "artifactChanges": [change]}


def _replacement(file: CheckedFile, edit: TextEdit) -> dict[str, Any]:
    return {
        "deletedRegion": _region(file, edit.span),
        "insertedContent": {"text": edit.new_text},
    }


def _physical(file: CheckedFile, span: Span) -> dict[str, Any]:
    return {"artifactLocation": _artifact(file.path), "region": _region(file, span)}


def _message(text: str) -> dict[str, Any]:
    return {"text": visible(text)}


def _artifact(path: str) -> dict[str, Any]:
    return {"uri": artifact_uri(path)}


def _region(file: CheckedFile, span: Span) -> dict[str, Any]:
    region = file.region(span)
    return {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }
