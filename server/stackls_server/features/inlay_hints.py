"""Inlay hints: the defaults that apply because a section says nothing else."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from stackls_core.catalog import class_rules
from stackls_core.documents import markup
from stackls_core.documents.rule import AnySection
from stackls_core.documents.section import Owner
from stackls_core.schema.model import Kind, Parameter
from stackls_core.text import LineIndex, Span
from stackls_core.yamltree import nodes
from stackls_core.yamltree.cursor.outline import split_line
from stackls_core.yamltree.nodes import Alias, Entry, Expansion, Mapping, effective_entries
from stackls_core.yamltree.values import try_value
from stackls_server.features.snapshot import Snapshot

_SHOWN = 3
_LISTED = 20
_LONGEST = 43
"""Of a longer label, VS Code shows so many characters and cuts the rest."""
_WIDTH = 32


@dataclass(frozen=True)
class InlayHint:
    """``label`` is shown at ``offset``, ``markdown`` when the pointer rests on it."""

    offset: int
    label: str
    markdown: str


def inlay_hints(snapshot: Snapshot, within: Span | None = None) -> list[InlayHint]:
    """One hint for each section whose owner has defaults worth showing, in text order.

    Only hints at offsets of ``within`` are given. A hint names a few defaults; its tooltip lists
    more.
    """
    expansion = Expansion()
    is_anchored = snapshot.document.is_anchored
    hints = (
        _hint(snapshot, section)
        for section in snapshot.view.sections(snapshot.catalog)
        if not is_anchored or expansion.allows(section.node)
    )
    found = {
        hint.offset: hint
        for hint in hints
        if hint is not None and (within is None or within.contains(hint.offset))
    }
    return [found[offset] for offset in sorted(found)]


def _hint(snapshot: Snapshot, section: AnySection) -> InlayHint | None:
    holder, body, owner = section.holder, section.body, section.owner
    if holder is None or body is None or owner is None:
        return None
    span = section.node.span
    is_here = holder.value is section.node or span.contains(holder.start)
    if not is_here or snapshot.document.damages(span.start, span.end):
        return None
    defaults = _defaults(owner, body)
    if not defaults:
        return None
    words = [f"{one.name}: {markup.default_words(one)}" for one in defaults]
    offset = place_behind(snapshot.lines, holder)
    return InlayHint(offset, label_of_words(words, _SHOWN), _tooltip(owner, defaults))


def label_of_words(words: Sequence[str], most: int) -> str:
    """A label with ``most`` of the words, fewer if they are long, and the number of the others."""
    for count in range(min(most, len(words)), 0, -1):
        rest = f", {len(words) - count} more" if count < len(words) else ""
        label = ", ".join(words[:count]) + rest
        if len(label) <= _LONGEST or count == 1:
            return (
                label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1 - len(rest)]}…{rest}"
            )
    return ""


def _tooltip(owner: Owner, defaults: list[Parameter]) -> str:
    lines = [f"Defaults of the {markup.escape(owner.label)} that apply here:", ""]
    lines += [
        f"- {markup.code(one.name)}: {markup.code(markup.default_words(one))}"
        for one in defaults[:_LISTED]
    ]
    if len(defaults) > _LISTED:
        lines.append(f"- and {len(defaults) - _LISTED} more")
    return "\n".join(lines)


def place_behind(lines: LineIndex, entry: Entry) -> int:
    """Behind what is written on the line of the key; behind the value where that is in braces."""
    value = entry.value
    in_block = isinstance(value, (Mapping, nodes.Sequence)) and not value.flow
    if isinstance(value, Alias) or not in_block:
        return value.end
    number = lines.line_of(entry.key.end)
    line = split_line(lines.line_text(number), number, lines.line_start(number))
    end = line.value.end if line.levels else entry.key.end
    return max(entry.key.end, line.start + len(line.text[: end - line.start].rstrip()))


def _defaults(owner: Owner, body: Mapping) -> list[Parameter]:
    """The parameters whose defaults apply and tell something, the most telling ones first."""
    entries = effective_entries(body)
    given = {entry.name for entry in entries}
    filled: Container[str] = ()
    if owner.facts is not None:
        filled = class_rules.filled_fields(owner.facts, dict(_values(entries)))
    defaults = [
        parameter
        for parameter in owner.shape.properties.values()
        if parameter.name not in given and parameter.name not in filled and _is_telling(parameter)
    ]
    return sorted(defaults, key=_dullness)


def _dullness(parameter: Parameter) -> int:
    """Text says more than a number, and what is on more than what is off."""
    default = parameter.default
    if isinstance(default, str):
        return 0
    if default is True:
        return 1
    return 2 if default else 3


def _values(entries: list[Entry]) -> Iterator[tuple[str, object]]:
    for entry in entries:
        readable, value = try_value(entry.value)
        if readable and entry.name is not None:
            yield entry.name, value


_UNTOLD: tuple[object, ...] = (None, "", [], {})
_SIMPLE = (Kind.STRING, Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN, Kind.CHOICE)


def _is_telling(parameter: Parameter) -> bool:
    """Whether a default is worth a place: a short plain value of what is neither secret nor old."""
    if not parameter.has_default or parameter.default in _UNTOLD or parameter.required:
        return False
    if parameter.sensitive or parameter.deprecation is not None:
        return False
    if parameter.shape.find(*_SIMPLE) is None:
        return False
    words = markup.default_words(parameter)
    return len(words) <= _WIDTH and "\n" not in words
