"""`unknown-integration`: ``required_integrations`` names an integration that ZenML does not have.

ZenML looks it up when it builds the image, and fails there. Packages belong in ``requirements``.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.run_configuration.keys import DOCKER
from stackls_core.documents.run_configuration.owners import run_settings
from stackls_core.documents.run_configuration.section import Rule, RunSection, SettingsSection
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.suggest import nearest
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Scalar, as_sequence, entry_of
from stackls_core.yamltree.values import has_placeholder


def check(section: RunSection) -> Iterator[Finding]:
    """A finding on each such name."""
    known = run_settings(section.catalog).integrations
    key = section.settings.key if isinstance(section, SettingsSection) else None
    if not known or key is None or key.text != DOCKER:
        return
    entry = entry_of(section.body, "required_integrations")
    names = as_sequence(entry.value) if entry is not None else None
    for item in names.items if names is not None else ():
        if not isinstance(item, Scalar) or item.value in known or has_placeholder(item.value):
            continue
        meant = nearest(item.value, known)
        fixes = (
            [Fix(f"Change to {meant}", (replace_scalar(item, meant),), safe=True)] if meant else []
        )
        message = f"ZenML has no integration {item.value}."
        message += f" Did you mean {meant}?" if meant else " Packages belong in requirements."
        yield RULE.finding(item.span, message, fixes=fixes)


RULE = Rule(
    "unknown-integration",
    Severity.WARNING,
    "An integration that ZenML does not have.",
    check_section=check,
)
