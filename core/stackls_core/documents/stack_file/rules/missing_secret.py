"""`missing-secret`: the registry has no secret of the name that a reference uses.

ZenML looks most secrets up when a pipeline runs: the import succeeds and the run fails. A few it
reads while it imports the component, which is then refused. A private secret of somebody else
cannot be seen from here, hence a warning; where ZenML itself has refused it, this is an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.secret_references import secret_uses
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Severity


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on each such reference; none where the registry does not name its secrets."""
    known = context.known
    if known is None or known.secrets is None:
        return
    for use in secret_uses(context):
        name = use.reference.name
        if known.secret(name) is None:
            message = f"There is no secret {name}, or none that you may see."
            yield use.finding(RULE, message, known)


RULE = Rule(
    "missing-secret",
    Severity.WARNING,
    "The registry has no such secret.",
    check=check,
    needs_store=True,
)
