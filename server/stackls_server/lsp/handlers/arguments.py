"""The arguments of commands, and the error of those that fail."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from stackls_core.catalog.errors import CatalogError
from stackls_core.registry.errors import StoreError
from stackls_server.lsp.registry.waiting import RequestCancelled

Arguments: TypeAlias = "dict[str, Any]"
"""The one JSON object that a command takes."""


class CommandFailed(JsonRpcException):
    """A command could not do what it was asked for; the message is fit to show."""

    CODE = types.LSPErrorCodes.RequestFailed.value


@contextmanager
def reported_errors() -> Generator[None, None, None]:
    """A store's errors as those of a command: with their own words, and their code as data."""
    try:
        yield
    except StoreError as error:
        raise CommandFailed(str(error), data={"code": error.code}) from error
    except CatalogError as error:
        raise CommandFailed(str(error)) from error
    except RequestCancelled as error:
        code = types.LSPErrorCodes.RequestCancelled.value
        raise JsonRpcException("It was cancelled.", code) from error


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


def number_argument(arguments: Mapping[str, Any], name: str) -> int | None:
    """A whole number that may be left out. Raises `JsonRpcInvalidParams`."""
    value = arguments.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise JsonRpcInvalidParams(f"The argument {name} has to be a whole number.")


def texts_argument(arguments: Mapping[str, Any], name: str) -> list[str]:
    """A list of strings that is empty when it is left out. Raises `JsonRpcInvalidParams`."""
    value: object = arguments.get(name)
    if value is None:
        return []
    items = cast("list[object]", value) if isinstance(value, list) else [None]
    if not all(isinstance(item, str) for item in items):
        raise JsonRpcInvalidParams(f"The argument {name} has to be a list of strings.")
    return cast("list[str]", items)


def objects_argument(arguments: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of JSON objects that has to be there. Raises `JsonRpcInvalidParams`."""
    value: object = arguments.get(name)
    items = cast("list[object]", value) if isinstance(value, list) else [None]
    if not all(isinstance(item, dict) for item in items):
        raise JsonRpcInvalidParams(f"The argument {name} has to be a list of objects.")
    return cast("list[dict[str, Any]]", items)


def object_argument(arguments: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A JSON object that is empty when it is left out. Raises `JsonRpcInvalidParams`."""
    value: object = arguments.get(name)
    if value is None:
        return {}
    if isinstance(value, dict):
        return cast("dict[str, Any]", value)
    raise JsonRpcInvalidParams(f"The argument {name} has to be an object.")
