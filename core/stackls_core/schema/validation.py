"""Whether a parameter takes a value: by pydantic's lax rules, imported for what is not plain.

Most values are of the very type that is asked for, and nobody has to ask pydantic about those.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Schema = Mapping[str, Any]

_MAX_DEPTH = 24
_TYPES: Mapping[type, str] = {int: "integer", float: "number", bool: "boolean"}
_LIMITS = frozenset(
    {
        *("pattern", "minLength", "maxLength"),
        *("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"),
        *("minItems", "maxItems", "uniqueItems", "prefixItems", "properties"),
    }
)
"""What a schema may say besides the type."""
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
    if value is None:
        return kind == "null"
    if isinstance(value, str):
        return (
            kind == "string" and schema.get("format", _PASSWORD) == _PASSWORD and _is_clear(value)
        )
    inside = _inside(kind, schema, value)
    if inside is not None:
        return all(is_taken_as_it_is(whole, below, one, depth + 1) for below, one in inside)
    return kind is not None and _TYPES.get(type(value)) == kind


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
    """What a list or a mapping with free keys holds, each with its schema; ``None`` for others."""
    if kind == "array" and isinstance(value, list):
        item: object = schema.get("items")
        return [(_schema(item), one) for one in cast("list[object]", value)]
    if kind == "object" and isinstance(value, dict):
        each: object = schema.get("additionalProperties")
        items = cast("dict[object, object]", value).items()
        return [(_schema(each) if _is_clear(key) else {}, one) for key, one in items]
    return None


def _schema(written: object) -> Schema:
    return cast("Schema", written) if isinstance(written, dict) else {}


def _is_clear(value: object) -> bool:
    """Whether it is text that surely can be written as UTF-8."""
    return isinstance(value, str) and value.isascii()
