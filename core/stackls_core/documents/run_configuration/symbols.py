"""The outline of a run configuration: its top-level keys, its steps, its settings."""

from __future__ import annotations

from stackls_core.documents.run_configuration.keys import SETTINGS, STEPS
from stackls_core.documents.run_configuration.model import (
    RunConfiguration,
    SettingsNode,
    StepNode,
)
from stackls_core.documents.view import Symbol, SymbolKind
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Entry, as_mapping, as_scalar
from stackls_core.yamltree.spans import key_span

_LISTED = 60


def run_symbols(view: RunConfiguration) -> list[Symbol]:
    """The outline, in the order of the text."""
    return [_top(view, entry) for entry in view.root.entries] if view.root is not None else []


def _top(view: RunConfiguration, entry: Entry) -> Symbol:
    within = Span(entry.start, entry.end)
    children: list[Symbol] = []
    if entry.name == STEPS:
        children = [_step(one) for one in view.steps if _is_in(one.entry, within)]
    elif entry.name == SETTINGS:
        children = [_settings(one) for one in view.settings if _is_in(one.entry, within)]
    return Symbol(
        entry.name or "?", _detail(entry), SymbolKind.KEY, within, key_span(entry), tuple(children)
    )


def _step(step: StepNode) -> Symbol:
    span = Span(step.entry.start, step.entry.end)
    children = tuple(_settings(one) for one in step.settings if _is_in(one.entry, span))
    return Symbol(step.name or "?", "", SymbolKind.STEP, span, key_span(step.entry), children)


def _settings(node: SettingsNode) -> Symbol:
    entry = node.entry
    span = Span(entry.start, entry.end)
    return Symbol(entry.name or "?", "", SymbolKind.SETTINGS, span, key_span(entry))


def _is_in(entry: Entry, span: Span) -> bool:
    """Whether an entry is written there, and not brought in by an alias or a merge key."""
    return span.start <= entry.start and entry.end <= span.end


def _detail(entry: Entry) -> str:
    scalar = as_scalar(entry.value)
    if scalar is not None:
        return scalar.value[:_LISTED] if "\n" not in scalar.value else ""
    below = as_mapping(entry.value)
    return f"{len(below.entries)} keys" if below is not None and len(below.entries) > 1 else ""
