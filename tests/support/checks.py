"""One check for each feature: what goes in and what a user sees, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from stackls_core.analysis.analyze import analyze
from stackls_core.catalog.catalog import Catalogs
from stackls_core.check import check_text
from stackls_core.documents.stack_file.kind import STACK_FILE
from stackls_core.documents.stack_file.view import parse_stack_file
from stackls_core.findings import Finding, Fix
from stackls_core.registry.known import KnownRegistry
from stackls_core.text import LineIndex, TextEdit, apply_edits
from stackls_core.workspace_code.index import Scope
from stackls_server.features.completion import Completion, ItemKind, complete
from stackls_server.features.definition import definition
from stackls_server.features.highlights import highlights
from stackls_server.features.hover import hover
from stackls_server.features.references import references
from stackls_server.features.rename import rename
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.workspace_index import Location, WorkspaceIndex, index_text
from tests.support.catalog import tiny_catalog
from tests.support.markers import (
    Annotation,
    Fixture,
    parse_files,
    parse_fixture,
    path_of,
    render_annotations,
)

CATALOG = tiny_catalog()


def find(
    marked: str,
    catalog: Catalogs = CATALOG,
    known: KnownRegistry | None = None,
    scope: Scope | None = None,
) -> tuple[str, list[Finding]]:
    """The text without its marks, and its findings."""
    text = parse_fixture(marked).text
    return text, check_text(text, path_of(text), catalog, known, scope)


def check_diagnostics(
    marked: str,
    catalog: Catalogs = CATALOG,
    known: KnownRegistry | None = None,
    scope: Scope | None = None,
) -> None:
    """Exactly the annotated findings are reported: ``error[code] part of the message``.

    The label may leave the message out; a part of it is enough.
    """
    __tracebackhide__ = True
    fixture = parse_fixture(marked)
    findings = check_text(fixture.text, path_of(fixture.text), catalog, known, scope)
    found = [_annotation(fixture.text, finding) for finding in findings]
    expected = list(fixture.annotations)
    matched = len(found) == len(expected) and all(
        (one.line, one.start, one.end) == (other.line, other.start, other.end)
        and _label_matches(other.label, one.label)
        for one, other in zip(sorted(found), expected, strict=True)
    )
    if not matched:
        shown = render_annotations(fixture.text, found)
        pytest.fail(f"the findings are:\n\n{shown}", pytrace=False)


def _annotation(text: str, finding: Finding) -> Annotation:
    lines = LineIndex(text)
    start, end = lines.position(finding.span.start), lines.position(finding.span.end)
    last = end.column if end.line == start.line else len(lines.line_text(start.line))
    label = f"{finding.severity.value}[{finding.code}] {finding.message}"
    return Annotation(start.line, start.column, last, label)


def _label_matches(expected: str, found: str) -> bool:
    code, _, part = expected.partition(" ")
    return found.startswith(code) and part in found


def fixes_of(marked: str, catalog: Catalogs = CATALOG) -> tuple[str, list[Fix]]:
    """The text and all fixes that are offered for it."""
    text, findings = find(marked, catalog)
    return text, [fix for finding in findings for fix in finding.fixes]


def check_fix(before: str, after: str, *, title: str | None = None) -> None:
    """The fix (that with ``title``, else the first) makes ``after`` of ``before``."""
    __tracebackhide__ = True
    text, fixes = fixes_of(before)
    chosen = [fix for fix in fixes if title is None or fix.title == title]
    if not chosen:
        pytest.fail(f"no such fix; there are {[fix.title for fix in fixes]}", pytrace=False)
    assert apply_edits(text, chosen[0].edits) == parse_fixture(after).text


def snapshot_of(marked: str, catalog: Catalogs = CATALOG) -> tuple[Snapshot, int]:
    """A snapshot of a stack file, and where the cursor is."""
    fixture = parse_fixture(marked)
    return Snapshot(fixture.text, catalog, "demo.stack.yaml"), fixture.cursor


def completions(marked: str, catalog: Catalogs = CATALOG) -> list[Completion]:
    """What is offered at the cursor."""
    snapshot, offset = snapshot_of(marked, catalog)
    return complete(snapshot, offset)


def labels(marked: str, catalog: Catalogs = CATALOG) -> list[str]:
    """The labels of what is offered, skeletons left out."""
    offered = completions(marked, catalog)
    return [item.label for item in offered if item.kind is not ItemKind.SKELETON]


def check_completion(
    before: str, accept: str, after: str, *, absent: Iterable[str] = (), snippets: bool = False
) -> None:
    """Accepting the item labelled ``accept`` gives ``after``; ``absent`` ones are not offered.

    With ``snippets`` the text is compared as a snippet, tab stops included.
    """
    __tracebackhide__ = True
    snapshot, offset = snapshot_of(before)
    offered = complete(snapshot, offset)
    names = [item.label for item in offered]
    assert not set(absent) & set(names)
    chosen = [item for item in offered if item.label == accept]
    if not chosen:
        pytest.fail(f"{accept} is not offered; there are {names}", pytrace=False)
    assert accepted(snapshot.text, chosen[0], snippets=snippets) == parse_fixture(after).text


def accepted(text: str, item: Completion, *, snippets: bool = False) -> str:
    """The document after an item was accepted."""
    edits = [TextEdit(item.span, item.snippet if snippets else item.text)]
    if item.extra is not None:
        edits.append(item.extra)
    return apply_edits(text, edits)


def hover_text(marked: str, catalog: Catalogs = CATALOG) -> str | None:
    """The Markdown that hovering at the cursor shows."""
    snapshot, offset = snapshot_of(marked, catalog)
    found = hover(snapshot, offset)
    return found.markdown if found is not None else None


def reanalysed(text: str, catalog: Catalogs = CATALOG) -> list[Finding]:
    """The findings of a text without marks."""
    return analyze(parse_stack_file(text), STACK_FILE.rules, catalog.for_version(None))


# --- several files ------------------------------------------------------------------------------


def files_of(marked: str) -> dict[str, Fixture]:
    """The files of a fixture by URI; without ``# ---`` lines it is one file."""
    if "# --- " not in marked:
        return {"file:///demo.stack.yaml": parse_fixture(marked)}
    return {f"file:///{path}": fixture for path, fixture in parse_files(marked).items()}


