"""What is asked about each text: all that costs more in a larger one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stackls_core.analysis.analyze import Memo
from stackls_core.catalog.catalog import Catalog
from stackls_core.check import check_text
from stackls_core.documents.kinds import kind_of
from stackls_core.findings import Finding
from stackls_core.plans.plan import plan_text
from stackls_core.registry.known import KnownRegistry
from stackls_core.registry.model import Snapshot as Registered
from stackls_core.registry.store import StoreInfo
from stackls_core.text import Span
from stackls_server.features.code_actions import fix_all
from stackls_server.features.completion import complete
from stackls_server.features.definition import definition
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.file_status import KnownState
from stackls_server.features.folding import folds
from stackls_server.features.highlights import highlights
from stackls_server.features.hover import hover
from stackls_server.features.inlay_hints import inlay_hints
from stackls_server.features.links import links
from stackls_server.features.references import references
from stackls_server.features.rename import RenameRefused, rename
from stackls_server.features.selection_ranges import selection_spans
from stackls_server.features.semantic_tokens import semantic_tokens
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.workspace_index import WorkspaceIndex, index_view

EMPTY = KnownRegistry(StoreInfo("local", "nothing", "nowhere", ""), Registered((), (), ""))
URI = "file:///growth.stack.yaml"


PLACES = 4
"""How many lines in a row, in the middle of a text, the cursor is put on."""
_AROUND = 20
"""So many lines are looked at for the first of them."""


@dataclass
class Opened:
    """A text as an editor has it open: analysed, and with places where somebody types."""

    snapshot: Snapshot
    findings: list[Finding]
    memo: Memo
    offsets: list[int]
    index: WorkspaceIndex


def opened(text: str, catalog: Catalog) -> Opened:
    """``text``, analysed; the places are the ends of lines in its middle.

    They begin with the least indented line around, so that they are lines of the same kinds in
    texts of all sizes: some break the structure, and then all of a text is looked at.
    """
    snapshot = Snapshot(text, catalog)
    memo = Memo()
    findings = diagnose(snapshot, memo)
    lines = snapshot.lines
    middle = lines.line_of(len(text) // 2)
    first = min(
        range(middle, min(middle + _AROUND, lines.line_count - PLACES)),
        key=lambda line: _indentation(lines.line_text(line)),
        default=middle,
    )
    offsets = [lines.line_end(line) for line in range(first, first + PLACES)]
    kind = kind_of(lines)
    files = (index_view(URI, kind, snapshot.view),) if kind is not None else ()
    return Opened(snapshot, findings, memo, offsets, WorkspaceIndex(files))


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def check(one: Opened) -> object:
    return check_text(one.snapshot.text, None, one.snapshot.catalogs)


def fix(one: Opened) -> object:
    return fix_all(one.snapshot, one.findings, one.memo)


def keystrokes(one: Opened) -> object:
    lines = one.snapshot.lines
    for offset in one.offsets:
        edited = one.snapshot.edited(lines.edited(Span(offset, offset), "x"))
        diagnose(edited, one.memo)


def completions(one: Opened) -> object:
    return [complete(one.snapshot, offset) for offset in one.offsets]


def hovers(one: Opened) -> object:
    return [hover(one.snapshot, max(offset - 1, 0)) for offset in one.offsets]


def definitions(one: Opened) -> object:
    return [definition(one.snapshot, URI, max(at - 1, 0), one.index) for at in one.offsets]


def navigate(one: Opened) -> object:
    return [_navigate(one, max(offset - 1, 0)) for offset in one.offsets]


def _navigate(one: Opened, at: int) -> object:
    try:
        renamed = rename(one.snapshot, URI, at, "renamed", one.index)
    except RenameRefused:
        renamed = None
    return (
        renamed,
        references(one.snapshot, URI, at, one.index),
        highlights(one.snapshot, at),
        selection_spans(one.snapshot, at),
        one.snapshot.view.rewrites(at),
    )


def display(one: Opened) -> object:
    snapshot = one.snapshot
    return (
        list(semantic_tokens(snapshot)),
        list(folds(snapshot)),
        list(inlay_hints(snapshot)),
        list(links(snapshot)),
        list(snapshot.view.symbols()),
    )


def plans(one: Opened) -> object:
    catalog = one.snapshot.catalog
    return plan_text(one.snapshot.text, KnownState(EMPTY, catalog), catalog, variables={"A": "x"})


REQUESTS: dict[str, Callable[[Opened], object]] = {
    "check": check,
    "keystroke": keystrokes,
    "completion": completions,
    "hover": hovers,
    "definition": definitions,
    "fix-all": fix,
    "navigation": navigate,
    "display": display,
    "plan": plans,
}
AT_PLACES = frozenset({"keystroke", "completion", "hover", "definition", "navigation"})
"""Those that follow the cursor are made at each of the ``PLACES`` of a text."""
