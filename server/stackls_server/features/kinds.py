"""Which kind of document something is, as plain data for editors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stackls_core.documents.kinds import kind_by_path
from stackls_core.documents.stack_file.view import StackFileView
from stackls_server.features.snapshot import Snapshot


def document_kind(snapshot: Snapshot) -> dict[str, Any]:
    """The kind of an open document, and the name of the stack that a stack file describes."""
    kind, view = snapshot.kind, snapshot.view
    name = view.stack_name if isinstance(view, StackFileView) else None
    return {"kind": kind.name if kind is not None else None, "stack": name or None}


def path_kind(path: str | None, globs: Sequence[str]) -> dict[str, Any]:
    """The kind of a file that nobody has open, by its path alone; it is not read."""
    kind = kind_by_path(path, globs) if path is not None else None
    return {"kind": kind.name if kind is not None else None, "stack": None}
