"""pydantic validators for single parameters, built from the flavor's JSON Schema on first use.

ZenML validates a configuration with pydantic in lax mode: ``"3"`` is an integer, ``5`` is no text.
The same engine gives the same verdicts here. The validators are made from pydantic's core schema
rather than from model classes: one takes a fraction of a millisecond to build where a model class
of forty fields takes nine, and building only what a file uses is what keeps the first diagnostics
quick.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, cast

from pydantic_core import SchemaError, SchemaValidator, core_schema

Schema = Mapping[str, Any]

_MAX_DEPTH = 24
_OPAQUE_FORMATS = frozenset({"binary", "base64url"})
_TIMES: Mapping[str, Callable[[], core_schema.CoreSchema]] = {
    "date-time": core_schema.datetime_schema,
    "date": core_schema.date_schema,
    "time": core_schema.time_schema,
    "duration": core_schema.timedelta_schema,
}


class ValidatorFactory:
    """Validators for the parameters of one flavor; each is built when first asked for."""

    def __init__(self, schema: Schema) -> None:
        """``schema`` is the JSON Schema of the whole configuration."""
        self._definitions = cast("Mapping[str, Schema]", schema.get("$defs") or {})
        self._properties = cast("Mapping[str, Schema]", schema.get("properties") or {})
        self._validators: dict[str, SchemaValidator] = {}
        self.built = 0

    def validator(self, name: str) -> SchemaValidator:
        """The validator for the values of the parameter ``name``, which must exist."""
        if name not in self._validators:
            self.built += 1
            try:
                core = self._translate(self._properties[name], 0)
                self._validators[name] = SchemaValidator(core)
            except SchemaError:
                # a schema that cannot be translated must not produce findings
                self._validators[name] = SchemaValidator(core_schema.any_schema())
        return self._validators[name]

    def _translate(self, schema: Schema, depth: int) -> core_schema.CoreSchema:
        if depth > _MAX_DEPTH:
            return core_schema.any_schema()
        if "$ref" in schema:
            name = str(schema["$ref"]).rpartition("/")[2]
            return self._translate(self._definitions.get(name, {}), depth + 1)
        if "allOf" in schema and len(schema["allOf"]) == 1:
            return self._translate(schema["allOf"][0], depth + 1)
        for key in ("anyOf", "oneOf"):
            if key in schema:
                return self._union(schema[key], depth)
        if "enum" in schema:
            return core_schema.literal_schema(list(schema["enum"]))
        if "const" in schema:
            return core_schema.literal_schema([schema["const"]])
        return self._typed(schema, depth)

    def _union(self, options: list[Schema], depth: int) -> core_schema.CoreSchema:
        nullable = any(option.get("type") == "null" for option in options)
        inner: list[core_schema.CoreSchema | tuple[core_schema.CoreSchema, str]] = [
            self._translate(option, depth + 1) for option in options if option.get("type") != "null"
        ]
        if not inner:
            return core_schema.none_schema()
        union = core_schema.union_schema(inner)
        return core_schema.nullable_schema(union) if nullable else union

    def _typed(self, schema: Schema, depth: int) -> core_schema.CoreSchema:
        name = schema.get("type")
        if name == "string":
            if schema.get("format") in _TIMES:
                return _TIMES[schema["format"]]()
            if schema.get("format") in _OPAQUE_FORMATS:
                return core_schema.any_schema()
            return core_schema.str_schema(
                pattern=schema.get("pattern"),
                min_length=schema.get("minLength"),
                max_length=schema.get("maxLength"),
            )
        if name == "integer":
            return core_schema.int_schema(**_numeric_bounds(schema))
        if name == "number":
            return core_schema.float_schema(**_numeric_bounds(schema))
        if name == "boolean":
            return core_schema.bool_schema()
        if name == "null":
            return core_schema.none_schema()
        if name == "array":
            return self._array(schema, depth)
        if name == "object":
            return self._object(schema, depth)
        return core_schema.any_schema()

    def _array(self, schema: Schema, depth: int) -> core_schema.CoreSchema:
        if "prefixItems" in schema:
            items = [self._translate(item, depth + 1) for item in schema["prefixItems"]]
            return core_schema.tuple_schema(items)
        item: object = schema.get("items")
        inner = self._translate(cast("Schema", item), depth + 1) if isinstance(item, dict) else None
        lengths = {"min_length": schema.get("minItems"), "max_length": schema.get("maxItems")}
        if schema.get("uniqueItems"):
            return core_schema.set_schema(inner, **lengths)
        return core_schema.list_schema(inner, **lengths)

    def _object(self, schema: Schema, depth: int) -> core_schema.CoreSchema:
        additional: object = schema.get("additionalProperties")
        if "properties" not in schema:
            values = None
            if isinstance(additional, dict):
                values = self._translate(cast("Schema", additional), depth + 1)
            return core_schema.dict_schema(core_schema.str_schema(), values)
        required = cast("list[str]", schema.get("required") or [])
        fields = {
            name: core_schema.typed_dict_field(
                self._translate(field, depth + 1), required=name in required
            )
            for name, field in cast("dict[str, Schema]", schema["properties"]).items()
        }
        extra = "forbid" if additional is False else "ignore"
        return core_schema.typed_dict_schema(fields, extra_behavior=extra)


def _numeric_bounds(schema: Schema) -> dict[str, Any]:
    names = (
        ("ge", "minimum"),
        ("gt", "exclusiveMinimum"),
        ("le", "maximum"),
        ("lt", "exclusiveMaximum"),
        ("multiple_of", "multipleOf"),
    )
    return {keyword: schema[name] for keyword, name in names if name in schema}


class _ByIdentity:
    """Lets a schema be the key of a cache: schemas are immutable but not hashable."""

    __slots__ = ("schema",)

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def __hash__(self) -> int:
        return id(self.schema)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.schema is self.schema


def validators_for(schema: Schema) -> ValidatorFactory:
    """The factory for ``schema``; one per schema object, kept for as long as the process lives."""
    return _factory(_ByIdentity(schema))


@lru_cache(maxsize=512)
def _factory(key: _ByIdentity) -> ValidatorFactory:
    return ValidatorFactory(key.schema)
