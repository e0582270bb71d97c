"""`repeated-settings`: two keys of ``settings`` for one component.

``orchestrator`` and ``orchestrator.kubernetes`` are the same component where the stack's
orchestrator is of that flavor; ZenML raises a ``ValueError`` there.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import label_of
from stackls_core.documents.run_configuration.keys import SettingsKey
from stackls_core.documents.run_configuration.model import SettingsNode
from stackls_core.documents.run_configuration.owners import matching
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.spans import key_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the later of two such keys."""
    view = context.view
    for nodes in (view.settings, *(step.settings for step in view.steps)):
        yield from _among(context, nodes)


def _among(context: FileContext, nodes: tuple[SettingsNode, ...]) -> Iterator[Finding]:
    seen: list[SettingsKey] = []
    for node in nodes:
        key = node.key
        if key is None or key.is_class:
            continue
        other = next((one for one in seen if _may_be_one(context, one, key)), None)
        seen.append(key)
        if other is not None:
            message = (
                f"{other.text} and {key.text} are settings of the same {label_of(key.type)}: "
                "ZenML refuses two keys for one component."
            )
            yield RULE.finding(key_span(node.entry), message)


def _may_be_one(context: FileContext, one: SettingsKey, other: SettingsKey) -> bool:
    """Whether two keys are for one component: on the stack, or on any that has a use for both."""
    if one.type != other.type or one.text == other.text:
        return False
    found, others = matching(one, context.view.around), matching(other, context.view.around)
    if found is not None and others is not None:
        return bool(found) and found == others
    # without a stack: the type alone means the component of that type, whatever its flavor
    is_shortcut = not (one.flavor or one.name) or not (other.flavor or other.name)
    return is_shortcut and one.type not in context.catalog.imports.repeatable


RULE = Rule(
    "repeated-settings",
    Severity.WARNING,
    "Two keys of settings are for one component.",
    check=check,
)
