"""``stackls <type> list|get|describe|register|update|rename|copy|delete``: components of a type."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from stackls_core.catalog.component_types import command_of, label_of
from stackls_server.cli import completing
from stackls_server.cli.asking import confirm, yes_option
from stackls_server.cli.lazy import Entry
from stackls_server.cli.output import output_option, write_data
from stackls_server.cli.stack_store import Opener
from stackls_server.cli.store_options import secrets_option, store_option
from stackls_server.cli.terminal import say

if TYPE_CHECKING:
    from stackls_core.registry.model import Component, Snapshot
    from stackls_server.cli.stack_store import OpenStore

_EXTRA = {"ignore_unknown_options": True}
_SETTINGS_HELP = (
    "A parameter is set by KEY=VALUE, as in region=eu-west-1; --KEY=VALUE does it too. Lists and "
    "mappings are written as JSON, and @FILE takes the value from a file."
)

_EXAMPLES = {
    "orchestrator": "k8s --flavor kubernetes local=true",
    "artifact_store": "bucket --flavor s3 path=s3://team",
    "container_registry": "hub --flavor gcp uri=gcr.io/x",
    "experiment_tracker": "runs --flavor mlflow",
}


def component_commands(component_type: str) -> tuple[Entry, ...]:
    """The entries of a component type's group, in the order of its help."""
    label = label_of(component_type)

    def entry(name: str, summary: str, make: Callable[[str], click.Command]) -> Entry:
        return Entry(name, summary, lambda: make(component_type))

    return (
        entry("list", f"List the registered {label}s", _list),
        entry("get", f"Print the name of the active stack's {label}", _get),
        entry("describe", f"Show how the {label} is configured", _describe),
        entry("register", "Register a new one", _register),
        entry("update", "Change its configuration or its name", _update),
        entry("rename", "Give one another name", _rename),
        entry("copy", "Register one like another one", _copy),
        entry("delete", "Remove one that no stack uses", _delete),
    )


def _list(component_type: str) -> click.Command:
    @click.command("list", help=f"List the registered {label_of(component_type)}s.")
    @store_option
    @output_option
    def list_command(opener: Opener, output: str) -> None:
        from stackls_server.features.stack_data import component_summary

        with opener.opened("Reading the registry") as opened:
            snapshot = opened.store.snapshot()
            info = opened.store.info() if output == "table" else None
        found = [one for one in snapshot.components if one.type == component_type]
        if info is None:
            write_data([component_summary(one, snapshot) for one in found], output)
            return
        from stackls_server.cli.stack_tables import print_components

        print_components(component_type, found, snapshot, info)

    return list_command


def _active(opened: OpenStore, snapshot: Snapshot, component_type: str) -> Component:
    """The component that the active stack has of a type: the first one. Raises `NotFound`."""
    from stackls_core.registry.errors import NotFound

    active = snapshot.active_stack or opened.store.active()
    mine = active.of_type(component_type)
    if not mine:
        raise NotFound(f"The active stack {active.name} has no {label_of(component_type)}.")
    return mine[0]


def _get(component_type: str) -> click.Command:
    @click.command("get", help=f"Print the name of the active stack's {label_of(component_type)}.")
    @store_option
    def get_command(opener: Opener) -> None:
        with opener.opened("Reading the registry") as opened:
            component = _active(opened, opened.store.snapshot(), component_type)
        click.echo(component.name)

    return get_command


def _describe(component_type: str) -> click.Command:
    label = label_of(component_type)

    @click.command(
        "describe",
        help=f"Show how the {label} NAME is configured; by default that of the active stack.",
    )
    @click.argument("name", required=False, shell_complete=completing.components(component_type))
    @store_option
    @secrets_option
    @output_option
    def describe_command(opener: Opener, name: str | None, show_secrets: bool, output: str) -> None:
        from stackls_core.registry import references
        from stackls_server.features.stack_data import component_description

        with opener.opened("Reading the registry") as opened:
            snapshot = opened.store.snapshot()
            if name is not None:
                of_type = [one for one in snapshot.components if one.type == component_type]
                component = references.find(name, of_type, label)
            else:
                component = _active(opened, snapshot, component_type)
            info = opened.store.info() if output == "table" else None
            catalog = opened.catalog_for({(component.type, component.flavor)})
            described = component_description(
                component, snapshot, catalog, show_secrets=show_secrets
            )
        if info is None:
            write_data(described, output)
            return
        from stackls_server.cli.stack_tables import print_component

        print_component(component, described, info)

    return describe_command


