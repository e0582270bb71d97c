"""`refused-secret-reference`: a secret reference where ZenML refuses one.

Mirrors ``StackComponentConfig.__init__``: fields with validators of their own take no references.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.analysis.problem_findings import problem_span, value_fixes
from stackls_core.documents.rule import AnyRule, AnySection, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.schema.problems import ProblemKind


def check(context: AnySection) -> Iterator[Finding]:
    """A finding for each such problem of the configuration."""
    for problem in context.problems:
        if problem.kind is ProblemKind.REFUSED_REFERENCE:
            fixes = value_fixes(context, problem)
            yield RULE.finding(problem_span(context, problem), problem.message, fixes=fixes)


RULE: AnyRule = Rule(
    "refused-secret-reference",
    Severity.ERROR,
    "A secret reference where ZenML refuses one.",
    check_section=check,
    mirrors_classes=True,
)
