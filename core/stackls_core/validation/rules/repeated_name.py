"""`repeated-name`: import takes the second of two components of one name for the first.

``zenml stack import`` looks every component up by its name before it creates it, in the way of
``Client.get_stack_component``: an equal name is found first, else a name that begins with this one
if there is just one. With another configuration the import stops and asks for another name; with
the same one it puts a single component into the stack twice, which the database refuses.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.component_types import REPEATABLE_TYPES, label_of
from stackls_core.stackfile.model import ComponentNode
from stackls_core.stackfile.values import has_placeholder
from stackls_core.validation.findings import Finding, Related, Severity
from stackls_core.validation.rule import FileContext, Rule
from stackls_core.validation.top_level import value_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the name of each later component that is taken for an earlier one."""
    for slot in context.file.slots:
        if slot.name not in REPEATABLE_TYPES:
            continue
        earlier: list[ComponentNode] = []
        for component in slot.components:
            name, entry = component.name, component.entry("name")
            if name is None or entry is None or has_placeholder(name):
                continue
            taken_for = _found_by_name(name, earlier)
            earlier.append(component)
            if taken_for is None:
                continue
            first = taken_for.entry("name")
            kind = label_of(slot.name)
            message = f"There is another {kind} named {name}: import takes this one for it."
            if taken_for.name != name:
                message = (
                    f"Import looks names up by their beginning and takes {name} for the {kind} "
                    f"{taken_for.name}. Choose another name."
                )
            related = [Related(value_span(first), "It is this one.")] if first else []
            yield RULE.finding(value_span(entry), message, related=related)


def _found_by_name(name: str, earlier: list[ComponentNode]) -> ComponentNode | None:
    """The component that ZenML finds for a name among those created before it."""
    equal = [component for component in earlier if component.name == name]
    if equal:
        return equal[0]
    beginning = [component for component in earlier if (component.name or "").startswith(name)]
    return beginning[0] if len(beginning) == 1 else None


RULE = Rule(
    "repeated-name",
    Severity.ERROR,
    "Two components of a type whose names import cannot tell apart.",
    check=check,
)