def _register(component_type: str) -> click.Command:
    label = label_of(component_type)

    @click.command(
        "register",
        help=f"Register the {label} NAME.\n\n{_SETTINGS_HELP}",
        epilog=_register_example(component_type),
        context_settings=_EXTRA,
    )
    @click.argument("name")
    @click.option(
        "-f",
        "--flavor",
        required=True,
        metavar="FLAVOR",
        shell_complete=completing.flavors(component_type),
        help="What it is one of.",
    )
    @click.option(
        "-l", "--label", "labels", multiple=True, metavar="KEY=VALUE", help="A label for it."
    )
    @click.argument("settings", nargs=-1, type=click.UNPROCESSED, metavar="[KEY=VALUE]...")
    @store_option
    def register_command(
        opener: Opener, name: str, flavor: str, labels: tuple[str, ...], settings: tuple[str, ...]
    ) -> None:
        from stackls_server.cli.components_settings import read_settings

        configuration, tags = read_settings(settings), read_settings(labels, what="label")
        with opener.opened(f"Registering {name}") as opened:
            opened.store.create_component(component_type, name, flavor, configuration, tags)
        say(f"The {label} {name} is registered.")

    return register_command


def _register_example(component_type: str) -> str:
    command = f"stackls {command_of(component_type)}"
    example = _EXAMPLES.get(component_type)
    shown = f"Example: {command} register {example}\n\n" if example else ""
    return f"{shown}Flavors: {command} flavor list"


def _update(component_type: str) -> click.Command:
    label = label_of(component_type)

    @click.command(
        "update",
        help=f"Change the configuration of the {label} NAME, or its name. What is not named stays "
        f"as it is.\n\n{_SETTINGS_HELP}",
        epilog=f"Example: stackls {command_of(component_type)} update old-name --rename new-name",
        context_settings=_EXTRA,
    )
    @click.argument("name", shell_complete=completing.components(component_type))
    @click.option("--unset", "removed", multiple=True, metavar="KEY", help="Remove this parameter.")
    @click.option("--rename", "new_name", metavar="NAME", help="The new name.")
    @click.argument("settings", nargs=-1, type=click.UNPROCESSED, metavar="[KEY=VALUE]...")
    @store_option
    def update_command(
        opener: Opener,
        name: str,
        removed: tuple[str, ...],
        new_name: str | None,
        settings: tuple[str, ...],
    ) -> None:
        from stackls_core.registry import edits
        from stackls_server.cli.components_settings import read_settings

        wanted = read_settings(settings)
        if not wanted and not removed and new_name is None:
            raise click.UsageError("Nothing to change: give KEY=VALUE, --unset or --rename.")
        with opener.opened(f"Updating {name}") as opened:
            before = opened.store.snapshot()
            component = edits.find_component(before, component_type, name)
            opened.store.change(
                lambda now: edits.update_component(
                    now, component_type, component.id, wanted, removed, new_name
                ),
                before,
            )
        also = f" and renamed to {new_name}" if new_name is not None else ""
        say(f"The {label} {component.name} is updated{also}.")

    return update_command


def _rename(component_type: str) -> click.Command:
    label = label_of(component_type)

    @click.command("rename", help=f"Call the {label} NAME by NEW_NAME from now on.")
    @click.argument("name", shell_complete=completing.components(component_type))
    @click.argument("new_name")
    @store_option
    def rename_command(opener: Opener, name: str, new_name: str) -> None:
        with opener.opened(f"Renaming {name}") as opened:
            before = opened.store.component(component_type, name)
            after = opened.store.rename_component(component_type, before.id, new_name)
        say(f"Renamed {before.name} to {after.name}.")

    return rename_command


def _copy(component_type: str) -> click.Command:
    label = label_of(component_type)

    @click.command(
        "copy", help=f"Register the {label} NEW_NAME with the configuration and labels of NAME."
    )
    @click.argument("name", shell_complete=completing.components(component_type))
    @click.argument("new_name")
    @store_option
    def copy_command(opener: Opener, name: str, new_name: str) -> None:
        with opener.opened(f"Copying {name}") as opened:
            one = opened.store.component(component_type, name)
            opened.store.create_component(
                component_type, new_name, one.flavor, one.configuration, one.labels
            )
        say(f"The {label} {new_name} is registered, like {one.name}.")

    return copy_command


def _delete(component_type: str) -> click.Command:
    label = label_of(component_type)

    @click.command("delete", help=f"Remove the {label} NAME, which no stack may use.")
    @click.argument("name", shell_complete=completing.components(component_type))
    @yes_option
    @store_option
    def delete_command(opener: Opener, name: str, is_sure: bool) -> None:
        with opener.opened(f"Deleting {name}") as opened:
            component = opened.store.component(component_type, name)
            opened.done()
            confirm(f"Delete the {label} {component.name}?", is_sure=is_sure)
            opened.store.delete_component(component_type, component.id)
        say(f"The {label} {component.name} is deleted.")

    return delete_command
