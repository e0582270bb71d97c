"""Snapshots and changes as they travel between `ZenMLStore` and the probe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from stackls_core.catalog.component_types import REPEATABLE_TYPES, REQUIRED_TYPES, common_first
from stackls_core.registry.changes import (
    Activate,
    Change,
    CreateComponent,
    CreateStack,
    DeleteComponent,
    DeleteStack,
    ExpectComponent,
    ExpectStack,
    RenameComponent,
    RenameStack,
    SetComponentAttributes,
    SetStackAttributes,
    UpdateComponent,
    UpdateStack,
)
from stackls_core.registry.model import Component, Snapshot, Stack, in_order
from stackls_core.registry.plain import plain
from stackls_core.registry.traits import NameComparison, Traits
from stackls_probe.protocol import Verb


def read_snapshot(data: Mapping[str, Any]) -> Snapshot:
    """A snapshot from what the probe says of stacks, components and the active stack."""
    found = [_component(item) for item in data["components"]]
    by_id = {component.id: component for component in found}
    stacks = [
        Stack(
            item["name"],
            # one that was deleted between two questions is in no stack any more
            in_order(tuple(by_id[c] for c in item["components"] if c in by_id)),
            item["id"],
            item["description"],
            item["labels"],
            item.get("environment") or {},
            tuple(item.get("secrets") or ()),
        )
        for item in data["stacks"]
    ]
    ordered = sorted(found, key=lambda component: component.name)
    return Snapshot(
        tuple(sorted(stacks, key=lambda stack: stack.name)),
        in_order(tuple(ordered)),
        (data["active"] or [""])[0],
        frozenset(data["active"]),
        _traits(data["traits"]) if "traits" in data else Traits(),
    )


def _traits(data: Mapping[str, Any]) -> Traits:
    names = NameComparison(*data["ignores"])
    return Traits(
        names,
        frozenset(data["component"]),
        frozenset(data["stack"]),
        # null where this ZenML could not be asked
        common_first(data["required"] or REQUIRED_TYPES),
        # of the types that this ZenML does not repeat, the probe says since when others do
        REPEATABLE_TYPES.union(data["repeatable"]),
    )


def _component(data: Mapping[str, Any]) -> Component:
    return Component(
        data["type"],
        data["name"],
        data["flavor"],
        data["configuration"],
        data["id"],
        data["connector"],
        data["labels"],
        data.get("connector_resource_id"),
        data.get("environment") or {},
        tuple(data.get("secrets") or ()),
    )


def known_of(snapshot: Snapshot) -> dict[str, Any]:
    """What the probe has to know of a snapshot: names and ids, no configuration."""
    others = snapshot.active_anywhere - {snapshot.active}
    return {
        "stacks": [
            {"id": s.id, "name": s.name, "description": s.description, "labels": dict(s.labels)}
            for s in snapshot.stacks
        ],
        "components": [
            {"id": c.id, "type": c.type, "name": c.name, "flavor": c.flavor}
            for c in snapshot.components
        ],
        "active": [snapshot.active, *sorted(others)],
    }


_VERBS: dict[type[Any], Verb] = {
    CreateComponent: "create-component",
    UpdateComponent: "update-component",
    RenameComponent: "rename-component",
    DeleteComponent: "delete-component",
    CreateStack: "create-stack",
    UpdateStack: "update-stack",
    RenameStack: "rename-stack",
    DeleteStack: "delete-stack",
    SetComponentAttributes: "set-component-attributes",
    SetStackAttributes: "set-stack-attributes",
    Activate: "activate",
    ExpectComponent: "expect-component",
    ExpectStack: "expect-stack",
}


def change_as_json(change: Change) -> dict[str, Any]:
    """A change as the probe takes it."""
    values = {field.name: plain(getattr(change, field.name)) for field in fields(change)}
    return {"do": _VERBS[type(change)], **values}
