"""Stacks and components as tables, readable at 80 columns and one row a line in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from rich.padding import Padding
from rich.text import Text

from stackls_core.catalog.component_types import REQUIRED_TYPES, label_of
from stackls_core.registry.model import Component, Snapshot, Stack
from stackls_core.registry.store import StoreInfo
from stackls_server.cli.page import HEADING, NAME, TITLE, Page
from stackls_server.cli.summary import count
from stackls_server.cli.terminal import Terminal, terminal_of

_ACTIVE = "green"
_INDENT = (0, 0, 0, 2)


def print_stacks(snapshot: Snapshot, info: StoreInfo) -> None:
    """Print all stacks, the active one marked."""
    page = _page()
    page.add(page.text(f"{count(len(snapshot.stacks), 'stack')} in {info.place}", TITLE))
    page.add(Text())
    table = page.table("Stack", "Orchestrator", "Artifact store", "Other components")
    for stack in snapshot.stacks:
        others = [_with_type(one) for one in stack.components if one.type not in REQUIRED_TYPES]
        table.add_row(
            _marked(page, stack.name, is_active=stack.id == snapshot.active),
            *(page.text(_names(stack.of_type(one))) for one in REQUIRED_TYPES),
            page.text(", ".join(others)),
        )
    page.add(table)
    page.print()


def print_stack(stack: Stack, described: Mapping[str, Any], info: StoreInfo) -> None:
    """Print a stack as `stack_description` gives it, with the configurations it shows."""
    page = _page()
    active = f", active ({info.active_from})" if described["active"] else ""
    title = page.text(stack.name, TITLE)
    page.add(Text.assemble(title, page.text(f", stack in {info.place}{active}")))
    page.add(Text())
    page.add(page.facts([("Id", stack.id), *_attributes(described)]))
    for component, shown in zip(stack.components, described["components"], strict=True):
        page.add(Text())
        page.add(_heading(page, component))
        _add_configuration(page, component, shown["configuration"])
        attributes = list(_attributes(shown))
        if attributes:
            page.add(Padding(page.facts(attributes), _INDENT))
    page.print()


def print_components(
    component_type: str, components: Sequence[Component], snapshot: Snapshot, info: StoreInfo
) -> None:
    """Print the components of a type, those of the active stack marked."""
    page = _page()
    label = label_of(component_type)
    total = f"{len(components) or 'no'} {_plural(label)}" if len(components) != 1 else f"1 {label}"
    total = total[0].upper() + total[1:]
    page.add(page.text(f"{total} in {info.place}", TITLE))
    if components:
        active = snapshot.active_stack
        page.add(Text())
        table = page.table(label.capitalize(), "Flavor", "Stacks")
        for component in components:
            is_active = active is not None and component.key in active.members
            table.add_row(
                _marked(page, component.name, is_active=is_active),
                page.text(component.flavor),
                page.text(", ".join(stack.name for stack in snapshot.stacks_with(component))),
            )
        page.add(table)
    page.print()


def print_component(component: Component, shown: Mapping[str, Any], info: StoreInfo) -> None:
    """Print a component as `component_description` gives it."""
    page = _page()
    page.add(
        Text.assemble(_heading(page, component), page.text(f", in {info.place}")),
    )
    page.add(Text())
    stacks = ", ".join(shown["stacks"]) or "none"
    page.add(page.facts([("Id", component.id), ("Stacks", stacks), *_attributes(shown)]))
    page.add(Text())
    _add_configuration(page, component, shown["configuration"])
    page.print()


_ATTRIBUTES = {
    "description": "Description",
    "connector_resource_id": "Connector resource",
    "labels": "Labels",
    "environment": "Environment",
    "secrets": "Secrets",
}


def _attributes(shown: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A row for each attribute that holds something."""
    for name, title in _ATTRIBUTES.items():
        value = shown.get(name)
        if isinstance(value, dict):
            pairs = cast("dict[str, Any]", value).items()
            value = ", ".join(f"{key}={one}" for key, one in pairs)
        elif isinstance(value, list):
            value = ", ".join(map(str, cast("list[object]", value)))
        if value:
            yield title, str(value)


def _plural(label: str) -> str:
    return label[:-1] + "ies" if label.endswith("y") else label + "s"


def _page() -> Page:
    return Page(terminal_of(sys.stdout))


def active_mark(terminal: Terminal) -> str:
    """What stands before the name of what is active."""
    return "●" if terminal.unicode else "*"


def _marked(page: Page, name: str, *, is_active: bool) -> Text:
    if not is_active:
        return Text.assemble("  ", page.text(name, NAME))
    return Text.assemble((active_mark(page.terminal) + " ", _ACTIVE), page.text(name, NAME))


def _names(components: Sequence[Component]) -> str:
    return ", ".join(_with_flavor(component) for component in components)


def _with_flavor(component: Component) -> str:
    return f"{component.name} ({component.flavor})"


def _with_type(component: Component) -> str:
    return f"{label_of(component.type)} {_with_flavor(component)}"


def _heading(page: Page, component: Component) -> Text:
    return Text.assemble(
        page.text(f"{label_of(component.type)} ", HEADING),
        page.text(component.name, NAME),
        page.text(f" ({component.flavor})"),
    )


def _add_configuration(page: Page, component: Component, shown: Mapping[str, Any]) -> None:
    rows = list(_rows("", shown))
    if component.connector is not None:
        rows.append(("service connector", component.connector))
    if rows:
        page.add(Padding(page.facts(rows), _INDENT))
    else:
        page.add(Padding(page.text("nothing configured", HEADING), _INDENT))


def _rows(path: str, configuration: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A row for each value, nested ones by their dotted path."""
    from stackls_server.features.values import value_text

    for key, value in configuration.items():
        inner = f"{path}.{key}" if path else key
        if isinstance(value, dict) and value:
            yield from _rows(inner, value)  # pyright: ignore[reportUnknownArgumentType]
        else:
            yield inner, value_text(value, limit=None)
