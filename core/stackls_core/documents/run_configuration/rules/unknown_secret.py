"""`unknown-secret`: the registry has no secret of a name that ``secrets`` lists.

ZenML looks for it when it compiles a run, by name, id or the beginning of one, and refuses the run
where there is none. A private secret of somebody else cannot be seen from here, hence a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stackls_core.documents.run_configuration.owners import run_settings
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.suggest import nearest
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Mapping, Scalar, as_sequence, entry_of
from stackls_core.yamltree.values import has_placeholder, try_value

_ID = re.compile(r"[0-9a-fA-F-]+")


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on each such name; none where the registry does not name its secrets."""
    known = context.known
    is_read = "secrets" in run_settings(context.catalog).of_class("pipeline").parameters
    if known is None or known.secrets is None or not is_read:
        return
    names = [secret.name for secret in known.secrets]
    steps = (step.mapping for step in context.view.steps if not context.view.is_ignored(step))
    for item in _listed(context.view.root, *steps):
        readable, value = try_value(item)
        if not readable or not isinstance(value, str) or has_placeholder(value):
            continue
        # an id is not known here
        if not value or _ID.fullmatch(value) or any(name.startswith(value) for name in names):
            continue
        message = f"There is no secret {value}, or none that you may see: ZenML refuses the run."
        meant = nearest(value, names)
        fixes: list[Fix] = []
        if meant is not None:
            message += f" Did you mean {meant}?"
            fixes.append(Fix(f"Change to {meant}", (replace_scalar(item, meant),)))
        yield RULE.finding(item.span, message, fixes=fixes, store=known.label)


def _listed(*mappings: Mapping | None) -> Iterator[Scalar]:
    for mapping in mappings:
        entry = entry_of(mapping, "secrets")
        items = as_sequence(entry.value) if entry is not None else None
        yield from (one for one in (items.items if items else ()) if isinstance(one, Scalar))


RULE = Rule(
    "unknown-secret",
    Severity.WARNING,
    "A run asks for a secret that the registry does not have.",
    check=check,
    needs_store=True,
)
