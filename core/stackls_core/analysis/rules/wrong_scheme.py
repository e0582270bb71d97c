"""`wrong-scheme`: the path is not one that this artifact store can use.

Mirrors ``BaseArtifactStoreConfig._ensure_artifact_store``.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.analysis.problem_findings import flavor_of_path, problem_span, value_fixes
from stackls_core.documents.rule import AnyRule, AnySection, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.schema.problems import ProblemKind


def check(context: AnySection) -> Iterator[Finding]:
    """A finding for each such problem of the configuration."""
    for problem in context.problems:
        if problem.kind is ProblemKind.WRONG_SCHEME:
            fixes = value_fixes(context, problem)
            other = flavor_of_path(context, problem)
            message = problem.message + (f" Did you mean the flavor {other[0]}?" if other else "")
            yield RULE.finding(problem_span(context, problem), message, fixes=fixes)


RULE: AnyRule = Rule(
    "wrong-scheme",
    Severity.ERROR,
    "The path is not one that this artifact store can use.",
    check_section=check,
    mirrors_classes=True,
)
