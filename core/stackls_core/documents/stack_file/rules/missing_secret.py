"""`missing-secret`: the registry has no secret of the name that a reference uses.

ZenML looks most secrets up when a pipeline runs: the import succeeds and the run fails. A few it
reads while it imports the component, which is then refused. A private secret of somebody else
cannot be seen from here, hence a warning; where ZenML itself has refused it, this is an error.
Names in a list of secrets are looked at, too: ``stackls stack apply`` refuses what is not there.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.attributes import listed_secrets
from stackls_core.documents.stack_file.secret_references import secret_uses
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.text import Span


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
    for holder in context.view.names_of_secrets():
        for node, name in listed_secrets(holder):
            if known.secret(name) is None:
                message = f"There is no secret {name}, or none that you may see."
                yield RULE.finding(Span(node.start, node.end), message, store=known.label)


RULE = Rule(
    "missing-secret",
    Severity.WARNING,
    "The registry has no such secret.",
    check=check,
    needs_store=True,
)
