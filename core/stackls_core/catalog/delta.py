"""What is different between two JSON objects, as one that people can read.

``-`` lists the keys that are gone, ``+`` has those that are new or have another value, ``~`` what
is different inside of objects that both have.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

Json = dict[str, Any]


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Json:
    """What makes ``after`` of ``before``; empty where they are equal."""
    gone = sorted(before.keys() - after.keys())
    new: Json = {}
    inside: Json = {}
    for key, value in after.items():
        if key not in before:
            new[key] = value
        elif not _same(before[key], value):
            if isinstance(value, dict) and isinstance(before[key], dict):
                inside[key] = difference(before[key], cast("Json", value))
            else:
                new[key] = value
    parts: Json = {"-": gone, "+": new, "~": inside}
    return {sign: part for sign, part in parts.items() if part}


def _same(one: Any, other: Any) -> bool:
    """Equal, also in type: 1 is neither true nor 1.0 in a schema."""
    if isinstance(one, dict) and isinstance(other, dict):
        left, right = cast("Json", one), cast("Json", other)
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    if isinstance(one, list) and isinstance(other, list):
        first, second = cast("list[Any]", one), cast("list[Any]", other)
        return len(first) == len(second) and all(map(_same, first, second))
    return type(cast("object", one)) is type(cast("object", other)) and one == other


def applied(delta: Mapping[str, Any], before: Mapping[str, Any]) -> Json:
    """``after``, made of ``before`` and its `difference`.

    Raises `KeyError` where the two do not fit.
    """
    gone = set(cast("list[str]", delta.get("-") or ()))
    if not gone <= before.keys():
        raise KeyError(*sorted(gone - before.keys()))
    after = {key: value for key, value in before.items() if key not in gone}
    after.update(cast("Json", delta.get("+") or {}))
    for key, inner in cast("dict[str, Json]", delta.get("~") or {}).items():
        after[key] = applied(inner, before[key])
    return after
