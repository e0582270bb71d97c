"""What ZenML reads for a node: the Python value that PyYAML's ``safe_load`` makes of it.

YAML 1.1 reads more than people expect: ``no`` is false, ``0123`` is 83, ``12:30`` is 750. The
resolver and the constructors are PyYAML's own, so that no table here can disagree with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias, cast

import yaml
from yaml.constructor import SafeConstructor

from stackls_core.limits import MAX_VALUE_NODES
from stackls_core.yamltree.nodes import (
    Alias,
    Mapping,
    Node,
    Scalar,
    Sequence,
    as_mapping,
    as_sequence,
    flattened,
    is_merge,
    resolve,
)

Value: TypeAlias = Any
"""Whatever ``safe_load`` returns: str, int, float, bool, None, date, bytes, list, dict, set."""

_STR_TAG = "tag:yaml.org,2002:str"
_TAG_PREFIX = "tag:yaml.org,2002:"
_PLACEHOLDER = re.compile(r"\$\{[^}\s]*\}?")
"""Also what does not end: nothing in it can begin a placeholder that does."""


class UnreadableValue(Exception):
    """``safe_load`` would raise on ``node``; ``reason`` says why, in words for the user."""

    def __init__(self, node: Node, reason: str) -> None:
        """Remember the node at fault."""
        super().__init__(reason)
        self.node = node
        self.reason = reason


class TooLarge(Exception):
    """Aliases make a value so large that it is not looked at."""


@dataclass(frozen=True, slots=True)
class SecretReference:
    """``{{name.key}}``: a key of a named secret in ZenML's secret store."""

    name: str
    key: str


def parse_secret_reference(value: object) -> SecretReference | None:
    """The secret that ``value`` refers to, if all of it is a reference.

    Mirrors ``zenml.utils.secret_utils.is_secret_reference`` and ``parse_secret_reference``.
    """
    if not isinstance(value, str) or not value.startswith("{{") or not value.endswith("}}"):
        return None
    written = value[2:-2].strip()
    if "." not in written[1:-1] or any(character.isspace() for character in written):
        return None
    name, _, key = written.partition(".")
    return SecretReference(name, key)


def has_placeholder(text: str) -> bool:
    """Whether ``text`` has a ``${VARIABLE}`` that a tool like envsubst replaces before import."""
    return "${" in text and next(_placeholders(text), None) is not None


def placeholders(text: str) -> list[tuple[int, int]]:
    """Where the ``${VARIABLE}`` placeholders of ``text`` start and end."""
    return [match.span() for match in _placeholders(text)]


def _placeholders(text: str) -> Iterator[re.Match[str]]:
    return (match for match in _PLACEHOLDER.finditer(text) if match.group().endswith("}"))


def holds_placeholder(node: Node | None) -> bool:
    """Whether ``node`` is a scalar, or an alias of one, with a placeholder in it."""
    scalar = resolve(node) if node is not None else None
    return isinstance(scalar, Scalar) and has_placeholder(scalar.value)


def scalar_value(scalar: Scalar) -> Value:
    """The value of ``scalar`` as ZenML reads it.

    Raises `UnreadableValue` for what ``safe_load`` refuses: ``2024-13-45`` looks like a date but is
    none, and an unknown tag has no meaning.
    """
    tag = scalar.tag
    if tag in (None, "") and not scalar.is_plain:
        return scalar.value
    try:
        # PyYAML resolves what is tagged ! as if it were plain, quotes or not
        if tag in (None, "", "!"):
            return _plain_value(scalar.value)
        return _construct(tag, scalar.value)
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError) as error:
        reason = _scalar_reason(scalar.value, tag, error)
        raise UnreadableValue(scalar, reason) from error


@lru_cache(maxsize=4096)
def _plain_value(value: str) -> Value:
    tag = implicit_tag(value)
    return value if tag == _STR_TAG else _construct(tag, value)


