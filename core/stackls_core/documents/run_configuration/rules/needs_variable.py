"""`needs-variable`: ZenML puts environment variables into the file, and refuses it without them.

It replaces each ``${NAME}`` in what it reads, where the pipeline is started
(``substitute_env_variable_placeholders``); a variable that is not set there is a ``KeyError``.
Whether it is set nobody can tell from here, so this is one hint a file, where there is no error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stackls_core.catalog.class_rule_kinds import listed
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Scalar, walk

_VARIABLE = re.compile(r"\$\{([a-zA-Z0-9_]+)\}")
_SHOWN = 5


def check(context: FileContext) -> Iterator[Finding]:
    """One finding, on the first of them."""
    view = context.view
    found: dict[str, Span] = {}
    for node in walk(view.root):
        if isinstance(node, Scalar) and "${" in node.value and view.is_read(node.start):
            for match in _VARIABLE.finditer(view.text, node.start, node.end):
                found.setdefault(match.group(1), Span(match.start(), match.end()))
    if found:
        names = list(found)
        if len(names) > _SHOWN:
            names = [*names[: _SHOWN - 1], f"{len(names) - _SHOWN + 1} more"]
        message = (
            f"Started where {listed(names, 'or')} is not set, ZenML refuses this run: it replaces "
            "${NAME} by the environment variable."
        )
        yield RULE.finding(min(found.values()), message)


RULE = Rule(
    "needs-variable",
    Severity.HINT,
    "The file needs environment variables where the pipeline is started.",
    check=check,
    if_alone=True,
)