def index_of(files: dict[str, Fixture]) -> WorkspaceIndex:
    """The index of a workspace with these files."""
    found = [index_text(uri, fixture.text) for uri, fixture in sorted(files.items())]
    return WorkspaceIndex(tuple(one for one in found if one is not None))


def at_cursor(files: dict[str, Fixture]) -> tuple[str, Snapshot, int]:
    """The URI, a snapshot and the offset of the only cursor in some files."""
    ((uri, fixture),) = ((uri, one) for uri, one in files.items() if one.cursors)
    return uri, Snapshot(fixture.text, CATALOG, uri.removeprefix("file://")), fixture.cursor


def check_definition(marked: str) -> None:
    """Going to the definition from the cursor leads to exactly the annotated places."""
    __tracebackhide__ = True
    files = files_of(marked)
    uri, snapshot, offset = at_cursor(files)
    _check_locations(files, definition(snapshot, uri, offset, index_of(files)))


def check_references(marked: str, *, include_declaration: bool = True) -> None:
    """The references of what is at the cursor are exactly the annotated places."""
    __tracebackhide__ = True
    files = files_of(marked)
    uri, snapshot, offset = at_cursor(files)
    index = index_of(files)
    found = references(snapshot, uri, offset, index, include_declaration=include_declaration)
    _check_locations(files, found)


def check_highlights(marked: str) -> None:
    """What is highlighted with the cursor where it is is annotated with what each place is."""
    __tracebackhide__ = True
    fixture = parse_fixture(marked)
    snapshot = Snapshot(fixture.text, CATALOG, "demo.yaml")
    found = [
        replace(_place(Location("", snapshot.lines, one.span)), label=one.kind.value)
        for one in highlights(snapshot, fixture.cursor)
    ]
    if sorted(found) != sorted(fixture.annotations):
        shown = render_annotations(fixture.text, found)
        pytest.fail(f"what is highlighted is:\n\n{shown}", pytrace=False)


def _check_locations(files: dict[str, Fixture], found: list[Location]) -> None:
    __tracebackhide__ = True
    for uri, fixture in files.items():
        spans = [_place(one) for one in found if one.uri == uri]
        if sorted(spans) != sorted(fixture.annotations):
            shown = render_annotations(fixture.text, spans)
            pytest.fail(f"the places in {uri} are:\n\n{shown}", pytrace=False)


def _place(location: Location) -> Annotation:
    start = location.lines.position(location.span.start)
    end = location.lines.position(location.span.end)
    return Annotation(start.line, start.column, end.column, "")


def check_rename(before: str, new_name: str, after: str) -> None:
    """Renaming what is at the cursor makes ``after`` of all files together."""
    __tracebackhide__ = True
    files = files_of(before)
    expected = {uri: fixture.text for uri, fixture in files_of(after).items()}
    assert renamed(files, new_name) == expected


def renamed(files: dict[str, Fixture], new_name: str) -> dict[str, str]:
    """The texts of all files after a rename at the cursor."""
    uri, snapshot, offset = at_cursor(files)
    texts = {one: fixture.text for one, fixture in files.items()}
    for change in rename(snapshot, uri, offset, new_name, index_of(files)):
        texts[change.uri] = apply_edits(texts[change.uri], change.edits)
    return texts
