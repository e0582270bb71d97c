"""Shared by the rules for the three top-level keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.documents.stack_file.model import STACK_KEYS, StackFile
from stackls_core.findings import Finding, Fix
from stackls_core.suggest import nearest
from stackls_core.text import Span, TextEdit, line_break_of
from stackls_core.yamltree.edits import replace_scalar, write_block, write_value
from stackls_core.yamltree.nodes import Entry, Scalar, as_dict
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import is_null

if TYPE_CHECKING:
    from stackls_core.documents.stack_file.section import FileContext, Rule


def required_key(
    context: FileContext, rule: Rule, key: str, message: str, value: str, *, safe: bool = False
) -> list[Finding]:
    """A finding of ``rule`` where ``key`` is missing (at the first key) or null (at the key).

    The fix that is offered writes ``value``; it is ``safe`` where nothing else could be meant.
    """
    file = context.view
    entry = file.entry(key)
    if entry is not None:
        if not is_null(entry.value) or _has_damaged_lines_below(file, entry):
            return []
        fixes = _fill_in(file, entry, key, value, safe=safe)
        return [rule.finding(key_span(entry), message, fixes=fixes)]
    if file.root is None and file.document.root is not None and not is_null(file.document.root):
        # the document is no mapping at all: one finding says so, for all three keys
        if key != STACK_KEYS[0]:
            return []
        return [
            rule.finding(
                file.first_key_span,
                "A stack file is a map with the keys stack_name, zenml_version and components.",
            )
        ]
    if file.document.is_damaged:
        return []
    if (outer := _holder_of_all(file)) is not None:
        # everything is there, one level too deep: one finding says so, for all three keys
        if key != STACK_KEYS[0]:
            return []
        message = f"{', '.join(STACK_KEYS)} belong at the top: remove {outer.name}: and the indent."
        return [rule.finding(key_span(outer), message)]
    near = _near_key(file, key)
    if near is not None and isinstance(near.key, Scalar):
        message += f" Is {near.name} meant for it?"
        fix = Fix(f"Change to {key}", (replace_scalar(near.key, key),), safe=near.name not in _OWN)
        return [rule.finding(key_span(near), message, fixes=[fix])]
    return [rule.finding(file.first_key_span, message, fixes=_add(file, key, value, safe=safe))]


_OWN = ("name", "version", "stack")
"""Keys that may be a project's own."""

_NEAR = {
    "stack_name": ("name", "stack", "stackname", "namestack"),
    "zenml_version": ("version", "zenmlversion", "zenml"),
    "components": ("component", "stackcomponents"),
}
"""What people write for each key, in lower case and without what joins words."""


def _near_key(file: StackFile, key: str) -> Entry | None:
    """The key at the top that was probably meant for ``key``."""
    for entry in file.root.entries if file.root is not None else []:
        name = (entry.name or "").lower()
        squeezed = name.replace("_", "").replace("-", "").replace(" ", "").replace(".", "")
        if entry.name not in STACK_KEYS and (squeezed in _NEAR[key] or nearest(name, [key]) == key):
            return entry
    return None


def _has_damaged_lines_below(file: StackFile, entry: Entry) -> bool:
    """Whether the lines that a key seems to lack are there, and cannot be read."""
    lines = file.lines
    following = lines.line_of(entry.end) + 1
    if not file.document.is_damaged or following >= lines.line_count:
        return False
    return file.document.damages(lines.line_start(following), lines.line_end(following))


def _holder_of_all(file: StackFile) -> Entry | None:
    """The only key of a file, where a whole stack file stands below it."""
    entries = file.root.entries if file.root is not None else []
    inner = as_dict(entries[0].value) if len(entries) == 1 else None
    names = {entry.name for entry in inner.entries} if inner is not None else set[str]()
    return entries[0] if len(names.intersection(STACK_KEYS)) > 1 else None


def _fill_in(file: StackFile, entry: Entry, key: str, value: str, *, safe: bool) -> list[Fix]:
    if not value.startswith(("\n", "\r")):
        edit = write_value(file.text, entry, value)
    elif file.root is not None and not file.root.flow:
        edit = write_block(file.lines, entry, value)
    else:
        edit = None
    return [Fix(f"Fill in {key}", (edit,), safe=safe)] if edit is not None else []


def _add(file: StackFile, key: str, value: str, *, safe: bool) -> list[Fix]:
    """A new entry: ``components`` at the end, the others before the first key."""
    root = file.root
    if root is None or root.flow or not root.entries or root is not file.document.root:
        return []
    line_break = line_break_of(file.text)
    first = root.entries[0].start
    pad = file.text[file.lines.line_start(file.lines.line_of(first)) : first].lstrip("\ufeff")
    if pad.strip(" ") or (pad and key == STACK_KEYS[-1]):
        return []
    separator = "" if value.startswith(("\n", "\r")) else " "
    line = f"{key}:{separator}{value}"
    if key == STACK_KEYS[-1]:
        at = file.lines.line_end(file.lines.line_of(root.end))
        return [Fix(f"Add {key}", (TextEdit(Span(at, at), line_break + line),), safe=safe)]
    if key == STACK_KEYS[1] and (name := file.entry(STACK_KEYS[0])) in root.entries:
        # beside the name, where ZenML writes it: comments above components stay with those
        at = file.lines.line_end(file.lines.line_of(max(name.end - 1, name.start)))
        return [Fix(f"Add {key}", (TextEdit(Span(at, at), line_break + pad + line),), safe=safe)]
    return [Fix(f"Add {key}", (TextEdit(Span(first, first), line + line_break + pad),), safe=safe)]
