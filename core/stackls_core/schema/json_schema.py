"""From the JSON Schema of a configuration class to plain `Parameter` models.

Reads the subset that pydantic writes: ``$ref`` into ``$defs``, ``anyOf``, ``enum`` and ``const``,
``items``, ``prefixItems``, ``additionalProperties`` and numeric or length bounds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from stackls_core.schema.model import NO_DEFAULT, NOT_EMPTY, Deprecation, Kind, Parameter, Shape

Schema = Mapping[str, Any]

_MAX_DEPTH = 12
_SIMPLE = {
    "string": Kind.STRING,
    "integer": Kind.INTEGER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "null": Kind.NULL,
}
_BOUNDS = (
    ("minimum", "at least {}"),
    ("exclusiveMinimum", "more than {}"),
    ("maximum", "at most {}"),
    ("exclusiveMaximum", "less than {}"),
    ("minLength", "at least {} characters long"),
    ("maxLength", "at most {} characters long"),
    ("pattern", "of the form {}"),
)


def parameters_of(schema: Schema, facts: Schema) -> dict[str, Parameter]:
    """The parameters of a configuration, in the schema's order.

    ``facts`` are what the probe learned from the class beyond its schema; see `catalog`.
    """
    definitions = cast("dict[str, Schema]", schema.get("$defs", {}))
    reader = _Reader(definitions, _dict(facts, "nested_attribute_docs"))
    required = facts.get("required")
    names = cast("list[str]", required if required is not None else schema.get("required", []))
    return reader.properties(schema, names, _FieldFacts(facts))


class _FieldFacts:
    """What the probe says about the fields of one class."""

    def __init__(self, facts: Schema) -> None:
        self.sensitive = _names(facts, "sensitive")
        self.refuse_references = _names(facts, "refuse_secret_references")
        self.clear_text = _names(facts, "clear_text")
        self.deprecated = _dict(facts, "deprecated")
        self.docs = _dict(facts, "attribute_docs")


def _names(facts: Schema, key: str) -> frozenset[str]:
    return frozenset(cast("list[str]", facts.get(key) or ()))


def _dict(facts: Schema, key: str) -> dict[str, Any]:
    return cast("dict[str, Any]", facts.get(key) or {})


class _Reader:
    def __init__(self, definitions: Mapping[str, Schema], nested_docs: Mapping[str, Any]) -> None:
        self._definitions = definitions
        self._nested_docs = nested_docs

    def properties(
        self, schema: Schema, required: list[str], facts: _FieldFacts, depth: int = 0
    ) -> dict[str, Parameter]:
        found = cast("dict[str, Schema]", schema.get("properties", {}))
        return {
            name: self._parameter(name, field, name in required, facts, depth)
            for name, field in found.items()
        }

    def _parameter(
        self, name: str, field: Schema, required: bool, facts: _FieldFacts, depth: int
    ) -> Parameter:
        shape = self.shape(field, depth)
        deprecation: Deprecation | None = None
        known = facts.deprecated.get(name)
        if known is not None:
            message, replacement = known.get("message") or "", known.get("replacement")
            deprecation = Deprecation(message, replacement)
        elif field.get("deprecated"):
            deprecation = Deprecation()
        return Parameter(
            name=name,
            shape=shape,
            required=required,
            default=field.get("default", NO_DEFAULT),
            description=str(field.get("description") or facts.docs.get(name) or "").strip(),
            sensitive=name in facts.sensitive or bool(field.get("sensitive")) or shape.secret,
            refuses_secret_references=name in facts.refuse_references or name in facts.clear_text,
            deprecation=deprecation,
            examples=tuple(cast("list[Any]", field.get("examples") or ())),
        )

    def shape(self, schema: Schema, depth: int = 0) -> Shape:
        if depth > _MAX_DEPTH:
            return Shape(Kind.ANY)
        if "$ref" in schema:
            name = str(schema["$ref"]).rpartition("/")[2]
            return self._definition(name, depth)
        if "allOf" in schema and len(schema["allOf"]) == 1:
            return self.shape(schema["allOf"][0], depth + 1)
        for key in ("anyOf", "oneOf"):
            if key in schema:
                return _union(tuple(self.shape(option, depth + 1) for option in schema[key]))
        if "enum" in schema:
            return Shape(Kind.CHOICE, choices=tuple(schema["enum"]))
        if "const" in schema:
            return Shape(Kind.CHOICE, choices=(schema["const"],))
        return self._typed(schema, depth)

    def _definition(self, name: str, depth: int) -> Shape:
        schema = self._definitions.get(name)
        if schema is None:
            return Shape(Kind.ANY)
        shape = self.shape(schema, depth + 1)
        docs = cast("dict[str, str]", self._nested_docs.get(name) or {})
        if shape.kind is not Kind.OBJECT or not docs:
            return shape
        facts = _FieldFacts({"attribute_docs": docs})
        properties = self.properties(schema, schema.get("required", []), facts, depth + 1)
        return Shape(Kind.OBJECT, properties=properties, extra=shape.extra)

    def _typed(self, schema: Schema, depth: int) -> Shape:
        name = schema.get("type")
        if name == "string" and (choices := _alternatives(str(schema.get("pattern", "")))):
            return Shape(Kind.CHOICE, choices=choices)
        if name in _SIMPLE:
            form = str(schema.get("format") or "")
            secret = form == "password" or bool(schema.get("writeOnly"))
            return Shape(_SIMPLE[name], bounds=_bounds(schema), secret=secret, format=form)
        if name == "array":
            return Shape(Kind.LIST, item=self._item(schema, depth), bounds=_bounds(schema))
        if name == "object":
            return self._object(schema, depth)
        return Shape(Kind.ANY)

    def _item(self, schema: Schema, depth: int) -> Shape | None:
        if "items" in schema and isinstance(schema["items"], dict):
            return self.shape(cast("Schema", schema["items"]), depth + 1)
        if "prefixItems" in schema:
            return self.shape(schema["prefixItems"][0], depth + 1)
        return None

    def _object(self, schema: Schema, depth: int) -> Shape:
        additional: object = schema.get("additionalProperties")
        if "properties" in schema:
            extra = {True: "allow", False: "forbid"}.get(additional is True, "forbid")
            if additional is None:
                extra = "ignore"
            names = cast("list[str]", schema.get("required", []))
            properties = self.properties(schema, names, _FieldFacts({}), depth + 1)
            return Shape(Kind.OBJECT, properties=properties, extra=extra)
        value = None
        if isinstance(additional, dict):
            value = self.shape(cast("Schema", additional), depth + 1)
        return Shape(Kind.MAPPING, value=value)


def _union(options: tuple[Shape, ...]) -> Shape:
    if len(options) == 1:
        return options[0]
    return Shape(Kind.UNION, options=options, secret=any(option.secret for option in options))


_WORDS = re.compile(r"\^?\(?(?:\?:)?([\w-]+(?:\|[\w-]+)+)\)?\$?")


def _alternatives(pattern: str) -> tuple[str, ...]:
    """The words that a pattern like ``^TCP|HTTP$`` is for; none where it is another one."""
    match = _WORDS.fullmatch(pattern)
    return tuple(match[1].split("|")) if match is not None else ()


def _bounds(schema: Schema) -> tuple[str, ...]:
    words = [text.format(schema[key]) for key, text in _BOUNDS if key in schema]
    words = [NOT_EMPTY if word == "at least 1 characters long" else word for word in words]
    if "minItems" in schema and schema.get("minItems") == schema.get("maxItems"):
        words.append(f"exactly {schema['minItems']} of them")
    return tuple(words)
