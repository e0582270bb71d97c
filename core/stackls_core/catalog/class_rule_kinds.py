"""The kinds of rules that configuration classes of ZenML have, and how they read values.

A rule looks at plain values, as ``yaml.safe_load`` gives them. It stays silent about what the type
check reports, and about content that is not known yet: ``${VARIABLE}`` placeholders, and secret
references where ZenML would look the secret up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, cast

from stackls_core.schema.validation import Schema, validated
from stackls_core.yamltree.values import has_placeholder, parse_secret_reference

Configuration: TypeAlias = Mapping[str, object]
ConfigPath: TypeAlias = tuple[str | int, ...]

EACH = "*"
"""In a rule's path: every item of the list that stands there."""


@dataclass(frozen=True)
class Violation:
    """Something that ZenML refuses.

    ``path`` leads from the configuration to the key that the finding belongs on; it is empty where
    it belongs on the configuration as a whole. ``message`` says what to do.
    """

    path: ConfigPath
    message: str


class Rule(Protocol):
    """One validator of ZenML, as a fact. ``mirrors`` names it; without it the rule is silent."""

    @property
    def mirrors(self) -> str:
        """The dotted name of the ZenML validator."""
        ...

    def check(self, configuration: Configuration) -> Iterable[Violation]:
        """Give what the validator refuses about a configuration."""
        ...


# --------------------------------------------------------------------------------------------------
# Reading values as pydantic does
# --------------------------------------------------------------------------------------------------

INT, FLOAT, BOOL = "integer", "number", "boolean"
_READ: Schema = {"properties": {name: {"type": name} for name in (INT, FLOAT, BOOL)}}


def coerced(kind: str, value: object) -> Any:
    """Read a value in pydantic's lax mode; None where that fails, which the type check reports."""
    if value is None:
        return None
    try:
        return validated(_READ, kind, value)
    except (ValueError, OverflowError):
        return None


def is_unknown(value: object) -> bool:
    """Say whether a value is a text with a placeholder, which may become anything, even nothing."""
    return isinstance(value, str) and has_placeholder(value)


def holds_unknown(value: object) -> bool:
    """Say whether there is a placeholder anywhere in a value."""
    if isinstance(value, dict):
        pairs = cast("Mapping[object, object]", value).items()
        return any(holds_unknown(key) or holds_unknown(inner) for key, inner in pairs)
    if isinstance(value, list):
        return any(holds_unknown(item) for item in cast("list[object]", value))
    return is_unknown(value)


def text_of(configuration: Configuration, name: str) -> str | None:
    """Give a parameter's text if it is a text whose content is known."""
    value = configuration.get(name)
    if not isinstance(value, str) or is_unknown(value) or parse_secret_reference(value):
        return None
    return value


def is_given(configuration: Configuration, name: str, *, blank: bool = True) -> bool | None:
    """Say whether a text parameter counts as set; None where that is not known.

    An empty text does not count; with ``blank`` off, neither does one of spaces.
    """
    value = configuration.get(name)
    if value is None:
        return False
    if not isinstance(value, str) or is_unknown(value):
        return None
    return bool(value if blank else value.strip())


def container_of(configuration: Configuration, name: str) -> Any:
    """Give a list or mapping parameter, which JSON text may stand for; None for anything else."""
    value = configuration.get(name)
    if isinstance(value, str):
        if is_unknown(value):
            return None
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return cast("object", value) if isinstance(value, (dict, list)) else None


def mapping_of(configuration: Configuration, name: str) -> Mapping[object, object]:
    """Give a mapping parameter, which JSON text may stand for; an empty one for anything else."""
    value = container_of(configuration, name)
    return cast("Mapping[object, object]", value) if isinstance(value, dict) else {}


def values_at(
    configuration: Configuration, path: tuple[str, ...]
) -> Iterator[tuple[ConfigPath, object]]:
    """Give the values that a rule's path leads to, each with its own path."""
    if len(path) == 1:
        if path[0] in configuration:
            yield path, configuration[path[0]]
        return
    yield from _below(container_of(configuration, path[0]), path[:1], path[1:])


def _below(
    value: object, done: ConfigPath, left: tuple[str, ...]
) -> Iterator[tuple[ConfigPath, object]]:
    if not left:
        yield done, value
    elif left[0] == EACH and isinstance(value, list):
        for position, item in enumerate(cast("list[object]", value)):
            yield from _below(item, (*done, position), left[1:])
    elif isinstance(value, dict) and left[0] in value:
        inner = cast("Mapping[str, object]", value)[left[0]]
        yield from _below(inner, (*done, left[0]), left[1:])


def texts_at(
    configuration: Configuration, path: tuple[str, ...]
) -> Iterator[tuple[ConfigPath, str]]:
    """Give the texts of known content that a rule's path leads to.

    A secret reference counts as content inside of lists and mappings only: there ZenML takes it for
    plain text, while references at the top are refused or looked up.
    """
    for found, value in values_at(configuration, path):
        if not isinstance(value, str) or is_unknown(value):
            continue
        if len(found) > 1 or not parse_secret_reference(value):
            yield found, value


