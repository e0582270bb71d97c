"""`name-taken`: the registry has a component that import would take for this one.

Names are unique for each type. ``zenml stack import`` looks for a component of that name, as its
database compares names, before it creates it (``Client.get_stack_component``), and where there is
none for the only one whose name or id begins with it. What it finds it takes for the one in the
file if their configurations are the same, whatever their flavors; where they are not, it asks for
another name, and aborts where nobody can answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from stackls_core.catalog.component_types import label_of
from stackls_core.documents.stack_file.section import ComponentSection, FileContext, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.registry.name_lookups import is_like
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import has_placeholder, try_value

if TYPE_CHECKING:
    from stackls_core.registry.known import KnownRegistry
    from stackls_core.registry.model import Component


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the name."""
    known = context.known
    if known is None:
        return
    for one in context.sections:
        component = one.component
        entry, name, flavor = component.entry("name"), component.name, component.flavor
        if entry is None or not name or context.view.is_unknown(entry):
            continue
        kind = label_of(component.type)
        registered = known.registered.component_named(component.type, name)
        if registered is None:
            other = _begun(known, component.type, name)
            if other is None:
                continue
            message = (
                f"Import looks components up by the beginning of a name or an id, and takes {name} "
                f"for the registered {kind} {other}. Choose another name."
            )
        elif flavor is None or registered.flavor == flavor or has_placeholder(flavor):
            if registered.name == name:
                continue
            message = (
                f"This registry does not tell {name} from the registered {kind} "
                f"{registered.name}. Write {registered.name}, or choose another name."
            )
        else:
            message = (
                f"The {kind} {registered.name} is registered with flavor {registered.flavor}, so "
                "this one cannot be: give it another name."
            )
            if known.info.kind == "zenml" and _differs(one, registered):
                message += " Import asks for one, and aborts where nobody can answer."
                found = RULE.finding(value_span(entry), message, store=known.label)
                yield replace(found, severity=Severity.ERROR)
                continue
        yield RULE.finding(value_span(entry), message, store=known.label)


def _differs(section: ComponentSection, registered: Component) -> bool:
    """Whether the configurations are certainly not equal, as import compares them."""
    configuration = section.component.configuration
    readable, value = try_value(configuration)
    if configuration is None or not readable or not isinstance(value, dict):
        return False
    written = cast("dict[object, object]", value)
    # values may be hidden, or wait for what replaces placeholders; keys are neither
    return set(written) != set(registered.configuration)


def _begun(known: KnownRegistry, component_type: str, name: str) -> str | None:
    """The only component that a ZenML finds for the beginning of its name or id."""
    if not known.capabilities.imports_by_prefix:
        return None
    found = [
        one.name
        for one in known.components(component_type)
        if is_like(one.name, f"{name}%") or is_like(_hex(one.id), f"{_hex(name)}%")
    ]
    return found[0] if len(found) == 1 else None


def _hex(identity: str) -> str:
    """An id as it is kept, without dashes."""
    return identity.replace("-", "")


RULE = Rule(
    "name-taken",
    Severity.WARNING,
    "The registry has a component that import would take for this one.",
    check=check,
    needs_store=True,
)
