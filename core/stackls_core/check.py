"""One call from text to findings, for whoever has no more than a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.analysis.analyze import analyze
from stackls_core.analysis.limited import limited
from stackls_core.catalog.catalog import Catalogs
from stackls_core.documents.kinds import KINDS, kind_of
from stackls_core.documents.surroundings import Surroundings
from stackls_core.findings import Finding
from stackls_core.text import LineIndex
from stackls_core.yamltree.parse import parse

if TYPE_CHECKING:
    from stackls_core.registry.known import KnownRegistry
    from stackls_core.workspace_code.index import Scope


def check_text(
    text: str,
    path: str | None,
    catalogs: Catalogs,
    known: KnownRegistry | None = None,
    scope: Scope | None = None,
) -> list[Finding]:
    """The findings of ``text``, as a stack file where it does not look like anything else.

    ``path`` is where it stands, if anywhere; no file is read. ``known`` is a store to judge by,
    ``scope`` the code of the workspace.
    """
    lines = LineIndex(text)
    kind = kind_of(lines, path) or KINDS[0]
    catalog = catalogs.for_version(kind.zenml_version(lines))

    def find() -> list[Finding]:
        view = kind.view(parse(text, lines), Surroundings(known, scope=scope))
        return analyze(view, kind.rules, catalog, known=known)

    return limited(find)
