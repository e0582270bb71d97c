"""`hook-without-effect`: a hook at the top of the file that is never run.

``with_options(config_path=...)`` reads ``failure_hook_source`` and the like, and
``Compiler._apply_run_configuration`` does not pass them on. What works at the top is the name of
the argument, ``on_failure``; in a step, the hook's own key.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.run_configuration.keys import ARGUMENTS, unlisted_keys
from stackls_core.documents.run_configuration.owners import run_settings
from stackls_core.documents.run_configuration.section import PipelineSection, Rule, RunSection
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Scalar
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import is_null


def check(section: RunSection) -> Iterator[Finding]:
    """A finding on each such key."""
    body = section.body
    if not isinstance(section, PipelineSection) or body is None or section.owner is None:
        return
    known = section.owner.shape.properties
    unlisted = unlisted_keys(run_settings(section.catalog))
    present = {entry.name for entry in body.entries}
    for entry in body.entries:
        argument = ARGUMENTS.get(entry.name or "")
        if argument is None or is_null(entry.value) or entry.name not in known:
            continue
        message = f"ZenML never runs {entry.name} at the top of a file."
        fixes: list[Fix] = []
        if argument in unlisted:
            message += f" Use {argument} here."
        if argument in unlisted and argument not in present and isinstance(entry.key, Scalar):
            edit = replace_scalar(entry.key, argument)
            fixes.append(Fix(f"Change to {argument}", (edit,)))
        yield RULE.finding(key_span(entry), message, fixes=fixes)


RULE = Rule(
    "hook-without-effect",
    Severity.WARNING,
    "A hook at the top of the file that is never run.",
    check_section=check,
)
