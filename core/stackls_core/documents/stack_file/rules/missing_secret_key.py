"""`missing-secret-key`: the secret that a reference uses has no such key.

ZenML looks most secrets up when a pipeline runs: the import succeeds and the run fails. A few it
reads while it imports the component, which is then refused: where ZenML itself has said so, this
is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stackls_core.documents.stack_file.secret_references import SecretUse, secret_uses
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.suggest import nearest

_LISTED = 6


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on each such reference; none where the keys of the secret are not to be seen."""
    known = context.known
    if known is None:
        return
    for use in secret_uses(context):
        reference = use.reference
        secret = known.secret(reference.name)
        if secret is None or use.is_met(known):
            continue
        shown = ", ".join(secret.keys[:_LISTED]) + (", …" if len(secret.keys) > _LISTED else "")
        message = f"The secret {reference.name} has no key {reference.key}, only {shown}."
        yield use.finding(RULE, message, known, _fixes(use, secret.keys, context.view.text))


def _fixes(use: SecretUse, keys: Sequence[str], text: str) -> list[Fix]:
    """The keys that there are, the one that is likely to be meant first."""
    meant = nearest(use.reference.key, keys)
    in_order = sorted(keys[:_LISTED], key=lambda key: key != meant)
    fixes = [use.key_fix(text, key, preferred=key == meant) for key in in_order]
    return [fix for fix in fixes if fix is not None]


RULE = Rule(
    "missing-secret-key",
    Severity.WARNING,
    "The secret has no such key.",
    check=check,
    needs_store=True,
)
