"""`default-component-name`: every ZenML has a component of this name already.

``zenml stack import`` looks each component up by its name, or by the beginning of one
(``Client.get_stack_component``). The orchestrator, the artifact store and the deployer named
``default`` exist from the start: with the same (empty) configuration import takes them, whatever
the flavor, and with another one it asks for another name, and aborts where nobody can answer.
A registry that is known says more: `name-taken`.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import label_of
from stackls_core.documents.stack_file.default_components import (
    DEFAULT_FLAVOR,
    finds_default,
    has_default_configuration,
)
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.registry.names import DEFAULT_NAME
from stackls_core.wording import article_for
from stackls_core.yamltree.spans import value_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on each such name."""
    if context.known is not None:
        return
    for one in context.sections:
        component = one.component
        entry = component.entry("name")
        if entry is None or context.view.is_unknown(entry) or not finds_default(component):
            continue
        if one.owner is None:
            continue  # of a flavor that is not known, there is something else to say
        kind, is_same = label_of(component.type), has_default_configuration(component)
        if is_same and component.flavor == DEFAULT_FLAVOR and component.name == DEFAULT_NAME:
            continue
        if is_same:
            what = f"import takes that {DEFAULT_FLAVOR} one instead of this"
        else:
            what = (
                "its configuration is another one, so import asks for another name, and aborts "
                "where nobody can answer"
            )
        looked_up = "" if component.name == DEFAULT_NAME else ", and import looks for a beginning"
        message = (
            f"Every ZenML has {article_for(kind)} {kind} named {DEFAULT_NAME}{looked_up}: {what}. "
            "Choose another name."
        )
        yield RULE.finding(value_span(entry), message)


RULE = Rule(
    "default-component-name",
    Severity.WARNING,
    "A component has the name of one that every ZenML has.",
    check=check,
)
