"""`wrong-stack-name`: a stack's name is text of 1 to 255 characters.

Mirrors ``zenml.models.v2.core.stack.StackRequest.name``. A number, a date or ``yes`` is no text
until it is quoted.

Import looks first whether there is such a stack, and to ``Client.list_stacks`` a name like ``in:x``
or ``gt:large`` is a search (``BaseFilter._resolve_operator``), one that it cannot make. Those that
it can make are ``ambiguous-stack-name``.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.names import name_findings
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.registry.name_lookups import plain_name, search_in
from stackls_core.text import TextEdit
from stackls_core.yamltree.edits import plain_or_quoted
from stackls_core.yamltree.spans import value_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding where the name cannot be one."""
    entry = context.view.entry("stack_name")
    if entry is None:
        return
    yield from name_findings(RULE, context.view, entry, "A stack's name", "my-stack")
    name = context.view.stack_name
    search = search_in(name) if name else None
    if name and search is not None and search.fails and not context.view.is_unknown(entry):
        message = (
            f"ZenML takes {search.operator}: for the beginning of a search, and this one fails."
        )
        plain = plain_or_quoted(plain_name(name), flow=True)
        edit = TextEdit(value_span(entry), plain)
        yield RULE.finding(value_span(entry), message, fixes=[Fix(f"Name it {plain}", (edit,))])


RULE = Rule(
    "wrong-stack-name",
    Severity.ERROR,
    "The stack's name is not a string of 1 to 255 characters.",
    check=check,
)
