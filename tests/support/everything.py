"""All that stackls can be asked about one text and one place in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from stackls_core.analysis.analyze import Memo
from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.hidden_spans import hidden_spans
from stackls_core.documents.kinds import kind_of
from stackls_core.documents.stack_file.kind import STACK_FILE
from stackls_core.documents.view import Symbol
from stackls_core.findings import Finding
from stackls_core.limits import MAX_FINDINGS, MAX_MESSAGE
from stackls_core.text import LineIndex, Span, apply_edits
from stackls_core.yamltree.cursor.cursor import cursor_at
from stackls_server.features.code_actions import actions_at, fix_all
from stackls_server.features.code_lenses import code_lenses
from stackls_server.features.completion import complete, document
from stackls_server.features.definition import definition
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.folding import folds
from stackls_server.features.highlights import highlights
from stackls_server.features.hover import hover
from stackls_server.features.inlay_hints import inlay_hints
from stackls_server.features.links import links
from stackls_server.features.references import references
from stackls_server.features.rename import RenameRefused, prepare_rename, rename
from stackls_server.features.selection_ranges import selection_spans
from stackls_server.features.semantic_tokens import semantic_tokens
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.workspace_index import WorkspaceIndex, index_view
from stackls_server.features.workspace_symbols import workspace_symbols
from tests.support.known import known_registry

FIXTURES = Path(__file__).parents[2] / "fixtures"


def fixture_files() -> list[Path]:
    """Every YAML file of the fixtures."""
    return sorted(path for path in FIXTURES.rglob("*.y*ml") if path.is_file())


def read_text(path: Path) -> str:
    """The text of a file as an editor has it: no line break is changed."""
    return path.read_bytes().decode("utf-8")


def ask_everything(
    text: str,
    offset: int,
    catalog: Catalog,
    memo: Memo | None = None,
    *,
    navigate: bool = True,
) -> list[Finding]:
    """Ask for all of it; whatever comes back has to lie within the text.

    With ``memo``, what was found before of components that are the same is used again; without
    ``navigate``, what leads around the text is left out.
    """
    kind_of(LineIndex(text))
    snapshot = Snapshot(text, catalog, PATH)
    findings = diagnose(snapshot, memo)
    check_findings(text, findings)
    check_findings(text, diagnose(replace(snapshot, known=known_registry()), memo))
    STACK_FILE.place(cursor_at(snapshot.lines, offset, STACK_FILE.blocks), catalog)
    for item in complete(snapshot, offset):
        assert _is_within(item.span, text)
        if item.documentation is not None and item.rank.endswith("0"):
            document(item.documentation, snapshot)
    end = 0
    for span in hidden_spans(snapshot.view, catalog):
        assert end <= span.start < span.end <= len(text)
        end = span.end
    found = hover(snapshot, offset)
    assert found is None or _is_within(found.span, text)
    for symbol in snapshot.view.symbols():
        _check_symbol(symbol, text)
    actions_at(snapshot, findings, Span(offset, offset))
    if navigate:
        apply_edits(text, fix_all(snapshot, findings))
        for span in navigation_spans(snapshot, offset):
            assert _is_within(span, text)
    return findings


URI = "file:///demo.stack.yaml"
PATH = "demo.stack.yaml"


def navigation_spans(snapshot: Snapshot, offset: int) -> Iterator[Span]:
    """Every span that any feature around the text answers."""
    index = WorkspaceIndex((index_view(URI, STACK_FILE, snapshot.view),))
    yield from selection_spans(snapshot, offset)
    for location in definition(snapshot, URI, offset, index):
        yield location.span
    for location in references(snapshot, URI, offset, index):
        yield location.span
    yield from (one.span for one in highlights(snapshot, offset))
    found = prepare_rename(snapshot, offset)
    if found is not None:
        yield found.span
    try:
        for change in rename(snapshot, URI, offset, "new-name", index):
            yield from (edit.span for edit in change.edits)
    except RenameRefused:
        pass
    for symbol in workspace_symbols(index, ""):
        yield symbol.location.span
    for fix in snapshot.view.rewrites(offset):
        yield from (edit.span for edit in fix.edits)
    yield from _document_spans(snapshot)


def _document_spans(snapshot: Snapshot) -> Iterator[Span]:
    yield from (link.span for link in links(snapshot))
    yield from (lens.span for lens in code_lenses(snapshot))
    yield from (token.span for token in semantic_tokens(snapshot))
    yield from (Span(hint.offset, hint.offset) for hint in inlay_hints(snapshot))
    for fold in folds(snapshot):
        assert 0 <= fold.first < fold.last < snapshot.lines.line_count


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
