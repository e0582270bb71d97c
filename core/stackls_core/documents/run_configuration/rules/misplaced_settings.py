"""`misplaced-settings`: ``deployment`` settings are for the whole pipeline, and refused in a step.

``DeploymentSettings.LEVEL`` is the pipeline; in a step ZenML raises a ``TypeError``.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.run_configuration.keys import DEPLOYMENT, SETTINGS
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.edits import remove_entry
from stackls_core.yamltree.nodes import Mapping, entry_of
from stackls_core.yamltree.spans import key_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on each such key."""
    for step in context.view.steps:
        if context.view.is_ignored(step):
            continue
        holder = entry_of(step.mapping, SETTINGS)
        for node in step.settings:
            if node.entry.name != DEPLOYMENT:
                continue
            message = "ZenML refuses deployment in a step: write it below settings at the top."
            fixes: list[Fix] = []
            settings = holder.value if holder is not None else None
            others = settings.entries if isinstance(settings, Mapping) else []
            if isinstance(settings, Mapping) and node.entry in others and len(others) > 1:
                edit = remove_entry(context.view.lines, settings, node.entry)
                fixes.append(Fix("Remove deployment", (edit,), preferred=False, removes=True))
            yield RULE.finding(key_span(node.entry), message, fixes=fixes)


RULE = Rule(
    "misplaced-settings",
    Severity.ERROR,
    "Settings of the whole pipeline are set in a step.",
    check=check,
)
