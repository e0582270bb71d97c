"""All that stackls can be asked about one text and one place in it."""

from __future__ import annotations

from pathlib import Path

from stackls_core.flavors.registry import FlavorRegistry
from stackls_core.stackfile.cursor import cursor_at
from stackls_core.stackfile.detect import is_stack_file
from stackls_core.stackfile.place import place_of
from stackls_core.text import Span
from stackls_core.validation.analyze import MAX_FINDINGS, analyze
from stackls_core.validation.findings import MAX_MESSAGE, Finding
from stackls_server.features.code_actions import actions_at, fix_all
from stackls_server.features.completion import complete, document
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.symbols import Symbol, document_symbols

FIXTURES = Path(__file__).parents[2] / "fixtures"


def fixture_files() -> list[Path]:
    """Every YAML file of the fixtures."""
    return sorted(path for path in FIXTURES.rglob("*.y*ml") if path.is_file())


def read_text(path: Path) -> str:
    """The text of a file as an editor has it: no line break is changed."""
    return path.read_bytes().decode("utf-8")


def ask_everything(text: str, offset: int, registry: FlavorRegistry) -> list[Finding]:
    """Ask for all of it; whatever comes back has to lie within the text."""
    is_stack_file(text)
    snapshot = Snapshot(text, registry, "demo.stack.yaml")
    findings = analyze(snapshot.stack_file, registry)
    check_findings(text, findings)
    place_of(cursor_at(snapshot.lines, offset))
    for item in complete(snapshot, offset):
        assert _is_within(item.span, text)
        if item.documentation is not None and item.rank.endswith("0"):
            document(item.documentation, snapshot)
    found = hover(snapshot, offset)
    assert found is None or _is_within(found.span, text)
    for symbol in document_symbols(snapshot):
        _check_symbol(symbol, text)
    actions_at(findings, Span(offset, offset))
    fix_all(findings)
    return findings


def check_findings(text: str, findings: list[Finding]) -> None:
    """What holds of the findings of any text."""
    assert len(findings) <= MAX_FINDINGS
    assert findings == sorted(findings, key=lambda finding: finding.span)
    keys = [(one.code, one.span, one.message) for one in findings]
    assert len(set(keys)) == len(keys)
    for finding in findings:
        assert _is_within(finding.span, text)
        assert 0 < len(finding.message) <= MAX_MESSAGE
        assert all(_is_within(related.span, text) for related in finding.related)
        for fix in finding.fixes:
            assert fix.edits
            assert all(_is_within(edit.span, text) for edit in fix.edits)


def _check_symbol(symbol: Symbol, text: str) -> None:
    assert _is_within(symbol.span, text)
    assert symbol.name
    # LSP refuses an outline whose selection is not inside of its range
    assert symbol.span.start <= symbol.selection.start <= symbol.selection.end <= symbol.span.end
    for child in symbol.children:
        _check_symbol(child, text)


def _is_within(span: Span, text: str) -> bool:
    return 0 <= span.start <= span.end <= len(text)
