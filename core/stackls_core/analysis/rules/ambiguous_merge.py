"""`ambiguous-merge`: merged mappings give a key different values; PyYAML versions differ on which.

Where ``<<: [*x, *y]`` merges two mappings with the same key, the YAML specification and PyYAML up
to 6.0.3 keep the value of the first. PyYAML 6.0.4 drops a pair only if the text of its key is the
very same object as one before, so that the last one counts; except for keys of one character, which
Python keeps only once. ZenML takes any PyYAML from 6.0.1 on: what such a file means depends on the
machine that imports it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TypeAlias

from stackls_core.documents.rule import AnyRule, Part, Rule
from stackls_core.findings import Finding, Fix, Related, Severity
from stackls_core.text import Span
from stackls_core.yamltree.edits import insert_entries
from stackls_core.yamltree.nodes import (
    Entry,
    Mapping,
    Scalar,
    effective_entries,
    flattened,
    is_merge,
    merge_sources,
    resolve,
)
from stackls_core.yamltree.values import try_value

_MAX_ENTRIES = 10_000
"""How many merged entries of a file are looked at; bounds what merges of merges cost."""

_MAX_COMPARISONS = 200
"""How many pairs of whole lists and mappings of a file are compared; others count as equal."""

_MAX_NAMES = 3

_LAST_CACHED = "\xff"
"""Up to this character, CPython keeps one object for each text of a single character."""

_Winners: TypeAlias = "dict[Hashable, Entry]"


def check(part: Part) -> Iterator[Finding]:
    """A finding on the merge key of each mapping that merges such mappings."""
    look = _Look()
    for node in part.nodes:
        if isinstance(node, Mapping) and (merge := next(filter(is_merge, node.entries), None)):
            pairs = look.ambiguous(node)
            if pairs:
                yield _finding(part, node, merge, pairs)


def _finding(
    part: Part, mapping: Mapping, merge: Entry, pairs: list[tuple[Entry, Entry]]
) -> Finding:
    names = [str(first.name) for first, _ in pairs]
    shown = ", ".join(names[:_MAX_NAMES]) + (", …" if len(names) > _MAX_NAMES else "")
    here = (
        "Write it here, beside the merge."
        if len(names) == 1
        else "Write them here, beside the merge."
    )
    message = (
        f"The merged maps give different values for {shown}, and the version of PyYAML decides "
        f"which one counts. {here}"
    )
    related = [
        Related(Span(entry.key.start, entry.key.end), words)
        for first, last in pairs[:_MAX_NAMES]
        for entry, words in (
            (first, "PyYAML 6.0.3 and YAML itself keep this one."),
            (last, "PyYAML 6.0.4 keeps this one."),
        )
    ]
    fixes = _fixes(part, mapping, [first for first, _ in pairs])
    key = Span(merge.key.start, merge.key.end)
    return RULE.finding(key, message, fixes=fixes, related=related)


def _fixes(part: Part, mapping: Mapping, entries: list[Entry]) -> list[Fix]:
    """Write what counts by YAML's own rule beside the merge, where that is one word each."""
    text, lines = part.document.text, part.document.lines
    written: list[str] = []
    for entry in entries:
        value = resolve(entry.value)
        if not isinstance(entry.key, Scalar) or not isinstance(value, Scalar):
            return []
        key_text, value_text = (text[node.start : node.end] for node in (entry.key, value))
        if value.anchor or value.tag or entry.key.anchor or entry.key.tag:
            return []
        if not key_text or not value_text or len((key_text + value_text).splitlines()) > 1:
            return []
        if mapping.flow and value.is_plain and set(value_text) & set(",[]{}"):
            return []
        written.append(f"{key_text}: {value_text}")
    title = f"Write {written[0]}" if len(written) == 1 else "Write the values of the first ones"
    return [Fix(f"{title} beside the merge", (insert_entries(lines, mapping, written),))]


class _Look:
    """What is left of the effort that one file is worth."""

    def __init__(self) -> None:
        self._entries = _MAX_ENTRIES
        self._comparisons = _MAX_COMPARISONS

    def ambiguous(self, mapping: Mapping) -> list[tuple[Entry, Entry]]:
        """For each key that depends on the version: what wins until 6.0.3, and what since then."""
        if self._entries < 0:
            return []
        sources = [
            source
            for entry in mapping.entries
            if is_merge(entry)
            for source in merge_sources(entry.value)
        ]
        own = {_key(entry) for entry in mapping.entries if not is_merge(entry)}
        later: _Winners = {}
        merged: set[Hashable] = set()
        for source in sources:
            for entry in flattened(source):
                self._entries -= 1
                if self._entries < 0:
                    return []
                if (identity := _identity(entry)) not in merged:
                    merged.add(identity)
                    later[_key(entry)] = entry
        earlier = {_key(entry): entry for entry in effective_entries(mapping)}
        return [
            (earlier[key], entry)
            for key, entry in later.items()
            if key not in own and key in earlier and self._differ(earlier[key], entry)
        ]

    def _differ(self, one: Entry, other: Entry) -> bool:
        first, second = resolve(one.value), resolve(other.value)
        if first is second:
            return False
        if not (isinstance(first, Scalar) and isinstance(second, Scalar)):
            self._comparisons -= 1
            if self._comparisons < 0:
                return False
        # repr tells 1 from True
        return repr(try_value(first)) != repr(try_value(second))


def _key(entry: Entry) -> Hashable:
    """The key as Python's dictionaries compare it."""
    readable, value = try_value(entry.key)
    return value if readable and isinstance(value, Hashable) else entry


def _identity(entry: Entry) -> Hashable:
    """The same for two keys whose texts are one object in PyYAML 6.0.4."""
    key = resolve(entry.key)
    if isinstance(key, Scalar) and len(key.value) <= 1 and key.value <= _LAST_CACHED:
        return key.value
    return id(key)


RULE: AnyRule = Rule(
    "ambiguous-merge",
    Severity.WARNING,
    "Merged maps give a key different values; which one counts depends on PyYAML.",
    check_part=check,
)