def implicit_tag(value: str) -> str:
    """The YAML 1.1 tag that the plain (unquoted) scalar ``value`` gets."""
    resolvers = cast("dict[str | None, list[tuple[str, Any]]]", _RESOLVERS)
    for tag, pattern in resolvers.get(value[:1], []) + resolvers.get(None, []):
        if pattern.match(value):
            return tag
    return _STR_TAG


_RESOLVERS: Any = yaml.SafeLoader.yaml_implicit_resolvers
_SCALAR_TAGS = frozenset(
    _TAG_PREFIX + name for name in ("null", "bool", "int", "float", "binary", "timestamp", "str")
)


def _construct(tag: str, value: str) -> Value:
    if tag not in _SCALAR_TAGS:
        raise LookupError(f"the tag {short_tag(tag)} has no meaning here")
    constructors = cast("dict[str, Any]", SafeConstructor.yaml_constructors)
    try:
        return constructors[tag](SafeConstructor(), yaml.ScalarNode(tag, value))
    except yaml.YAMLError as error:
        raise ValueError(str(getattr(error, "problem", error))) from error


def short_tag(tag: str) -> str:
    """A tag as people write it: ``!!int`` for ``tag:yaml.org,2002:int``."""
    return "!!" + tag.removeprefix(_TAG_PREFIX) if tag.startswith(_TAG_PREFIX) else tag


def _scalar_reason(value: str, tag: str | None, error: Exception) -> str:
    if isinstance(error, LookupError) and tag:
        return f"YAML does not know the tag {short_tag(tag)} here."
    what = short_tag(tag) if tag else _KINDS.get(implicit_tag(value), "value")
    return f"YAML reads this as {what}, but it is not a valid one. Quote it if it is a string."


_KINDS: dict[str, str] = {
    _TAG_PREFIX + "timestamp": "a date",
    _TAG_PREFIX + "int": "a number",
    _TAG_PREFIX + "float": "a number",
    _TAG_PREFIX + "value": "a default value",
}


def to_value(node: Node) -> Value:
    """The Python value of ``node`` and everything below it.

    Raises `UnreadableValue` for what ``safe_load`` would raise on, `TooLarge` where aliases expand
    to more than `MAX_VALUE_NODES`. An alias used many times gives one shared value, as in PyYAML.
    """
    # most values are scalars, which need no budget
    return scalar_value(node) if isinstance(node, Scalar) else _Converter().convert(node)


class _Converter:
    def __init__(self) -> None:
        self._budget = MAX_VALUE_NODES

    def convert(self, node: Node) -> Value:
        self._budget -= 1
        if self._budget < 0:
            raise TooLarge
        resolved = resolve(node)
        if resolved is None:
            raise UnreadableValue(node, "There is no anchor of this name before this place.")
        if isinstance(resolved, Scalar):
            return scalar_value(resolved)
        for problem in problems_of(resolved):
            raise problem
        if isinstance(resolved, Sequence):
            if resolved.tag in _PAIRS_TAGS:
                return [self._pair(item) for item in resolved.items]
            return [self.convert(item) for item in resolved.items]
        result: dict[Any, Value] = {}
        for entry in flattened(resolved):
            result[self._key(entry.key)] = self.convert(entry.value)
        return set(result) if resolved.tag == _SET_TAG else result

    def _key(self, key: Node) -> Value:
        return DEFAULT_KEY if is_default_key(key) else self.convert(key)

    def _pair(self, item: Node) -> Value:
        (entry,) = cast("Mapping", as_mapping(item)).entries
        return self.convert(entry.key), self.convert(entry.value)


_SET_TAG = _TAG_PREFIX + "set"
_PAIRS_TAGS = frozenset(_TAG_PREFIX + name for name in ("omap", "pairs"))
_SEQUENCE_TAGS = frozenset({_TAG_PREFIX + "seq", *_PAIRS_TAGS})
_MAPPING_TAGS = frozenset({_TAG_PREFIX + "map", _SET_TAG})
_NO_PAIR = "Each item of such a list is a map with one key."
_NO_MERGE = "A merge key takes a map or a list of maps, usually an alias: <<: *name."
DEFAULT_KEY = "="


