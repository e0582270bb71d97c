"""Checking and comparing configurations that are plain values, not text in a file.

The rules of `stackls_core.analysis` look at YAML nodes, because they point at places. Nodes
without places are made here from the values a store keeps, so that there is one set of rules.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from stackls_core.catalog.configuration import configuration_problems
from stackls_core.catalog.model import Flavor
from stackls_core.registry.plain import plain
from stackls_core.schema.problems import Problem
from stackls_core.schema.validation import validated
from stackls_core.suggest import nearest
from stackls_core.yamltree.nodes import Entry, Node, Scalar, Sequence
from stackls_core.yamltree.nodes import Mapping as MappingNode
from stackls_core.yamltree.values import parse_secret_reference

_TAG = "tag:yaml.org,2002:"


def problems_of(flavor: Flavor, configuration: Mapping[str, Any]) -> list[str]:
    """What ZenML refuses about ``configuration``, one sentence each; empty when it is fine."""
    return [message for _, message in problems_by_parameter(flavor, configuration)]


def problems_by_parameter(
    flavor: Flavor, configuration: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """The same with the parameter that each is about, which is empty where it is none."""
    mapping = node_of(configuration)
    assert isinstance(mapping, MappingNode)
    return [
        (str(problem.path[0]) if problem.path else "", _words(problem))
        for problem in configuration_problems(flavor, mapping)
    ]


def _words(problem: Problem) -> str:
    meant = nearest(str(problem.path[-1]), problem.candidates) if problem.candidates else None
    return f"{problem.message} Did you mean {meant}?" if meant else problem.message


def node_of(value: object) -> Node:
    """``value`` as a YAML node that `stackls_core.yamltree.values.to_value` reads back."""
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        return MappingNode(0, 0, [Entry(node_of(key), node_of(item)) for key, item in items], True)
    if isinstance(value, (list, tuple, set, frozenset)):
        return Sequence(0, 0, [node_of(item) for item in cast("Iterable[object]", value)], True)
    return _scalar(value)


def _scalar(value: object) -> Scalar:
    if value is None:
        return Scalar(0, 0, "null", "", _TAG + "null")
    if isinstance(value, bool):
        return Scalar(0, 0, "true" if value else "false", "", _TAG + "bool")
    if isinstance(value, int):
        return Scalar(0, 0, str(value), "", _TAG + "int")
    if isinstance(value, float):
        return Scalar(0, 0, _float_text(value), "", _TAG + "float")
    if isinstance(value, date):
        return Scalar(0, 0, value.isoformat(), "", _TAG + "timestamp")
    if isinstance(value, bytes):
        return Scalar(0, 0, base64.b64encode(value).decode("ascii"), "", _TAG + "binary")
    return Scalar(0, 0, str(value), "'")


def _float_text(value: float) -> str:
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    return repr(value)


def normalized(flavor: Flavor, configuration: Mapping[str, Any]) -> dict[str, Any]:
    """``configuration`` with the values that ZenML would keep for those that are given.

    Mirrors what ``zenml.client.Client.create_stack_component`` stores: JSON text for a list or a
    mapping is read, and pydantic's lax conversions are done. A value that is refused stays.
    """
    return {name: _normal(flavor, name, value) for name, value in configuration.items()}


def _normal(flavor: Flavor, name: str, value: object) -> Any:
    value = plain(value)
    if name not in flavor.parameters or parse_secret_reference(value) is not None:
        return value
    if isinstance(value, str) and name in flavor.json_fields:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return value
    if isinstance(value, str) and name == "path" and flavor.schemes:
        # BaseArtifactStoreConfig strips quotes
        return value.strip("'\"`")
    try:
        converted = validated(flavor.schema, name, value)
    except (ValueError, TypeError, RecursionError, OverflowError):
        return value
    return _merged(value, plain(converted))


def _merged(given: object, converted: object) -> Any:
    """The conversion, but with the nested keys that the schema does not know."""
    if isinstance(given, dict) and isinstance(converted, dict):
        known = cast("dict[str, object]", converted)
        items = cast("dict[str, object]", given).items()
        return {key: _merged(item, known[key]) if key in known else item for key, item in items}
    if isinstance(given, list) and isinstance(converted, list):
        pairs = cast("list[object]", given), cast("list[object]", converted)
        if len(pairs[0]) == len(pairs[1]):
            return [_merged(one, other) for one, other in zip(*pairs, strict=True)]
    return cast("Any", converted)
