"""`refused-run`: the ZenML behind the registry refuses the run configuration on the stack.

Its own compiler is asked, as far as that is thinking: it reads the file and compiles it against the
stack, with a pipeline that is made to match. Nothing is run, uploaded or imported from the
workspace, so what only your code would tell is not said here. What another rule reports as an error
is not repeated.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.run_configuration.model import RunConfiguration, run_key
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.text import Span
from stackls_core.yamltree.nodes import as_dict, entry_of
from stackls_core.yamltree.spans import key_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding for each reason."""
    known, key = context.known, run_key(context.view)
    if known is None or key is None:
        return
    for reason in known.verdicts.get(key) or ():
        message = f"ZenML refuses this run configuration on the stack {key[1]}. {reason}"
        yield RULE.finding(_place(context.view, reason), message, store=known.label)


def _place(view: RunConfiguration, reason: str) -> Span:
    """The key that the path at the beginning of a reason leads to; else the first of the file."""
    found, mapping = view.first_key_span, view.root
    for step in reason.partition(":")[0].split("."):
        entry = entry_of(mapping, step)
        if entry is None:
            break
        found, mapping = key_span(entry), as_dict(entry.value)
    return found


RULE = Rule(
    "refused-run",
    Severity.ERROR,
    "The ZenML behind the registry refuses the run configuration.",
    check=check,
    needs_store=True,
    if_alone=True,
)
