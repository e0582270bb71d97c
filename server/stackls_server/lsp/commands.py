"""``workspace/executeCommand``: each command takes one JSON object and returns plain JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, cast

from pygls.exceptions import JsonRpcInvalidParams

from stackls_server.features.flavors import FlavorNotFound, describe_flavor, list_flavors
from stackls_server.lsp.session import Session

Arguments: TypeAlias = "dict[str, Any]"
Command: TypeAlias = Callable[[Session, Arguments], Any]


def single_argument(arguments: Sequence[Any]) -> Arguments:
    """The one JSON object that a command takes; none at all counts as an empty one.

    Raises `JsonRpcInvalidParams` for anything else.
    """
    if not arguments or arguments[0] is None:
        return {}
    first: Any = arguments[0]
    if len(arguments) > 1 or not isinstance(first, dict):
        raise JsonRpcInvalidParams("A stackls command takes one JSON object.")
    return cast("Arguments", first)


def _list_flavors(session: Session, arguments: Arguments) -> Any:
    component_type = arguments.get("type")
    try:
        return list_flavors(session.registry, component_type)
    except FlavorNotFound as error:
        raise JsonRpcInvalidParams(str(error)) from error


def _describe_flavor(session: Session, arguments: Arguments) -> Any:
    component_type, name = arguments.get("type"), arguments.get("name")
    try:
        return describe_flavor(session.registry, str(component_type or ""), str(name or ""))
    except FlavorNotFound as error:
        raise JsonRpcInvalidParams(str(error)) from error


COMMANDS: dict[str, Command] = {
    "stackls.listFlavors": _list_flavors,
    "stackls.describeFlavor": _describe_flavor,
}
