"""What differs between two configurations, field by field, with secrets hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, cast

from stackls_core.budget import go_on
from stackls_core.catalog.model import Flavor
from stackls_core.registry.attributes import Attributes, shown_labels
from stackls_core.registry.plain import same_value
from stackls_core.registry.secrets import masked


class FieldAction(str, Enum):
    """What happens to a field."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


@dataclass(frozen=True)
class FieldChange:
    """A field that differs. ``before`` and ``after`` are fit to show: secrets are hidden.

    ``keys`` lead to it, below the configuration or, for an attribute, below the thing itself.
    """

    path: str
    action: FieldAction
    before: Any = None
    after: Any = None
    keys: tuple[str, ...] = field(default=(), compare=False)
    is_attribute: bool = field(default=False, compare=False)


_ABSENT: Any = object()


def field_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], flavor: Flavor | None
) -> tuple[FieldChange, ...]:
    """The fields in which ``after`` differs from ``before``, nested ones by their dotted path."""
    pairs = _Pair(before, masked(before, flavor)), _Pair(after, masked(after, flavor))
    return tuple(_changes((), *pairs))


def attribute_changes(before: Attributes, after: Attributes) -> tuple[FieldChange, ...]:
    """The same of attributes: of those in ``after``, what is not as it is ``before``.

    The names of secrets are none; the values of variables and labels may be.

    Labels that stackls sets for itself are not spoken of.
    """
    old = _without_own_labels({name: before.get(name) for name in after})
    new = _without_own_labels(after)
    found: list[FieldChange] = []
    for name in new:
        pairs = _attribute(name, old), _attribute(name, new)
        if any(pair.value is not _ABSENT for pair in pairs):
            found += _changes((name,), *pairs)
    return tuple(replace(one, is_attribute=True) for one in found)


def _without_own_labels(attributes: Attributes) -> dict[str, Any]:
    labels = attributes.get("labels")
    return {**attributes, "labels": shown_labels(labels)} if labels else dict(attributes)


def _attribute(name: str, attributes: Attributes) -> _Pair:
    value = attributes[name]
    if name in ("labels", "environment"):
        return _Pair(value or {}, masked(value or {}, None))
    return _Pair(value or _ABSENT, value)


@dataclass(frozen=True)
class _Pair:
    """A value with the form of it that is fit to show; both have the same keys."""

    value: Any
    shown: Any

    @property
    def keys(self) -> tuple[str, ...] | None:
        value: object = self.value
        if isinstance(value, Mapping) and isinstance(self.shown, Mapping):
            return tuple(cast("Mapping[str, Any]", value))
        return None

    def at(self, key: str) -> _Pair:
        if key not in self.value:
            return _Pair(_ABSENT, _ABSENT)
        return _Pair(self.value[key], self.shown[key])


def _changes(keys: tuple[str, ...], before: _Pair, after: _Pair) -> Iterator[FieldChange]:
    go_on()
    path = ".".join(keys)
    if before.value is _ABSENT:
        yield FieldChange(path, FieldAction.ADD, None, after.shown, keys)
    elif after.value is _ABSENT:
        yield FieldChange(path, FieldAction.REMOVE, before.shown, None, keys)
    elif before.keys is not None and after.keys is not None:
        for key in dict.fromkeys((*before.keys, *after.keys)):
            yield from _changes((*keys, key), before.at(key), after.at(key))
    elif not same_value(before.value, after.value):
        yield FieldChange(path, FieldAction.CHANGE, before.shown, after.shown, keys)