def is_default_key(key: Node) -> bool:
    """Whether ``key`` is ``=``, which is text as a key and has no value elsewhere."""
    return isinstance(key, Scalar) and key.is_plain and not key.tag and key.value == DEFAULT_KEY


def problems_of(node: Sequence | Mapping) -> Iterator[UnreadableValue]:
    """What ``safe_load`` refuses about a list or mapping itself, its items and values aside."""
    is_mapping = isinstance(node, Mapping)
    allowed = _MAPPING_TAGS if is_mapping else _SEQUENCE_TAGS
    if node.tag and node.tag != "!" and node.tag not in allowed:
        reason = f"YAML does not know the tag {short_tag(node.tag)} here."
        yield UnreadableValue(node, reason)
    if not is_mapping:
        if node.tag in _PAIRS_TAGS:
            yield from (UnreadableValue(i, _NO_PAIR) for i in node.items if not _is_pair(i))
        return
    for entry in node.entries:
        if is_merge(entry):
            yield from _merge_problems(entry.value)
        elif isinstance(resolve(entry.key), (Mapping, Sequence)):
            yield UnreadableValue(entry.key, unhashable_reason(entry.key))


def _is_pair(item: Node) -> bool:
    mapping = as_mapping(item)
    return mapping is not None and len(mapping.entries) == 1


def _merge_problems(source: Node) -> Iterator[UnreadableValue]:
    sequence = as_sequence(source)
    for item in [source] if sequence is None else sequence.items:
        if resolve(item) is not None and as_mapping(item) is None:
            yield UnreadableValue(item, _NO_MERGE)


def unhashable_reason(key: Node) -> str:
    """Why a mapping or a list cannot be a key, with the likeliest cause."""
    if isinstance(resolve(key), Mapping):
        return "A map cannot be a key. A secret reference has to be quoted: '{{name.key}}'."
    return "A list cannot be a key."


def read_as_text(value: Value) -> Value:
    """``value`` as pydantic reads it for a text: binary data that is UTF-8 is one, too."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def try_value(node: Node | None) -> tuple[bool, Value]:
    """``(True, value)``, or ``(False, None)`` where `to_value` would raise."""
    if node is None:
        return False, None
    try:
        return True, to_value(node)
    except (UnreadableValue, TooLarge, RecursionError):
        return False, None


def is_null(node: Node | None) -> bool:
    """Whether ZenML reads ``node`` as null: nothing written, ``~`` or ``null``."""
    scalar = resolve(node) if node is not None else None
    if not isinstance(scalar, Scalar) or (scalar.style and not scalar.tag):
        return False
    return try_value(scalar) == (True, None)


def describe_value(value: Value) -> str:
    """``value`` and its type in words, short enough for a message: ``the integer 5``."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return f"the boolean {'true' if value else 'false'}"
    if isinstance(value, int):
        return f"the integer {_short(str(value) if abs(value) < 10**30 else 'of many digits')}"
    if isinstance(value, float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the string {_short(repr(value))}" if value else "an empty string"
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, set):
        return "a set"
    if isinstance(value, bytes):
        return "binary data"
    return f"the date {value}"


_MESSAGE_WIDTH = 60


def _short(text: str) -> str:
    return text if len(text) <= _MESSAGE_WIDTH else text[: _MESSAGE_WIDTH - 1] + "…"


__all__ = [
    "Alias",
    "SecretReference",
    "TooLarge",
    "UnreadableValue",
    "Value",
    "describe_value",
    "has_placeholder",
    "holds_placeholder",
    "implicit_tag",
    "is_default_key",
    "is_null",
    "parse_secret_reference",
    "placeholders",
    "problems_of",
    "read_as_text",
    "scalar_value",
    "to_value",
    "try_value",
]
