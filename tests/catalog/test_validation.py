"""What is said of values without pydantic is what pydantic says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest

from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.model import Flavor
from stackls_core.schema.lax import validators_for
from stackls_core.schema.validation import Refused, is_taken_as_it_is, validated

CATALOG = Catalog([open_folder()])

VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 7, 10**30, 0.0, 1.5, -2.5, math.inf, math.nan),
    *("", "text", "5", "true", "gpu", "K\u00f6ln", "\ud800", "2030-01-31T08:00:00Z", "PT5M"),
    *([], ["a", "b"], [1, 2], ["a", 1], [["a"]], [None], [True]),
    *({}, {"a": "b"}, {"a": 1}, {1: "a"}, {"a": None}, {"a": {"b": "c"}}, {"\ud800": "a"}),
    *(
        {"resources": {"limits": {"cpu": "2"}}},
        {"image_pull_secrets": ["key"]},
        {"labels": {1: "a"}},
    ),
    *({"resources": {"limits": {"cpu": "2"}}, "nothing": 1}, [{"zone": "a"}], [{1: "a"}]),
    *(b"bytes", [b"bytes"]),
)


def flavors() -> Iterator[Flavor]:
    for component_type in CATALOG.types:
        for summary in CATALOG.flavors(component_type):
            flavor = CATALOG.flavor(component_type, summary.name)
            assert flavor is not None
            yield flavor


def test_what_is_taken_as_it_is_comes_back_from_pydantic_unchanged():
    taken = asked = 0
    for flavor in flavors():
        factory = validators_for(flavor.schema)
        for name, schema in flavor.schema.get("properties", {}).items():
            for value in VALUES:
                asked += 1
                if is_taken_as_it_is(flavor.schema, schema, value):
                    taken += 1
                    found = factory.validator(name).validate_python(value)
                    assert type(found) is type(value), name
                    assert found == value or repr(found) == repr(value), name
    assert taken > asked / 20, "so it saves something"


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 5}, 5),
        ({"type": "number", "exclusiveMinimum": 0}, 0.5),
        ({"type": "string", "format": "password"}, "text"),
        ({"type": "string"}, "K\u00f6ln"),
        ({"anyOf": [{"type": "null"}, {"$ref": "#/$defs/Size"}]}, "small"),
        ({"type": "array", "items": {"type": "boolean"}}, [True, False]),
        ({"type": "object", "additionalProperties": {"type": "string"}}, {"a": "b"}),
        ({"type": "object", "additionalProperties": True}, {"a": [1, None]}),
        ({"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"a": 1}),
    ],
)
def test_what_is_plain(schema: dict[str, Any], value: object):
    whole = {"properties": {"one": schema}, "$defs": {"Size": {"enum": ["small", "large"]}}}
    assert is_taken_as_it_is(whole, schema, value)
    assert validated(whole, "one", value) is value


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer", "minimum": 1}, 0),
        ({"type": "integer", "maximum": 5}, 5.5),
        ({"type": "number", "exclusiveMinimum": 0}, 0.0),
        ({"type": "boolean"}, "perhaps"),
        ({"type": "string"}, 5),
        ({"enum": ["small", "large"]}, "medium"),
        ({"type": "array", "items": {"type": "boolean"}}, [True, "perhaps"]),
        ({"type": "object", "additionalProperties": {"type": "string"}}, {"a": None}),
        ({"type": "object", "additionalProperties": True}, {1: "a"}),
        ({"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}, {}),
    ],
)
def test_what_pydantic_refuses(schema: dict[str, Any], value: object):
    whole = {"properties": {"one": schema}}
    assert not is_taken_as_it_is(whole, schema, value)
    with pytest.raises(Refused) as refused:
        validated(whole, "one", value)
    assert refused.value.details


def test_what_has_to_be_read_is_read():
    whole = {"properties": {"one": {"type": "integer"}, "two": {"type": "number"}}}
    assert (validated(whole, "one", "3"), validated(whole, "two", 3)) == (3, 3.0)
    assert isinstance(validated(whole, "two", 3), float)
    known = {"properties": {"one": {"type": "object", "properties": {"a": {"type": "integer"}}}}}
    assert validated(known, "one", {"a": 1, "b": 2}) == {"a": 1}
