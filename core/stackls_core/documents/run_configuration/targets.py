"""What a run configuration refers to: components by name, secrets, its own steps."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.run_configuration.model import RunConfiguration
from stackls_core.documents.secrets import secrets_in
from stackls_core.documents.view import SymbolKind, Target
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Scalar, as_scalar, entry_of
from stackls_core.yamltree.values import try_value

NAMED_COMPONENTS = ("step_operator", "experiment_tracker")
"""The keys of a step that take the name of a component."""


def run_targets(view: RunConfiguration) -> Iterator[Target]:
    """Steps, then components, then secrets."""
    for step in view.steps:
        key = step.entry.key
        if isinstance(key, Scalar) and key.value:
            yield Target(
                ("step", key.value),
                key.value,
                key.inner_span,
                key.span,
                is_defined=False,
                is_renamable=False,
                symbol=SymbolKind.STEP,
                container="run configuration",
                words=("step",),
            )
        for component_type in NAMED_COMPONENTS:
            entry = entry_of(step.mapping, component_type)
            scalar = as_scalar(entry.value) if entry is not None else None
            if scalar is None:
                continue
            readable, value = try_value(scalar)
            if readable and isinstance(value, str) and value:
                yield _component(component_type, value, scalar.inner_span, scalar.span)
    for settings in view.all_settings:
        known, key = settings.key, settings.entry.key
        if known is not None and known.name and isinstance(key, Scalar):
            inner = key.inner_span
            name = Span(inner.end - len(known.name), inner.end)
            yield _component(known.type, known.name, name, key.span)
    yield from secrets_in(view.document.root, view.text)


def _component(component_type: str, name: str, span: Span, token: Span) -> Target:
    """A reference to a component: a stack file may define it."""
    return Target(
        ("component", component_type, name),
        name,
        span,
        token,
        is_renamable=False,
    )
