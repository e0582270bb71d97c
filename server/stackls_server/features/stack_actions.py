"""What can be done with the stack of a file, for the menu of code actions.

For editors that have no commands of their own for it. Elsewhere than on the line with the stack's
name, where nobody looks for them, they would be in the way of fixes.
"""

from __future__ import annotations

from stackls_core.documents.stack_file.view import StackFileView
from stackls_core.text import Span
from stackls_server.features.code_lenses import Lens, LensAction
from stackls_server.features.snapshot import Snapshot


def stack_actions(snapshot: Snapshot, span: Span | None) -> list[Lens]:
    """The actions where the lines of ``span`` touch the stack's name; ``None`` means anywhere."""
    file = snapshot.view
    if not isinstance(file, StackFileView) or file.known_name is None:
        return []
    name, entry, lines = file.known_name, file.name_entry_span, snapshot.lines
    if span is not None and not (
        lines.line_of(span.start) <= lines.line_of(entry.start) <= lines.line_of(span.end)
    ):
        return []
    known = snapshot.known
    stack = known.registered.stack_named(name) if known is not None else None
    is_active = known is not None and stack is not None and known.is_active(stack)
    is_registered = known is None or stack is not None
    titles: list[tuple[str, LensAction]] = []
    if is_registered and not is_active:
        titles.append((f"Activate the stack {name}", LensAction.ACTIVATE))
    titles.append((f"Plan the stack {name}: what applying this file would do", LensAction.PLAN))
    titles.append((f"Apply the stack {name}…", LensAction.APPLY))
    if is_registered:
        titles.append((f"Describe the stack {name} as it is registered", LensAction.DESCRIBE))
    titles.append(("List all stacks", LensAction.LIST))
    titles.append(("Activate another stack…", LensAction.CHOOSE))
    return [Lens(entry, title, action, name) for title, action in titles]
