"""For which ZenML version a document is, why, and what it would be for another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from stackls_core.analysis.fix_all import fix_text, with_unsafe_fixes
from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.versions import order_of
from stackls_core.findings import Finding
from stackls_server.features.diagnostics import diagnose, finding_rows
from stackls_server.features.snapshot import Snapshot


@dataclass(frozen=True)
class Hints:
    """What says which version a document is for that names none, the first one first."""

    setting: str = ""
    """The user's choice; empty where there is none."""
    installed: str | None = None
    """The version of the ZenML that is at hand."""
    pinned: str | None = None
    """What the document's project says, in the file called `pinned_in`."""
    pinned_in: str | None = None


def document_version(snapshot: Snapshot, hints: Hints) -> dict[str, Any]:
    """The version that a document is for, and what says so.

    ``source`` is ``file``, ``setting``, ``installed``, ``project`` or ``newest``, ``where`` the
    name of the project's file. ``judged_by`` is the version whose catalog is used: another one
    where ``zenml_version`` is not ``is_known``.
    """
    kind, judged_by = snapshot.kind, snapshot.catalog.zenml_version
    own = kind.zenml_version(snapshot.lines) if kind is not None else None
    version, source, where = _chosen(own, hints) or (judged_by, "newest", None)
    return {
        "zenml_version": version,
        "source": source,
        "where": where,
        "judged_by": judged_by,
        "is_known": order_of(version) == order_of(judged_by),
    }


def _chosen(own: str | None, hints: Hints) -> tuple[str, str, str | None] | None:
    named = (
        (own, "file", None),
        (hints.setting, "setting", None),
        (hints.installed, "installed", None),
        (hints.pinned, "project", hints.pinned_in),
    )
    for version, source, where in named:
        if version and order_of(version) is not None:
            return version, source, where
    return None


def check_for_version(
    snapshot: Snapshot, target: Catalog, applied: Callable[[list[Finding]], list[Finding]]
) -> dict[str, Any]:
    """What the document would be for another version: its findings there, and the text migrated.

    ``target`` is a catalog `as_target`. ``text`` is ``None`` where no fix can be applied; else
    what it is after as many fixes as ``fixed`` says, and ``left`` are the findings of that.
    ``applied`` gives findings the severities that were configured.
    """

    def look(text: str) -> Snapshot:
        # a registry has another version and other flavors than those that are asked for
        return replace(
            snapshot, text=text, catalogs=target, known=None, line_index=None, base=None, tree=None
        )

    def check(text: str) -> list[Finding]:
        return with_unsafe_fixes(applied(diagnose(look(text))))

    found = check(snapshot.text)
    fixed = fix_text(snapshot.text, check, found)
    is_fixed = fixed.text != snapshot.text
    return {
        "zenml_version": target.zenml_version,
        "findings": finding_rows(found, snapshot),
        "fixed": fixed.fixed if is_fixed else 0,
        "text": fixed.text if is_fixed else None,
        "left": finding_rows(fixed.findings, look(fixed.text)),
    }
