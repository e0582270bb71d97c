"""Whether a parameter takes a value: by pydantic's lax rules, imported for what is not plain.

Most values are of the very type that is asked for, and nobody has to ask pydantic about those.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Schema = Mapping[str, Any]

_MAX_DEPTH = 24
_TYPES: Mapping[type, str] = {int: "integer", float: "number", bool: "boolean"}
_BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": operator.ge,
    "exclusiveMinimum": operator.gt,
    "maximum": operator.le,
    "exclusiveMaximum": operator.lt,
}
_LIMITS = frozenset(
    {
        *("pattern", "minLength", "maxLength", "multipleOf"),
        *("minItems", "maxItems", "uniqueItems", "prefixItems"),
    }
)
"""What a schema may say besides the type, and is left to pydantic."""
_PASSWORD = "password"  # noqa: S105 - the format of text that is not shown


class Refused(ValueError):
    """A value that is not of the type; ``details`` say why, as pydantic puts it."""

    def __init__(self, details: list[ErrorDetails]) -> None:
        super().__init__("the value is not of the type")
        self.details = details


def validated(schema: Schema, name: str, value: object) -> Any:
    """What ``value`` is read as by the parameter ``name`` of a configuration with this JSON Schema.

    Raises `Refused`, and for what cannot be looked at ``ValueError``, ``TypeError``,
    ``RecursionError`` or ``OverflowError``.
    """
    if is_taken_as_it_is(schema, schema["properties"][name], value):
        return value
    from pydantic_core import ValidationError

    from stackls_core.schema.lax import validators_for

    try:
        return validators_for(schema).validator(name).validate_python(value)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False, include_context=False)
    raise Refused(details)


def is_taken_as_it_is(whole: Schema, schema: Schema, value: object, depth: int = 0) -> bool:
    """Whether ``value`` is plainly of the type, so that pydantic would give it back unchanged.

    ``schema`` is a part of the ``whole`` one, which has the definitions. No is no verdict.
    """
    if depth > _MAX_DEPTH:
        return False
    options = _options(whole, schema)
    if options is not None:
        return any(is_taken_as_it_is(whole, one, value, depth + 1) for one in options)
    if "enum" in schema:
        return isinstance(value, str) and value in schema["enum"]
    if "const" in schema or not _LIMITS.isdisjoint(schema):
        return False
    kind = schema.get("type")
    if kind is None:
        return True
    if value is None:
        return kind == "null"
    if isinstance(value, str):
        return (
            kind == "string" and schema.get("format", _PASSWORD) == _PASSWORD and _is_clear(value)
        )
    inside = _inside(kind, schema, value)
    if inside is not None:
        return all(is_taken_as_it_is(whole, below, one, depth + 1) for below, one in inside)
    return _TYPES.get(type(value)) == kind and _is_within(schema, value)


def _is_within(schema: Schema, value: object) -> bool:
    return all(holds(value, schema[name]) for name, holds in _BOUNDS.items() if name in schema)


def _options(whole: Schema, schema: Schema) -> list[Schema] | None:
    """The schemas that one stands for; ``None`` where it stands for itself."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        found: object = cast("Schema", whole.get("$defs") or {}).get(name)
        return [cast("Schema", found)] if isinstance(found, dict) else []
    if "allOf" in schema:
        return schema["allOf"] if len(schema["allOf"]) == 1 else []
    return schema.get("anyOf", schema.get("oneOf"))


def _inside(kind: object, schema: Schema, value: object) -> list[tuple[Schema, object]] | None:
    """What a list or a mapping holds, each with its schema; ``None`` for anything else."""
    if kind == "array" and isinstance(value, list):
        return [(_schema(schema.get("items")), one) for one in cast("list[object]", value)]
    if kind != "object" or not isinstance(value, dict):
        return None
    entries = cast("dict[object, object]", value)
    if not all(_is_clear(key) for key in entries):
        return None
    if "properties" not in schema:
        each = _schema(schema.get("additionalProperties"))
        return [(each, one) for one in entries.values()]
    known = cast("dict[object, Schema]", schema["properties"])
    is_whole = all(name in entries for name in schema.get("required", ()))
    if not is_whole or not all(key in known for key in entries):
        return None  # what is missing is refused, and what is not known dropped
    return [(known[key], one) for key, one in entries.items()]


def _schema(written: object) -> Schema:
    """What is written for the things inside; nothing is asked of them where that is no schema."""
    return cast("Schema", written) if isinstance(written, dict) else {}


def _is_clear(value: object) -> bool:
    """Whether it is text that surely can be written as UTF-8."""
    return isinstance(value, str) and (value.isascii() or value.isprintable())
