"""``workspace/executeCommand``: each command takes one JSON object and returns plain JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, cast

from pygls.exceptions import JsonRpcInvalidParams

from stackls_core.catalog.catalog import Catalog
from stackls_server.features.flavors import (
    FlavorNotFound,
    check_configuration,
    describe_flavor,
    list_flavors,
    list_types,
)
from stackls_server.lsp.handlers.arguments import (
    Arguments,
    CommandFailed,
    object_argument,
    reported_errors,
    required_text,
    text_argument,
)
from stackls_server.lsp.handlers.comparison_commands import COMPARISON_COMMANDS
from stackls_server.lsp.handlers.file_commands import FILE_COMMANDS
from stackls_server.lsp.handlers.folder_commands import FOLDER_COMMANDS
from stackls_server.lsp.handlers.stack_change_commands import STACK_CHANGE_COMMANDS
from stackls_server.lsp.handlers.stack_commands import STACK_COMMANDS
from stackls_server.lsp.handlers.ui_commands import UI_COMMANDS
from stackls_server.lsp.handlers.version_commands import VERSION_COMMANDS
from stackls_server.lsp.session import Session

Command: TypeAlias = Callable[[Session, Arguments], Any]
"""A command may be a coroutine function."""


def find_command(name: str) -> Command:
    """The command of that name. Raises `JsonRpcInvalidParams`."""
    command = COMMANDS.get(name)
    if command is None:
        raise JsonRpcInvalidParams(f"There is no command {name}.")
    return command


def single_argument(arguments: Sequence[Any] | None) -> Arguments:
    """The one JSON object that a command takes; none at all counts as an empty one.

    Raises `JsonRpcInvalidParams` for anything else.
    """
    if not arguments or (len(arguments) == 1 and arguments[0] is None):
        return {}
    first: Any = arguments[0]
    if len(arguments) > 1 or not isinstance(first, dict):
        raise JsonRpcInvalidParams("A stackls command takes one JSON object.")
    return cast("Arguments", first)


def _list_types(session: Session, arguments: Arguments) -> Any:
    return list_types(_catalog(session, arguments))


def _list_flavors(session: Session, arguments: Arguments) -> Any:
    component_type = text_argument(arguments, "type")
    try:
        return list_flavors(_catalog(session, arguments), component_type)
    except FlavorNotFound as error:
        raise CommandFailed(str(error)) from error


def _describe_flavor(session: Session, arguments: Arguments) -> Any:
    component_type = required_text(arguments, "type")
    name = required_text(arguments, "name")
    try:
        return describe_flavor(_catalog(session, arguments), component_type, name)
    except FlavorNotFound as error:
        raise CommandFailed(str(error)) from error


def _catalog(session: Session, arguments: Arguments) -> Catalog:
    """That of the open document that is named by its ``uri``, or else of a new one."""
    with reported_errors():
        return session.catalog_for(text_argument(arguments, "uri"))


async def _check_configuration(session: Session, arguments: Arguments) -> Any:
    component_type = required_text(arguments, "type")
    flavor = required_text(arguments, "flavor")
    given = object_argument(arguments, "configuration")
    try:
        return await session.run(
            check_configuration, _catalog(session, arguments), component_type, flavor, given
        )
    except FlavorNotFound as error:
        raise CommandFailed(str(error)) from error


COMMANDS: dict[str, Command] = {
    "stackls.listTypes": _list_types,
    "stackls.listFlavors": _list_flavors,
    "stackls.describeFlavor": _describe_flavor,
    "stackls.checkConfiguration": _check_configuration,
    **FILE_COMMANDS,
    **STACK_COMMANDS,
    **FOLDER_COMMANDS,
    **COMPARISON_COMMANDS,
    **STACK_CHANGE_COMMANDS,
    **UI_COMMANDS,
    **VERSION_COMMANDS,
}
