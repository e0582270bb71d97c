"""Rename an anchor, or what a document names, in all documents that share it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stackls_core.documents.view import RenameRefused, Target
from stackls_core.text import LineIndex, Span, TextEdit
from stackls_core.yamltree.anchors import Anchor, anchors_of, name_in_use
from stackls_core.yamltree.parse import Document, parse
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.targets import AnchorTarget, target_at
from stackls_server.features.workspace_index import WorkspaceIndex

__all__ = ["FileEdits", "Renamable", "RenameRefused", "prepare_rename", "rename"]

_ANCHOR_NAME = re.compile(r"[\w-]+", re.ASCII)


@dataclass(frozen=True)
class Renamable:
    """What can be renamed: where its name stands, and the name."""

    span: Span
    name: str


@dataclass(frozen=True, eq=False)
class FileEdits:
    """What changes in one file."""

    uri: str
    lines: LineIndex
    edits: tuple[TextEdit, ...]


def prepare_rename(snapshot: Snapshot, offset: int) -> Renamable | None:
    """What a rename at ``offset`` would rename; ``None`` where there is nothing to rename."""
    target = target_at(snapshot, offset)
    if isinstance(target, Target):
        return Renamable(target.span, target.name) if target.is_renamable else None
    if target is None:
        return None
    written = snapshot.text[target.span.start : target.span.start + 1]
    if written not in ("&", "*"):
        return None  # a merge key
    span = Span(target.span.start + 1, target.span.end)
    return Renamable(span, target.anchor.name)


def rename(
    snapshot: Snapshot, uri: str, offset: int, new_name: str, index: WorkspaceIndex
) -> list[FileEdits]:
    """The edits that rename what is at ``offset``; empty where there is nothing to rename.

    What documents share, as components of one type and name, which are one to ZenML, is renamed in
    every file of ``index`` that has it. Raises `RenameRefused` for a name that ZenML or YAML would
    not take.
    """
    if prepare_rename(snapshot, offset) is None:
        return []
    target = target_at(snapshot, offset)
    if target is None:
        return []
    view = snapshot.view
    if isinstance(target, AnchorTarget):
        return [FileEdits(uri, view.lines, _anchor_edits(view.document, target.anchor, new_name))]
    views = {uri: view}
    for indexed in index.files if target.is_shared else ():
        if indexed.uri not in views and any(one.key == target.key for one in indexed.targets):
            document = parse(indexed.lines.text, indexed.lines)
            views[indexed.uri] = indexed.kind.view(document)
    changes = [
        FileEdits(one, found.lines, found.rename(target, new_name)) for one, found in views.items()
    ]
    return [change for change in changes if change.edits]


def _anchor_edits(document: Document, anchor: Anchor, new_name: str) -> tuple[TextEdit, ...]:
    if not _ANCHOR_NAME.fullmatch(new_name):
        raise RenameRefused("An anchor's name has only letters, digits, hyphens and underscores.")
    if any(
        other.name == new_name and other.node is not anchor.node for other in anchors_of(document)
    ):
        raise RenameRefused(f"There is already an anchor named {new_name} in this file.")
    spans = [anchor.name_span, *(name_in_use(alias) for alias in anchor.uses)]
    return tuple(TextEdit(span, new_name) for span in spans)
