"""Changes to the value of one parameter: wrong and unusual types, YAML 1.1, secret references.

Each change names the shapes it applies to and makes the value from the parameter's schema.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .catalog import FlavorSchema, Schema
from .deep_mutations import PLACE_CHANGES, deep
from .document import Draft, need
from .render import Raw
from .values import REFERENCE, nested_object, value
from .yaml_words import WORDS

ValueChange = Callable[[Draft, Schema], Any]


def _one_of(*values: Any) -> ValueChange:
    return lambda draft, _shape: draft.rng.choice(values)


def _beyond(key: str, exclusive: str, step: int) -> ValueChange:
    def change(_draft: Draft, shape: Schema) -> Any:
        if key in shape:
            return shape[key] + step
        need(exclusive in shape)
        return shape[exclusive]

    return change


def _enum_in_other_case(draft: Draft, shape: Schema) -> Any:
    choices = [choice.swapcase() for choice in shape["enum"] if isinstance(choice, str)]
    return draft.rng.choice(choices)


def _items(draft: Draft, shape: Schema) -> Schema:
    items = shape.get("items")
    need(items)
    return draft.flavor.resolve(items)


def _wrong_items(draft: Draft, shape: Schema) -> Any:
    kind = _items(draft, shape).get("type")
    need(kind)
    return [
        draft.rng.choice({"string": (5, None, ["a"]), "object": ("a", 5)}.get(kind, ("a", None)))
    ]


def _wrong_arity(draft: Draft, shape: Schema) -> Any:
    need("prefixItems" in shape)
    return draft.rng.choice(([1], [1, 2, 3], []))


def _free_values(draft: Draft, shape: Schema) -> Schema:
    free = shape.get("additionalProperties")
    need(isinstance(free, dict) and "properties" not in shape)
    return draft.flavor.resolve(free)


def _wrong_mapping_values(draft: Draft, shape: Schema) -> Any:
    kind = _free_values(draft, shape).get("type")
    need(kind)
    return {"stage": draft.rng.choice({"string": (5, True, None, ["a"])}.get(kind, ("a", None)))}


def _lax_mapping_values(draft: Draft, shape: Schema) -> Any:
    kind = _free_values(draft, shape).get("type")
    need(kind in ("integer", "number", "boolean"))
    return {"stage": "1"}


_ODD = (
    *("2024-05-01", "2024-05-01T10:00:00Z", ".inf", ".nan", "!!binary aGVsbG8=", "!!binary gIGC"),
    *("!!set {a, b}", "!!omap [a: 1]", "!!pairs [a: 1]", "{1: a, null: b, true: c}", "{[1]: a}"),
    *("{2024-05-01: a}", "12:30", "0123", "{{vault.token}}", "'{{vault.token}}'", "[[], [null]]"),
    *("{a: {b: {c: [1, {d: ~}]}}}", "1e400", "-9223372036854775809", r'"\\0"', "&x [1]"),
)


def _odd_inside(draft: Draft, shape: Schema) -> Any:
    """A value out of the ordinary where anything may stand."""
    inner = Raw(draft.rng.choice(_ODD))
    if shape.get("additionalProperties") in (True, {}):
        return {"stage": inner}
    items = draft.flavor.resolve(shape.get("items", {}))
    need(items.get("additionalProperties") in (True, {}))
    return [{"stage": inner}]


def _json_of(draft: Draft, _shape: Schema) -> Any:
    need(draft.parameter)
    plain = value(draft.flavor, draft.parameter or "", draft.rng)
    need(isinstance(plain, (list, dict)))
    return json.dumps(plain)


def _nested_schema(draft: Draft, shape: Schema) -> tuple[Schema, Callable[[Any], Any]]:
    """The object inside a parameter, and how to wrap one: as it is, or in a list."""
    if "properties" in shape:
        return shape, lambda each: each
    items = draft.flavor.resolve(shape.get("items", {}))
    need("properties" in items)
    return items, lambda each: [each]


def _nested(change: Callable[[Draft, dict[str, Any], Schema], None]) -> ValueChange:
    def apply(draft: Draft, shape: Schema) -> Any:
        schema, wrap = _nested_schema(draft, shape)
        inner = nested_object(draft.flavor, schema, draft.rng)
        change(draft, inner, schema)
        return wrap(inner)

    return apply


def _nested_as_is(_draft: Draft, _inner: dict[str, Any], _schema: Schema) -> None:
    """A nested object that is right."""


def _nested_wrong(draft: Draft, inner: dict[str, Any], schema: Schema) -> None:
    name = draft.rng.choice(sorted(schema["properties"]))
    inner[name] = draft.rng.choice(
        (5, "text", [5], {"a": 5}, True, None, 2.5, [{"name": 5}], {"a": {"b": 5}})
    )


def _nested_extra(_draft: Draft, inner: dict[str, Any], _schema: Schema) -> None:
    inner["no_such_field"] = 1


def _nested_missing(draft: Draft, inner: dict[str, Any], schema: Schema) -> None:
    need(schema.get("required"))
    inner.pop(draft.rng.choice(schema["required"]))


def _nested_null(draft: Draft, inner: dict[str, Any], schema: Schema) -> None:
    inner[draft.rng.choice(sorted(schema["properties"]))] = None


def _nested_json(draft: Draft, shape: Schema) -> Any:
    schema, wrap = _nested_schema(draft, shape)
    return json.dumps(wrap(nested_object(draft.flavor, schema, draft.rng)))


_SCALARS = ("string", "integer", "number", "boolean", "enum")
_COLLECTIONS = ("array", "object")
_EVERY = (*_SCALARS, *_COLLECTIONS, "any")

VALUES: dict[str, tuple[tuple[str, ...], ValueChange]] = {
    "values/null": (_EVERY, _one_of(None)),
    "values/list-for-scalar": (_SCALARS, _one_of(["a"], [])),
    "values/mapping-for-scalar": (_SCALARS, _one_of({"a": 1}, {})),
    "values/empty-text": (_EVERY, _one_of("")),
    "values/other-scalar": (
        _EVERY,
        _one_of(5, -1, 0, 2.5, 3.0, "text", "3", "3.5", "true", True, False, "null", 10**30),
    ),
    "values/number-for-text": (("string",), _one_of(5, 1.5, 0, 10**30)),
    "values/truth-for-text": (("string",), _one_of(True, Raw("yes"), Raw("off"))),
    "values/date-for-text": (("string",), _one_of(Raw("2024-05-01"), Raw("2024-05-01T10:00:00Z"))),
    "values/text": (("string",), _one_of("text", " spaced ", "größe 🚲", "a\nb", "x" * 5000, "#5")),
    "values/text-for-integer": (("integer",), _one_of("3", " 3 ", "3.0", "1_000", "+7", "007")),
    "values/bad-text-for-integer": (("integer",), _one_of("three", "3.5", "0x1F", "1e3", "3 GB")),
    "values/float-for-integer": (("integer",), _one_of(3.0, 100.0)),
    "values/fraction-for-integer": (("integer",), _one_of(3.5, 0.1, Raw(".inf"), Raw(".nan"))),
    "values/truth-for-integer": (("integer", "number"), _one_of(True, False)),
    "values/huge-integer": (("integer", "number"), _one_of(10**18, -(10**18), 10**40)),
    "values/below-minimum": (("integer", "number"), _beyond("minimum", "exclusiveMinimum", -1)),
    "values/above-maximum": (("integer", "number"), _beyond("maximum", "exclusiveMaximum", 1)),
    "values/text-for-number": (("number",), _one_of("2.5", "1e3", "nan", "Infinity", " 7 ")),
    "values/bad-text-for-number": (("number",), _one_of("2,5", "a lot", "2.5s")),
    "values/infinity-for-number": (("number",), _one_of(Raw(".inf"), Raw("-.inf"), Raw(".nan"))),
    "values/word-for-truth": (
        ("boolean",),
        _one_of("yes", "on", "1", "TRUE", "t", "Off", "n", "false"),
    ),
    "values/bad-word-for-truth": (("boolean",), _one_of("maybe", "2", " true ", "enabled", "ja")),
    "values/number-for-truth": (("boolean",), _one_of(1, 0, 1.0, 0.0)),
    "values/bad-number-for-truth": (("boolean",), _one_of(2, -1, 0.5)),
    "values/unknown-choice": (("enum",), _one_of("no-such-choice", 1, True)),
    "values/choice-in-other-case": (("enum",), _enum_in_other_case),
    "values/text-for-list": (("array",), _one_of("a", "a,b", "- a")),
    "values/number-for-list": (("array",), _one_of(5, True)),
    "values/mapping-for-list": (("array",), _one_of({"a": 1}, {})),
    "values/wrong-items": (("array",), _wrong_items),
    "values/wrong-arity": (("array",), _wrong_arity),
    "values/text-for-mapping": (("object",), _one_of("a", "a=b", "a: b")),
    "values/number-for-mapping": (("object",), _one_of(5, False)),
    "values/list-for-mapping": (("object",), _one_of(["a"], [], [["a", "b"]], [{"a": "b"}])),
    "values/wrong-mapping-values": (("object",), _wrong_mapping_values),
    "values/lax-mapping-values": (("object",), _lax_mapping_values),
    "values/number-as-mapping-key": (("object",), _one_of({1: "a"}, {True: "a"}, {1.5: "a"})),
    "values/odd-inside": (_COLLECTIONS, _odd_inside),
    "values/json-text": (_COLLECTIONS, _json_of),
    "values/json-of-another-shape": (
        _COLLECTIONS,
        _one_of("[5]", '{"a": [1]}', "5", "null", '"a"', "true"),
    ),
    "values/bad-json": (_COLLECTIONS, _one_of("{a: 1}", "['a']", "[1,", "{'a': 1}")),
    "values/placeholder": (("string",), _one_of("${VALUE}", "$VALUE", "${VALUE:-x}")),
    "nested/right": (_COLLECTIONS, _nested(_nested_as_is)),
    "nested/wrong-value": (_COLLECTIONS, _nested(_nested_wrong)),
    "nested/extra-key": (_COLLECTIONS, _nested(_nested_extra)),
    "nested/missing-key": (_COLLECTIONS, _nested(_nested_missing)),
    "nested/null": (_COLLECTIONS, _nested(_nested_null)),
    "nested/json": (_COLLECTIONS, _nested_json),
}

# Secret references, whole and in part, on whatever parameter comes along.
_REFERENCES: dict[str, tuple[Any, ...]] = {
    "secrets/reference": (REFERENCE,),
    "secrets/spaces": ("{{ vault.token }}", "{{vault. token}}", " {{vault.token}}"),
    "secrets/no-key": ("{{vault}}", "{{vault.}}", "{{.token}}", "{{}}"),
    "secrets/inside-text": ("https://{{vault.token}}/x", "{{vault.token}}{{vault.token}}"),
    "secrets/nested-dots": ("{{vault.a.b}}",),
    "secrets/one-brace": ("{vault.token}",),
    "secrets/in-list": ([REFERENCE],),
    "secrets/in-mapping": ({"a": REFERENCE},),
    "secrets/unquoted": (Raw("{{vault.token}}"), Raw("{{ vault.token }}")),
    "secrets/no-such-secret": ("{{absent.token}}",),
}

for _label, _texts in WORDS.items():
    VALUES[_label] = (_EVERY, _one_of(*map(Raw, _texts)))
for _label, _values in _REFERENCES.items():
    VALUES[_label] = (_EVERY, _one_of(*_values))
for _name, _change in PLACE_CHANGES.items():
    VALUES[f"deep/{_name}"] = (_COLLECTIONS, deep(_change))


def kind_of(shape: Schema) -> str:
    """The shape's kind as `VALUES` names it."""
    if "enum" in shape or "const" in shape:
        return "enum"
    return str(shape.get("type", "any"))


def change_value(label: str, draft: Draft) -> None:
    """Give the draft's parameter the value that the label stands for."""
    parameter = draft.parameter
    need(parameter)
    kinds, change = VALUES[label]
    shapes = [s for s in _shapes(draft.flavor, parameter or "") if kind_of(s) in kinds]
    need(shapes)
    content = change(draft, draft.rng.choice(shapes))
    if isinstance(content, Raw) and ("\n" in content.text or "&" in content.text):
        draft.restyle(flow=0.0)
    draft.configuration[parameter] = content


def _shapes(flavor: FlavorSchema, parameter: str) -> list[Schema]:
    options = flavor.options(flavor.parameters[parameter])
    return [option for option in options if option.get("type") != "null"] or options
