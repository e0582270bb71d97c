"""`settings-without-effect`: settings for a component that has none, or that is not in the stack.

Of a flavor without settings, and of one that no component of the stack has, ZenML says one line in
the log and ignores them.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import label_of
from stackls_core.catalog.settings import RunSettings
from stackls_core.documents.run_configuration.keys import SettingsKey
from stackls_core.documents.run_configuration.owners import flavor_of, matching, run_settings
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Scalar
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import has_placeholder


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on each such key."""
    view, catalog = context.view, context.catalog
    stack = view.around.stack
    for node in view.read_settings:
        key = node.key
        if key is None or key.is_class or has_placeholder(key.text):
            continue
        settings = run_settings(catalog)
        if key.type not in catalog.types or (key.name and not settings.takes_names):
            continue  # refused
        span = key_span(node.entry)
        flavor = key.flavor or flavor_of(key, view.around)
        summary = catalog.summary(key.type, flavor) if flavor else None
        known = settings.flavors
        if summary is not None and f"{key.type}.{flavor}" not in known and not summary.is_custom:
            if known:
                message = f"The {flavor} {label_of(key.type)} has no settings: ZenML ignores these."
                yield RULE.finding(span, message)
            continue
        meant = catalog.nearest_flavor(key.type, flavor) if flavor and summary is None else None
        if meant is not None and key.flavor and f"{key.type}.{meant}" in known:
            message = f"There is no {label_of(key.type)} of flavor {flavor}. Did you mean {meant}?"
            fixes: list[Fix] = []
            if isinstance(node.entry.key, Scalar):
                edit = replace_scalar(node.entry.key, f"{key.type}.{meant}")
                fixes.append(Fix(f"Change to {key.type}.{meant}", (edit,), safe=True))
            yield RULE.finding(span, message, fixes=fixes)
            continue
        found = matching(key, view.around)
        if found is None or stack is None or len(found) == 1:
            continue
        label = view.around.known.label if view.around.known is not None else ""
        yield RULE.finding(span, _unmatched(key, stack.name, len(found), settings), store=label)


def _unmatched(key: SettingsKey, stack: str, count: int, settings: RunSettings) -> str:
    kind = label_of(key.type)
    if count:
        return f"The stack {stack} has {count} {kind}s of flavor {key.flavor}: name one of them."
    if key.flavor:
        return f"The stack {stack} has no {kind} of flavor {key.flavor}: ZenML ignores these."
    if key.name:
        return f"The stack {stack} has no {kind} named {key.name}: ZenML ignores these."
    fate = "ZenML refuses to run on it" if settings.needs_component else "ZenML ignores these"
    return f"The stack {stack} has no {kind}: {fate}."


RULE = Rule(
    "settings-without-effect",
    Severity.WARNING,
    "Settings for a component that has none, or that is not in the stack.",
    check=check,
)
