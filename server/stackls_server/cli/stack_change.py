"""``stackls stack set|register|copy|rename|delete``: changing stacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from stackls_core.catalog.component_types import (
    COMPONENT_TYPES,
    command_of,
    label_of,
    type_of_command,
)
from stackls_server.cli import completing
from stackls_server.cli.stack_store import Opener, confirm, say, store_option, yes_option

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


def _component_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """An option for each component type, with the short name that ZenML gives it."""
    for component_type in reversed(COMPONENT_TYPES):
        dashed = f"--{command_of(component_type)}"
        underscored = f"--{component_type}"
        names = dict.fromkeys((_SHORT[component_type], dashed, underscored))
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


COMMANDS: dict[str, click.Command] = {
    "set": set_stack,
    "register": register_stack,
    "copy": copy_stack,
    "rename": rename_stack,
    "delete": delete_stack,
}
