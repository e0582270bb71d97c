"""`wrong-build`: ``build`` takes the id of a build, or all of a build; builds have no names.

Mirrors ``PipelineRunConfiguration.build``. ``zenml pipeline builds list`` shows ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from stackls_core.documents.run_configuration.section import PipelineSection, Rule, RunSection
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.nodes import entry_of
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import try_value


def check(section: RunSection) -> Iterator[Finding]:
    """A finding on a string that is no UUID."""
    entry = entry_of(section.body, "build") if isinstance(section, PipelineSection) else None
    readable, value = try_value(entry.value) if entry is not None else (False, None)
    if entry is None or not readable or not isinstance(value, str):
        return
    if not _is_id(value):
        message = (
            "build takes the id of a build, such as 7cbd6b3a-0d5e-4d3b-9a55-3f6fb1e2c1d0: "
            "builds have no names."
        )
        yield RULE.finding(value_span(entry), message)


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


RULE = Rule(
    "wrong-build",
    Severity.ERROR,
    "The build is not given by its id.",
    check_section=check,
)
