"""Stacks, components and plans as plain data, for the command line and for commands of editors.

Configurations are masked unless the caller asks for their secrets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from stackls_core.flavors.catalog import CatalogError
from stackls_core.flavors.model import Flavor
from stackls_core.flavors.registry import FlavorRegistry
from stackls_core.stacks.configurations import plain
from stackls_core.stacks.model import Component, Snapshot, Stack
from stackls_core.stacks.plan import Action, Plan, PlannedComponent
from stackls_core.stacks.secrets import masked
from stackls_core.stacks.store import StoreInfo
from stackls_core.text import LineIndex
from stackls_server.features import stack_text


def store_data(info: StoreInfo) -> dict[str, Any]:
    """Which store this is."""
    return asdict(info)


# --- stacks and components ----------------------------------------------------------------------


def stack_summary(stack: Stack, snapshot: Snapshot) -> dict[str, Any]:
    """A stack in a list."""
    return {
        "name": stack.name,
        "id": stack.id,
        "active": stack.id == snapshot.active,
        "components": [component_reference(component) for component in stack.components],
    }


def stack_description(
    stack: Stack, snapshot: Snapshot, registry: FlavorRegistry, *, show_secrets: bool = False
) -> dict[str, Any]:
    """A stack with the configurations of its components."""
    components = [
        {
            **component_reference(component),
            "configuration": shown_configuration(component, registry, show_secrets=show_secrets),
            **_whereabouts(flavor_of(component, registry)),
        }
        for component in stack.components
    ]
    return {**stack_summary(stack, snapshot), "components": components}


def component_reference(component: Component) -> dict[str, Any]:
    """A component as a part of a stack."""
    return {"type": component.type, "name": component.name, "flavor": component.flavor}


def component_summary(component: Component, snapshot: Snapshot) -> dict[str, Any]:
    """A component in a list, with the stacks that it is part of."""
    return {
        **component_reference(component),
        "id": component.id,
        "stacks": [stack.name for stack in snapshot.stacks_with(component)],
    }


def component_description(
    component: Component,
    snapshot: Snapshot,
    registry: FlavorRegistry,
    *,
    show_secrets: bool = False,
) -> dict[str, Any]:
    """A component with its configuration."""
    return {
        **component_summary(component, snapshot),
        "configuration": shown_configuration(component, registry, show_secrets=show_secrets),
        **_whereabouts(flavor_of(component, registry)),
        "connector": component.connector,
        "labels": dict(component.labels),
    }


def shown_configuration(
    component: Component, registry: FlavorRegistry, *, show_secrets: bool = False
) -> dict[str, Any]:
    """A component's configuration, fit to show unless secrets are asked for."""
    if show_secrets:
        return plain(component.configuration)
    return plain(masked(component.configuration, flavor_of(component, registry)))


def flavor_of(component: Component, registry: FlavorRegistry) -> Flavor | None:
    """The flavor of a component; ``None`` also where the catalog cannot be read."""
    try:
        return registry.flavor(component.type, component.flavor)
    except CatalogError:
        return None


def _whereabouts(flavor: Flavor | None) -> dict[str, Any]:
    return {
        "remote": flavor.remote if flavor is not None else None,
        "local": flavor.local if flavor is not None else None,
    }


# --- plans --------------------------------------------------------------------------------------


def plan_data(
    plan: Plan, text: str, name: str = "", *, where: str = "", detailed: bool = False
) -> dict[str, Any]:
    """A plan for a file of this ``text``.

    Whatever keeps it from being applied is a conflict here: an error of the file and a placeholder
    without a value too. ``name`` is the stack's where the plan does not come to one; ``where``
    names the store; ``detailed`` adds every field that changes.
    """
    lines = LineIndex(text)
    return {
        "stack": plan.stack.name if plan.stack is not None else name,
        "empty": plan.is_empty,
        "blocked": plan.is_blocked,
        "conflicts": list(_obstacles(plan, lines)),
        "steps": list(_steps(plan, detailed=detailed)),
        "text": stack_text.plan_text(plan, lines, name=name, where=where),
    }


def _obstacles(plan: Plan, lines: LineIndex) -> Iterator[dict[str, Any]]:
    for finding in plan.findings:
        at = lines.position(finding.span.start)
        yield _obstacle("error", finding.message, at.line + 1, at.column + 1)
    for unset in plan.unresolved:
        message = f"The placeholder {unset.name} has no value: {unset.reason}."
        yield _obstacle("placeholder", message, unset.line, unset.column)
    for component in plan.components:
        if component.action is Action.CONFLICT:
            at = lines.position(component.span.start)
            yield _obstacle("conflict", component.reason, at.line + 1, at.column + 1)
    if plan.stack is not None and plan.stack.action is Action.CONFLICT:
        yield _obstacle("conflict", plan.stack.reason, 1, 1)
    elif plan.stack is None and not plan.findings:
        yield _obstacle("error", stack_text.NO_NAME, 1, 1)


def _obstacle(kind: str, message: str, line: int, column: int) -> dict[str, Any]:
    return {"kind": kind, "message": message, "line": line, "column": column}


def _steps(plan: Plan, *, detailed: bool) -> Iterator[dict[str, Any]]:
    for component in plan.components:
        step = {
            "action": component.action.value,
            "kind": "component",
            "type": component.type,
            "name": component.name,
            "detail": stack_text.component_detail(component),
        }
        yield {**step, **_details(component)} if detailed else step
    if plan.stack is not None:
        yield {
            "action": plan.stack.action.value,
            "kind": "stack",
            "type": None,
            "name": plan.stack.name,
            "detail": stack_text.stack_detail(plan.stack),
        }


def _details(component: PlannedComponent) -> dict[str, Any]:
    return {
        "flavor": component.flavor,
        "fields": [
            {
                "path": one.path,
                "action": one.action.value,
                "before": plain(one.before),
                "after": plain(one.after),
            }
            for one in component.fields
        ],
        "used_by": list(component.used_by),
    }