# --------------------------------------------------------------------------------------------------
# Kinds
# --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pattern:
    """A text has to match a regular expression from its start; with ``if_set``, unless empty."""

    path: tuple[str, ...]
    pattern: re.Pattern[str]
    message: str
    mirrors: str
    if_set: bool = False

    def check(self, configuration: Configuration) -> Iterator[Violation]:
        """Report the texts that do not match."""
        for path, text in texts_at(configuration, self.path):
            if not (self.if_set and not text) and not self.pattern.match(text):
                yield Violation(path, self.message)


@dataclass(frozen=True)
class Prefix:
    """A text has to start with one of some prefixes, or, with ``forbidden``, with none of them.

    ``strip`` are characters that ZenML removes from both ends before it looks.
    """

    path: tuple[str, ...]
    prefixes: tuple[str, ...]
    message: str
    mirrors: str
    forbidden: bool = False
    strip: str = ""

    def check(self, configuration: Configuration) -> Iterator[Violation]:
        """Report the texts with the wrong start."""
        for path, text in texts_at(configuration, self.path):
            if text.strip(self.strip).startswith(self.prefixes) == self.forbidden:
                yield Violation(path, self.message)


@dataclass(frozen=True)
class AtMost:
    """A number must not be larger than a limit that is not in the schema."""

    name: str
    limit: int
    message: str
    mirrors: str

    def check(self, configuration: Configuration) -> Iterator[Violation]:
        """Report the number that is too large."""
        number = coerced(INT, configuration.get(self.name))
        if number is not None and number > self.limit:
            yield Violation((self.name,), self.message)


@dataclass(frozen=True)
class Together:
    """Two texts are both set or both not; ``blank`` says whether spaces alone count as set."""

    first: str
    second: str
    mirrors: str
    blank: bool = True

    def check(self, configuration: Configuration) -> Iterator[Violation]:
        """Report the one that is set alone."""
        first = is_given(configuration, self.first, blank=self.blank)
        second = is_given(configuration, self.second, blank=self.blank)
        if first is None or second is None or first == second:
            return
        alone, missing = (self.first, self.second) if first else (self.second, self.first)
        yield Violation((alone,), f"{alone} works only together with {missing}: set both or none.")


@dataclass(frozen=True)
class Beside:
    """When one parameter is set, the other must not be missing; empty text is enough for it."""

    name: str
    other: str
    mirrors: str

    def check(self, configuration: Configuration) -> Iterator[Violation]:
        """Report the one that is set alone."""
        value = configuration.get(self.name)
        if value and not is_unknown(value) and configuration.get(self.other) is None:
            yield Violation(
                (self.name,), f"{self.name} works only together with {self.other}: set both."
            )


@dataclass(frozen=True)
class Renamed:
    """A deprecated parameter and its replacement must not differ when both are given.

    ``container`` says that JSON text is read before the two are compared.
    """

    old: str
    new: str
    mirrors: str
    container: bool = False

    def check(self, configuration: Configuration) -> Iterator[Violation]:
        """Report the deprecated one when its value differs."""
        old, new = self._value(configuration, self.old), self._value(configuration, self.new)
        if old is None or new is None or old == new or holds_unknown(old) or holds_unknown(new):
            return
        yield Violation(
            (self.old,),
            f"{self.old} is the old name of {self.new}, and the two differ: keep only {self.new}.",
        )

    def _value(self, configuration: Configuration, name: str) -> object:
        value = configuration.get(name)
        if not self.container or not isinstance(value, str) or is_unknown(value):
            return value
        try:
            return cast(object, json.loads(value))
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True)
class ExactlyOne:
    """Of some texts in a mapping, exactly one is set."""

    path: tuple[str, ...]
    names: tuple[str, ...]
    mirrors: str

    def check(self, configuration: Configuration) -> Iterator[Violation]:
        """Report the mappings with none or several of them."""
        for path, value in values_at(configuration, self.path):
            if not isinstance(value, dict):
                continue
            given = [is_given(cast("Configuration", value), name) for name in self.names]
            if None not in given and given.count(True) != 1:
                yield Violation(path, f"Give exactly one of {listed(self.names, 'or')} here.")


@dataclass(frozen=True)
class Predicate:
    """A validator that fits no other kind, as a pure function.

    Where it takes two validators to refuse something, ``also`` names the other one.
    """

    function: Callable[[Configuration], Iterable[Violation]]
    mirrors: str
    also: str = ""

    def check(self, configuration: Configuration) -> Iterable[Violation]:
        """Report what the function finds."""
        return self.function(configuration)


@dataclass(frozen=True)
class FilledFrom:
    """ZenML fills a required parameter itself.

    From ``source`` when that is given and the parameter is missing or null; without a source, when
    it is missing or empty in any way.
    """

    name: str
    source: str | None
    mirrors: str

    def applies(self, configuration: Configuration) -> bool:
        """Say whether ZenML fills the parameter for this configuration."""
        if self.source is None:
            return not configuration.get(self.name)
        return configuration.get(self.name) is None and configuration.get(self.source) is not None


@dataclass(frozen=True)
class Accepts:
    """A validator that takes values which the schema of ``path`` would refuse."""

    path: tuple[str, ...]
    takes: Callable[[object], bool]
    mirrors: str


def listed(names: Iterable[str], word: str) -> str:
    """Put names into a phrase: ``a, b or c``."""
    *rest, last = names
    return f"{', '.join(rest)} {word} {last}" if rest else last
