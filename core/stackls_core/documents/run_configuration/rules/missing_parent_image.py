"""`missing-parent-image`: no image is built, and none is named.

With ``skip_build``, a run uses ``parent_image`` as it is; ZenML refuses settings that have the one
and not the other, in a step too, where those of the pipeline do not count yet. What ``@pipeline``
and ``@step`` set in the code is merged in before, so this is an error where they set nothing, and a
warning where that is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stackls_core.catalog.class_rule_kinds import BOOL, coerced
from stackls_core.catalog.mirrored import is_mirrored
from stackls_core.catalog.run_class_rules import SKIP_BUILD
from stackls_core.documents.run_configuration.keys import DOCKER, SETTINGS
from stackls_core.documents.run_configuration.model import SettingsNode
from stackls_core.documents.run_configuration.owners import run_settings
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.workspace_code.model import Definition
from stackls_core.yamltree.nodes import entry_of
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import try_value

_SKIP, _IMAGE = "skip_build", "parent_image"


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on each such key."""
    if not is_mirrored(run_settings(context.catalog).of_class(DOCKER), SKIP_BUILD):
        return
    for node in context.view.read_settings:
        if node.entry.name != DOCKER or node.mapping is None:
            continue
        entry, image = entry_of(node.mapping, _SKIP), entry_of(node.mapping, _IMAGE)
        _, skips = try_value(entry.value if entry is not None else None)
        readable, named = try_value(image.value if image is not None else None)
        is_named = image is not None and (not readable or bool(named))
        if entry is None or not coerced(BOOL, skips) or is_named:
            continue
        message = "skip_build uses parent_image as it is: ZenML refuses it without one here."
        found = RULE.finding(key_span(entry), message)
        yield found if _is_certain(context, node) else replace(found, severity=Severity.WARNING)


def _is_certain(context: FileContext, node: SettingsNode) -> bool:
    """Whether the code sets nothing that this would be merged with."""
    scope = context.view.around.scope
    if scope is None or scope.only is None:
        return False
    meant: tuple[Definition, ...] = (scope.only,)
    if node.step is not None:
        meant = scope.definitions(node.step.name)
    return len(meant) == 1 and SETTINGS not in meant[0].settings


RULE = Rule(
    "missing-parent-image",
    Severity.ERROR,
    "No image is built for a run, and none is named.",
    check=check,
    varies=True,
)
