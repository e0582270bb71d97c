"""`unknown-type`: a key under ``components`` that is not a component type.

Import makes a ``zenml.enums.StackComponentType`` of every key and fails with a ValueError.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import REMOVED_TYPES, singular_of
from stackls_core.documents.stack_file.model import COMPONENT_KEYS
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.suggest import nearest
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Scalar
from stackls_core.yamltree.values import has_placeholder


def check(context: FileContext) -> Iterator[Finding]:
    """A finding for each key that is no type, with the type that was probably meant."""
    present = {slot.name for slot in context.view.slots}
    types, lifetimes = context.catalog.types, context.catalog.lifetimes
    for slot in context.view.slots:
        if slot.name in types or slot.name in REMOVED_TYPES or has_placeholder(slot.name):
            continue
        lifetime = lifetimes.of(slot.name)
        singular = singular_of(slot.name)
        meant = singular if singular in types else nearest(slot.name, types)
        message = "This is not a component type."
        if slot.name:
            message = f"Unknown component type {slot.name}."
        if lifetime.sentence:
            meant = None
            message = f"ZenML {context.catalog.zenml_version} has no component type {slot.name}. "
            message += lifetime.sentence
        elif singular:
            message = f"Component types are singular: {singular}, not {slot.name}."
        elif meant:
            message += f" Did you mean {meant}?"
        elif slot.name in COMPONENT_KEYS:
            message = f"{slot.name} belongs to a component: indent it as far as its other keys."
        elif like := [known for known in types if slot.name.lower() in known.split("_")]:
            message += f" Did you mean {' or '.join(like)}?"
        key = slot.entry.key
        fixes: list[Fix] = []
        if meant and meant not in present and isinstance(key, Scalar):
            fixes.append(Fix(f"Change to {meant}", (replace_scalar(key, meant),), safe=True))
        yield RULE.finding(slot.key_span, message, fixes=fixes)


RULE = Rule(
    "unknown-type",
    Severity.ERROR,
    "A key under components is not a component type.",
    check=check,
    hides_others=True,
    varies=True,
)
