"""``workspace/executeCommand``: each command takes one JSON object and returns plain JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from stackls_server.features.flavors import FlavorNotFound, describe_flavor, list_flavors
from stackls_server.lsp.session import Session

Arguments: TypeAlias = "dict[str, Any]"
Command: TypeAlias = Callable[[Session, Arguments], Any]
"""A command may be a coroutine function."""


class CommandFailed(JsonRpcException):
    """A command could not do what it was asked for; the message is fit to show."""

    CODE = types.LSPErrorCodes.RequestFailed.value


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


def _text(arguments: Arguments, name: str, *, required: bool) -> str | None:
    value = arguments.get(name)
    if isinstance(value, str) or (value is None and not required):
        return value
    raise JsonRpcInvalidParams(f"The argument {name} has to be a string.")


def _list_flavors(session: Session, arguments: Arguments) -> Any:
    component_type = _text(arguments, "type", required=False)
    try:
        return list_flavors(session.registry, component_type)
    except FlavorNotFound as error:
        raise CommandFailed(str(error)) from error


def _describe_flavor(session: Session, arguments: Arguments) -> Any:
    component_type = _text(arguments, "type", required=True) or ""
    name = _text(arguments, "name", required=True) or ""
    try:
        return describe_flavor(session.registry, component_type, name)
    except FlavorNotFound as error:
        raise CommandFailed(str(error)) from error


COMMANDS: dict[str, Command] = {
    "stackls.listFlavors": _list_flavors,
    "stackls.describeFlavor": _describe_flavor,
}
