"""``stackls <type>``: one group for each component type, made when it is used."""

from __future__ import annotations

import click

from stackls_core.catalog.component_types import (
    REPEATABLE_TYPES,
    REQUIRED_TYPES,
    command_of,
    describe_type,
    label_of,
)
from stackls_core.wording import article_for
from stackls_server.cli.components import component_commands
from stackls_server.cli.lazy import Entry, LazyGroup, Section


def component_type_group(component_type: str) -> click.Group:
    """The commands for one component type. A further command is a further entry here."""

    def flavor() -> click.Command:
        from stackls_server.cli.flavors import flavor_group

        return flavor_group(component_type)

    label = label_of(component_type)
    flavors = Entry("flavor", f"Look up the {label} flavors and their parameters", flavor)
    entries = (*component_commands(component_type), flavors)
    name = command_of(component_type)
    return LazyGroup(
        name,
        (Section("Commands", entries),),
        help=f"{describe_type(component_type)}\n\n{_place_in_stack(component_type)}",
        epilog=f"Example: stackls {name} flavor list",
    )


def _place_in_stack(component_type: str) -> str:
    label = label_of(component_type)
    if component_type in REQUIRED_TYPES:
        return f"Every stack has exactly one {label}."
    if component_type in REPEATABLE_TYPES:
        return f"A stack may have any number of {label}s."
    return f"A stack may have {article_for(label)} {label}, and no more than one."
