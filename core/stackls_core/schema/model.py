"""The type of a value as a tree, and the parameters of a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any


class Kind(str, Enum):
    """What a value looks like on the outside."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    ANY = "any"
    LIST = "list"
    MAPPING = "mapping"
    OBJECT = "object"
    CHOICE = "choice"
    UNION = "union"


NOT_EMPTY = "not empty"
"""The bound of a string that has at least one character."""


@dataclass(frozen=True)
class Shape:
    """The type of a value as a tree.

    ``choices`` belong to a choice, ``item`` to a list, ``value`` to a mapping with free keys,
    ``properties`` and ``extra`` to an object with known keys, ``options`` to a union; ``bounds``
    say in words what else must hold (``at least 1``).
    """

    kind: Kind
    choices: tuple[Any, ...] = ()
    item: Shape | None = None
    value: Shape | None = None
    properties: Mapping[str, Parameter] = field(default_factory=dict[str, "Parameter"])
    extra: str = "ignore"
    options: tuple[Shape, ...] = ()
    bounds: tuple[str, ...] = ()
    secret: bool = False
    format: str = ""
    """What a string has to say, in JSON Schema's words: ``date-time``, ``duration``."""

    @cached_property
    def words(self) -> str:
        """The type in words: ``integer, at least 1``; ``string or list of strings``."""
        return _words(self)

    @cached_property
    def phrase(self) -> str:
        """The type in words, to stand in a sentence: ``an integer, at least 1``."""
        return _phrase(self)

    def find(self, *kinds: Kind) -> Shape | None:
        """This shape or the first option of it that has one of ``kinds``."""
        if self.kind in kinds:
            return self
        if not self.options:
            return None
        return next((option for option in self.options if option.kind in kinds), None)

    def member(self, key: str) -> Parameter | None:
        """The parameter ``key`` of an object that this is, or may be."""
        known = self.find(Kind.OBJECT)
        return known.properties.get(key) if known is not None else None

    def below(self, key: str) -> Shape | None:
        """The type of what stands under ``key``: that of the parameter, or of any value."""
        parameter = self.member(key)
        if parameter is not None:
            return parameter.shape
        free = self.find(Kind.MAPPING)
        return free.value if free is not None else None

    @property
    def items(self) -> Shape | None:
        """The type of the items of a list that this is, or may be."""
        found = self.find(Kind.LIST)
        return found.item if found is not None else None

    @property
    def takes_null(self) -> bool:
        """Whether null is a value of this type."""
        return self.find(Kind.NULL, Kind.ANY) is not None

    @cached_property
    def choice_values(self) -> tuple[Any, ...]:
        """The values to offer: of a choice, or true and false."""
        if (choice := self.find(Kind.CHOICE)) is not None:
            return choice.choices
        if self.find(Kind.BOOLEAN) is not None:
            return (True, False)
        return ()


_WITH_ARTICLE = {
    Kind.STRING: "a",
    Kind.INTEGER: "an",
    Kind.NUMBER: "a",
    Kind.BOOLEAN: "a",
    Kind.LIST: "a",
    Kind.MAPPING: "a",
    Kind.OBJECT: "an",
}


_FORMATS = {
    "date-time": "date and time, such as 2030-01-31T08:00:00Z",
    "date": "date",
    "time": "time",
    "duration": "number of seconds, or a duration such as PT5M",
}


def _phrase(shape: Shape) -> str:
    if shape.kind is Kind.UNION:
        options = [option.phrase for option in shape.options if option.kind is not Kind.NULL]
        return " or ".join(dict.fromkeys(options))
    article = _WITH_ARTICLE.get(shape.kind)
    return f"{article} {shape.words}" if article else shape.words


def _words(shape: Shape) -> str:
    text = _plain_words(shape)
    return ", ".join([text, *shape.bounds])


def _plain_words(shape: Shape) -> str:
    if shape.kind is Kind.STRING:
        return _FORMATS.get(shape.format, "string")
    if shape.kind is Kind.ANY:
        return "any value"
    if shape.kind is Kind.CHOICE:
        return "one of " + ", ".join(str(choice) for choice in shape.choices)
    if shape.kind is Kind.LIST:
        return f"list of {_plural(shape.item)}" if shape.item else "list"
    if shape.kind is Kind.MAPPING:
        known = shape.value is not None and shape.value.kind is not Kind.ANY
        return f"map of {_plural(shape.value)}" if known else "map"
    if shape.kind is Kind.OBJECT:
        return "object"
    if shape.kind is Kind.UNION:
        options = [o.words for o in shape.options if o.kind is not Kind.NULL]
        return " or ".join(dict.fromkeys(options))
    return shape.kind.value


def _plural(shape: Shape | None) -> str:
    if shape is None or shape.kind is Kind.ANY:
        return "any values"
    plurals = {
        Kind.STRING: "strings",
        Kind.INTEGER: "integers",
        Kind.NUMBER: "numbers",
        Kind.BOOLEAN: "booleans",
        Kind.MAPPING: "maps",
        Kind.OBJECT: "objects",
        Kind.LIST: "lists",
    }
    return plurals.get(shape.kind, f"({shape.words})")


@dataclass(frozen=True)
class Deprecation:
    """That a parameter should not be used any more; ``replacement`` is a sibling of it."""

    message: str = ""
    replacement: str | None = None


NO_DEFAULT: Any = object()
"""Marks a parameter without a default, which null would be one of."""


@dataclass(frozen=True)
class Parameter:
    """One key of a flavor's configuration, or of an object inside it."""

    name: str
    shape: Shape
    required: bool = False
    default: Any = NO_DEFAULT
    description: str = ""
    sensitive: bool = False
    refuses_secret_references: bool = False
    deprecation: Deprecation | None = None
    examples: tuple[Any, ...] = ()

    @property
    def has_default(self) -> bool:
        """Whether leaving it out means a known value."""
        return self.default is not NO_DEFAULT
