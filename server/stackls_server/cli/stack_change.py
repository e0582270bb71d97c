"""``stackls stack set|register|update|remove-component|copy|rename|delete``: changing stacks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from stackls_core.catalog.component_types import (
    COMPONENT_TYPES,
    REQUIRED_TYPES,
    command_of,
    label_of,
    type_of_command,
)
from stackls_server.cli import completing
from stackls_server.cli.asking import confirm, yes_option
from stackls_server.cli.failures import NotFound
from stackls_server.cli.stack_store import Opener
from stackls_server.cli.store_options import store_option
from stackls_server.cli.terminal import say
from stackls_server.cli.version_option import version_option

_SHORT = {
    "orchestrator": "-o",
    "artifact_store": "-a",
    "container_registry": "-c",
    "image_builder": "-i",
    "step_operator": "-s",
    "experiment_tracker": "-e",
    "model_registry": "-r",
    "model_deployer": "-d",
    "deployer": "-D",
    "data_validator": "-dv",
    "feature_store": "-f",
    "alerter": "-al",
    "annotator": "-an",
    "log_store": "-l",
    "sandbox": "-sb",
}
"""As in ``zenml stack register``."""


@click.command("set")
@click.argument("name", shell_complete=completing.stacks)
@store_option
def set_stack(opener: Opener, name: str) -> None:
    """Make the stack NAME the active one: for this workspace, outside of one in general."""
    with opener.opened(f"Activating {name}") as opened:
        stack = opened.store.activate(name)
        info = opened.store.info()
    where = {"workspace": " in this workspace", "global": " in general"}.get(info.active_from, "")
    say(f"{stack.name} is the active stack{where}, in {info.place}.")


def _option_names(component_type: str) -> tuple[str, ...]:
    """The names of the option for a type: the short one that ZenML gives it, and both long ones."""
    names = (_SHORT[component_type], f"--{command_of(component_type)}", f"--{component_type}")
    return tuple(dict.fromkeys(names))


def _component_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """An option for each component type, which may be given several times."""
    for component_type in reversed(COMPONENT_TYPES):
        names = _option_names(component_type)
        command = click.option(
            *names,
            component_type,
            multiple=True,
            metavar="NAME",
            shell_complete=completing.components(component_type),
            help=f"The {label_of(component_type)}.",
        )(command)
    return command


@click.command("register", epilog="Example: stackls stack register prod -o k8s -a bucket -c hub")
@click.argument("name")
@click.option(
    "--component",
    "typed",
    multiple=True,
    metavar="TYPE=NAME",
    help="A component of any type; may be given several times.",
)
@_component_options
@click.option("--activate", "--set", "activate", is_flag=True, help="Make it the active stack.")
@store_option
def register_stack(
    opener: Opener, name: str, typed: tuple[str, ...], activate: bool, **named: tuple[str, ...]
) -> None:
    """Register the stack NAME of components that exist.

    It needs an orchestrator and an artifact store.
    """
    members = [(kind, one) for kind in COMPONENT_TYPES for one in named[kind]]
    members += [_member(one) for one in typed]
    from stackls_core.registry.changes import Activate, Change, CreateStack

    with opener.opened(f"Registering {name}") as opened:
        found = tuple(opened.store.component(*member).key for member in members)
        changes: list[Change] = [CreateStack(name, found)]
        opened.store.execute([*changes, Activate(name)] if activate else changes)
    also = " and is the active stack" if activate else ""
    say(f"The stack {name} is registered{also}.")


def _member(text: str) -> tuple[str, str]:
    """``TYPE=NAME`` as a member of a stack."""
    kind, equals, name = text.partition("=")
    component_type = type_of_command(kind.strip())
    if not equals or not name:
        raise click.BadParameter(f"{text} is not of the form TYPE=NAME.", param_hint="--component")
    if component_type is None:
        from stackls_core.suggest import nearest

        meant = nearest(kind.replace("-", "_"), COMPONENT_TYPES)
        advice = f" Did you mean {command_of(meant)}?" if meant else ""
        message = f"Unknown component type {kind}.{advice}"
        raise click.BadParameter(message, param_hint="--component")
    return component_type, name


@click.command("update", epilog="Example: stackls stack update prod -o k8s -c hub")
@click.argument("name", required=False, shell_complete=completing.stacks)
@_component_options
@store_option
def update_stack(opener: Opener, name: str | None, **named: tuple[str, ...]) -> None:
    """Give the stack NAME, by default the active one, other components.

    Those of types that are not named stay.
    """
    wanted = {kind: given for kind, given in named.items() if given}
    if not wanted:
        raise click.UsageError("Nothing to change: name a component, as in -o NAME.")
    with opener.opened("Updating the stack") as opened:
        stack = opened.store.stack(name) if name is not None else opened.store.active()
        kept = [one.key for one in stack.components if one.type not in wanted]
        new = [(kind, one) for kind in COMPONENT_TYPES for one in wanted.get(kind, ())]
        opened.store.update_stack(stack.id, [*kept, *new])
    say(f"The stack {stack.name} is updated.")


def _type_flags(command: Callable[..., Any]) -> Callable[..., Any]:
    """A flag for each component type that a stack can do without."""
    for component_type in reversed(COMPONENT_TYPES):
        if component_type not in REQUIRED_TYPES:
            command = click.option(
                *_option_names(component_type),
                component_type,
                is_flag=True,
                help=f"Remove the {label_of(component_type)}.",
            )(command)
    return command


@click.command("remove-component", epilog="Example: stackls stack remove-component prod -c")
@click.argument("name", required=False, shell_complete=completing.stacks)
@_type_flags
@store_option
def remove_component(opener: Opener, name: str | None, **flags: bool) -> None:
    """Take components out of the stack NAME, by default the active one. They stay registered."""
    types = {kind for kind, is_set in flags.items() if is_set}
    if not types:
        raise click.UsageError("Nothing to remove: name a type, as in --container-registry.")
    with opener.opened("Updating the stack") as opened:
        stack = opened.store.stack(name) if name is not None else opened.store.active()
        removed = [one for one in stack.components if one.type in types]
        if removed:
            kept = [one.key for one in stack.components if one.type not in types]
            opened.store.update_stack(stack.id, kept)
    for one in removed:
        say(f"The {label_of(one.type)} {one.name} is no longer in the stack {stack.name}.")
    for kind in sorted(types - {one.type for one in removed}):
        say(f"The stack {stack.name} has no {label_of(kind)}.")


@click.command("copy", epilog="Example: stackls stack copy prod staging")
@click.argument("name", shell_complete=completing.stacks)
@click.argument("new_name")
@store_option
def copy_stack(opener: Opener, name: str, new_name: str) -> None:
    """Register the stack NEW_NAME with all the components of NAME."""
    with opener.opened(f"Copying {name}") as opened:
        stack = opened.store.copy_stack(name, new_name)
    say(f"The stack {stack.name} is registered, with {len(stack.components)} components.")


@click.command("rename")
@click.argument("name", shell_complete=completing.stacks)
@click.argument("new_name")
@store_option
def rename_stack(opener: Opener, name: str, new_name: str) -> None:
    """Call the stack NAME by NEW_NAME from now on."""
    with opener.opened(f"Renaming {name}") as opened:
        before = opened.store.stack(name)
        after = opened.store.rename_stack(before.id, new_name)
    say(f"Renamed {before.name} to {after.name}.")


@click.command("delete")
@click.argument("name", shell_complete=completing.stacks)
@click.option("--recursive", is_flag=True, help="Also its components that no other stack uses.")
@yes_option
@store_option
def delete_stack(opener: Opener, name: str, recursive: bool, is_sure: bool) -> None:
    """Remove the stack NAME. Its components stay, unless --recursive is given."""
    with opener.opened(f"Deleting {name}") as opened:
        stack = opened.store.stack(name)
        opened.done()
        also = " and its components that no other stack uses" if recursive else ""
        confirm(f"Delete the stack {stack.name}{also}?", is_sure=is_sure)
        removed = opened.store.delete_stack(stack.id, recursive=recursive)
    say(f"The stack {stack.name} is deleted.")
    for component in removed:
        say(f"The {label_of(component.type)} {component.name} is deleted.")


def _flavor_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """An option for each component type that takes a flavor."""
    for component_type in reversed(COMPONENT_TYPES):
        command = click.option(
            *_option_names(component_type),
            component_type,
            metavar="FLAVOR",
            shell_complete=completing.flavors(component_type),
            help=f"The flavor of the {label_of(component_type)}.",
        )(command)
    return command


@click.command("new", epilog="Example: stackls stack new prod prod.stack.yaml -o kubernetes -a s3")
@click.argument("name")
@click.argument("file", required=False, type=click.Path(dir_okay=False))
@version_option
@_flavor_options
def new_stack(
    name: str, file: str | None, zenml_version: str | None, **flavors: str | None
) -> None:
    """Write a stack file for a stack NAME: to FILE, or to standard output.

    It has a component of each flavor that is named, with what that requires filled in to be
    replaced. The orchestrator and the artifact store are local ones where none is named.
    """
    from stackls_core.catalog.errors import CatalogError
    from stackls_server.cli.catalog import catalog_here
    from stackls_server.cli.new_file import write_or_print
    from stackls_server.features.flavors import FlavorNotFound
    from stackls_server.features.stack_writing import Wanted, stack_text

    catalog = catalog_here(zenml_version, Path(file).absolute().parent if file else None)
    chosen = dict.fromkeys(catalog.imports.required, "local")
    chosen |= {kind: flavor for kind, flavor in flavors.items() if flavor}
    wanted = [Wanted(kind, chosen[kind]) for kind in COMPONENT_TYPES if kind in chosen]
    try:
        text, _ = stack_text(name, wanted, catalog)
    except (FlavorNotFound, CatalogError) as error:
        raise NotFound(str(error)) from error
    write_or_print(text, file)


COMMANDS: dict[str, click.Command] = {
    "set": set_stack,
    "new": new_stack,
    "register": register_stack,
    "update": update_stack,
    "remove-component": remove_component,
    "copy": copy_stack,
    "rename": rename_stack,
    "delete": delete_stack,
}
