"""Code lenses: what can be done with the stack of a file, and how it stands with the registry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stackls_core.documents.stack_file.view import StackFileView
from stackls_core.text import Span
from stackls_server.features.file_status import FileState, FileStatus, file_status
from stackls_server.features.snapshot import Snapshot


class LensAction(Enum):
    """What a lens, or an action of `stack_actions`, does when it is chosen."""

    NOTHING = "nothing"
    ACTIVATE = "activate"
    PLAN = "plan"
    APPLY = "apply"
    DESCRIBE = "describe"
    LIST = "list"
    CHOOSE = "choose"


@dataclass(frozen=True)
class Lens:
    """One lens: where it stands, what it says and does; ``stack`` is the stack's name."""

    span: Span
    title: str
    action: LensAction
    stack: str


def code_lenses(snapshot: Snapshot) -> list[Lens]:
    """The lenses of a document, in the order in which they should be shown."""
    file = snapshot.view
    if not isinstance(file, StackFileView) or file.known_name is None:
        return []
    name, span = file.known_name, file.name_entry_span
    titles: list[tuple[str, LensAction]] = []
    known = snapshot.known
    stack = known.registered.stack_named(name) if known is not None else None
    if known is not None and stack is not None and known.is_active(stack):
        titles.append(("✓ active", LensAction.NOTHING))
    elif known is None or stack is not None:
        titles.append(("Activate", LensAction.ACTIVATE))
    titles += [("Plan", LensAction.PLAN), ("Apply", LensAction.APPLY)]
    difference = _words(file_status(snapshot))
    if difference:
        titles.append((difference, LensAction.PLAN))
    return [Lens(span, title, action, name) for title, action in titles]


def _words(status: FileStatus) -> str:
    if status.state is FileState.UNREGISTERED:
        return "not registered"
    if status.state is FileState.DIFFERENT:
        places = "place" if status.places == 1 else "places"
        return f"differs from registered in {status.places} {places}"
    return ""
