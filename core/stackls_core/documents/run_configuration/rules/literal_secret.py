"""`literal-secret`: a secret reference that is not looked up.

``{{name.key}}`` is resolved in settings. In parameters, in ``environment`` and in ``extra`` it
reaches the step as it is written: list the secret under ``secrets``, or ask ZenML's client for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.run_configuration.section import Rule, RunSection, SettingsSection
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.nodes import Scalar, walk
from stackls_core.yamltree.values import parse_secret_reference


def check(section: RunSection) -> Iterator[Finding]:
    """A finding on each such reference."""
    if isinstance(section, SettingsSection):
        return
    for node in walk(section.body):
        if isinstance(node, Scalar) and "{{" in node.value:
            reference = parse_secret_reference(node.value)
            if reference is not None:
                message = (
                    "ZenML looks secrets up in settings only: here, the step gets this text. "
                    f"Add {reference.name} to secrets, and its keys are environment variables."
                )
                yield RULE.finding(node.inner_span, message)


RULE = Rule(
    "literal-secret",
    Severity.WARNING,
    "A secret reference that is not looked up.",
    check_section=check,
)
