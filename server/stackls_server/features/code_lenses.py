"""Code lenses: what can be done with the stack of a file, and how it stands with the registry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from stackls_core.documents.run_configuration.view import RunConfigurationView
from stackls_core.documents.stack_file.view import StackFileView
from stackls_core.registry.existing import is_default_component
from stackls_core.registry.known import KnownRegistry
from stackls_core.text import Span
from stackls_core.yamltree.spans import value_span
from stackls_server.features.file_status import FileState, file_status
from stackls_server.features.snapshot import Snapshot


class LensAction(Enum):
    """What a lens, or an action of `stack_actions`, does when it is chosen."""

    NOTHING = "nothing"
    ACTIVATE = "activate"
    PLAN = "plan"
    APPLY = "apply"
    COMPARE = "compare"
    DESCRIBE = "describe"
    LIST = "list"
    CHOOSE = "choose"
    COMPONENT = "component"
    CHECK_FOR = "check for another stack"


@dataclass(frozen=True)
class Lens:
    """One lens: where it stands, what it says and does; ``stack`` is the stack's name.

    ``component`` is the type and the name of the component that it is about, if any.
    """

    span: Span
    title: str
    action: LensAction
    stack: str
    component: tuple[str, str] | None = None


_NEAR_THE_TOP = 10
"""A name on one of so many lines is where somebody who opens the file looks."""


def code_lenses(snapshot: Snapshot) -> list[Lens]:
    """The lenses of a document, in the order in which they should be shown.

    They are above the stack's name, or, where that is far below, at the top: ZenML's export sorts
    the keys of a file, so that its name is on the last line but one.
    """
    file = snapshot.view
    if isinstance(file, RunConfigurationView):
        stack = file.around.stack
        title = f"for stack {stack.name}" if stack is not None else ""
        return [Lens(Span(0, 0), title, LensAction.CHECK_FOR, stack.name)] if stack else []
    if not isinstance(file, StackFileView) or file.known_name is None:
        return []
    name, span = file.known_name, file.name_entry_span
    if snapshot.lines.line_of(span.start) >= _NEAR_THE_TOP:
        span = Span(0, 0)
    titles = [("Plan", LensAction.PLAN), ("Apply…", LensAction.APPLY)]
    known = snapshot.known
    stack = known.registered.stack_named(name) if known is not None else None
    if known is not None and stack is not None:
        if known.is_active(stack):
            titles.append(("✓ active", LensAction.NOTHING))
        else:
            titles.append(("Activate", LensAction.ACTIVATE))
    status = file_status(snapshot)
    if status.state is FileState.UNREGISTERED:
        titles.append(("not registered", LensAction.PLAN))
    elif status.state is FileState.DIFFERENT:
        places = "place" if status.places == 1 else "places"
        title = f"differs from registered in {status.places} {places}"
        titles.append((title, LensAction.COMPARE))
    lenses = [Lens(span, title, action, name) for title, action in titles]
    return [*lenses, *_shared_components(file, name, known)]


def _shared_components(
    file: StackFileView, stack: str, known: KnownRegistry | None
) -> Iterator[Lens]:
    """How many stacks use a component, where others than this one do: a change concerns them.

    What the default stack began with, which nothing can change, is left out.
    """
    for component in file.components if known is not None else ():
        entry, name = component.entry("name"), component.name
        if known is None or entry is None or not name:
            continue
        state = known.registered
        found = state.component_named(component.type, name)
        if found is None or is_default_component(state, found):
            continue
        users = [one.name for one in state.stacks_with(found)]
        if any(user != stack for user in users):
            count = "1 stack" if len(users) == 1 else f"{len(users)} stacks"
            key = (component.type, name)
            span = value_span(entry)
            yield Lens(span, f"used in {count}", LensAction.COMPONENT, stack, key)
