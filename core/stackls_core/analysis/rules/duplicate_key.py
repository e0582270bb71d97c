"""`duplicate-key`: YAML keeps only the last of two equal keys, without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stackls_core.documents.rule import AnyRule, Part, Rule
from stackls_core.findings import Finding, Fix, Related, Severity, Tag
from stackls_core.text import Span
from stackls_core.yamltree.edits import remove_entry
from stackls_core.yamltree.nodes import Entry, Mapping, is_merge
from stackls_core.yamltree.values import try_value

_WORD = re.compile(r"(?!(?:yes|no|on|off|true|false|null)$)[a-z][a-z0-9_]+", re.IGNORECASE)
"""Keys that no YAML makes a boolean or anything else of."""


def check(part: Part) -> Iterator[Finding]:
    """A finding for each entry that is lost, on its key."""
    for node in part.nodes:
        if isinstance(node, Mapping) and len(node.entries) > 1 and not _all_differ(node):
            yield from _check_mapping(part, node)


def _all_differ(mapping: Mapping) -> bool:
    """Whether the keys are words, which mean nothing but themselves, and each another one."""
    names = {entry.name for entry in mapping.entries}
    return len(names) == len(mapping.entries) and all(
        name is not None and _WORD.fullmatch(name) for name in names
    )


def _check_mapping(part: Part, mapping: Mapping) -> Iterator[Finding]:
    document = part.document
    last: dict[object, Entry] = {}
    for entry in reversed(mapping.entries):
        readable, value = try_value(entry.key)
        if not readable or is_merge(entry) or isinstance(value, (dict, list)):
            continue
        winner = last.setdefault(value, entry)
        if winner is entry or document.damages(entry.start, winner.end):
            continue
        key = Span(entry.key.start, entry.key.end)
        message = f"{entry.name} is given twice; YAML keeps the last one, so this one is lost."
        related = [Related(Span(winner.key.start, winner.key.end), "This one is kept.")]
        edit = remove_entry(part.document.lines, mapping, entry)
        fix = Fix(f"Remove this {entry.name}", (edit,), removes=True)
        tags = [Tag.UNNECESSARY]
        yield RULE.finding(key, message, fixes=[fix], related=related, tags=tags)


RULE: AnyRule = Rule(
    "duplicate-key",
    Severity.WARNING,
    "A key is given twice; the first is lost.",
    check_part=check,
)
