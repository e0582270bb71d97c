"""The arguments of commands, and the error of those that fail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

Arguments: TypeAlias = "dict[str, Any]"
"""The one JSON object that a command takes."""


class CommandFailed(JsonRpcException):
    """A command could not do what it was asked for; the message is fit to show."""

    CODE = types.LSPErrorCodes.RequestFailed.value


def text_argument(arguments: Mapping[str, Any], name: str) -> str | None:
    """A text that may be left out. Raises `JsonRpcInvalidParams`."""
    value = arguments.get(name)
    if value is None or isinstance(value, str):
        return value
    raise JsonRpcInvalidParams(f"The argument {name} has to be a string.")


def required_text(arguments: Mapping[str, Any], name: str) -> str:
    """A text that has to be there. Raises `JsonRpcInvalidParams`."""
    value = text_argument(arguments, name)
    if value is None:
        raise JsonRpcInvalidParams(f"The argument {name} has to be a string.")
    return value


def flag_argument(arguments: Mapping[str, Any], name: str) -> bool:
    """A switch that is off when it is left out. Raises `JsonRpcInvalidParams`."""
    value = arguments.get(name)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise JsonRpcInvalidParams(f"The argument {name} has to be true or false.")
