"""`ambiguous-stack-name`: ZenML reads the stack's name as a search for stacks.

``zenml stack import`` looks first whether there is such a stack. To that look a name like
``contains:def`` or ``notequals:x`` is a search (``BaseFilter._resolve_operator``), and whatever
stack it finds makes the import ask for another name, and abort where nobody can answer, as in CI.
That is certain where it finds the stack ``default``, which every ZenML has, or one of the registry.
A search that ZenML cannot make, like ``in:x`` or ``gt:large``, is an error. Components may have
such names. Which words begin a search has changed from one version to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stackls_core.documents.stack_file.rules.default_stack_name import DEFAULT_STACK
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.registry.name_lookups import NameSearch, plain_name, search_in
from stackls_core.text import TextEdit
from stackls_core.yamltree.edits import plain_or_quoted
from stackls_core.yamltree.spans import value_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on a name that is a search; a warning where that finds a stack."""
    entry, name = context.view.entry("stack_name"), context.view.stack_name
    search = search_in(name, context.catalog.imports.searches) if name else None
    if entry is None or name is None or search is None or context.view.is_unknown(entry):
        return
    span = value_span(entry)
    plain = plain_or_quoted(plain_name(name), flow=True)
    fix = Fix(f"Name it {plain}", (TextEdit(span, plain),))
    begins = f"To import, {search.operator}: begins a search for stacks"
    if search.fails:
        finding = RULE.finding(span, f"{begins}, and this one fails.", fixes=[fix])
        yield replace(finding, severity=Severity.ERROR)
        return
    asks = "asks for another name, and aborts where nobody can answer"
    found = _found(context, search, name)
    if found is None:
        finding = RULE.finding(span, f"{begins}: where it finds one, import {asks}.", fixes=[fix])
        yield replace(finding, severity=Severity.INFORMATION)
        return
    which, store = found
    message = f"{begins}, and this one finds the stack {which}: import {asks}."
    yield RULE.finding(span, message, fixes=[fix], store=store)


def _found(context: FileContext, search: NameSearch, name: str) -> tuple[str, str] | None:
    """A stack that is found, as messages name it, and the registry that it is in, unless in all."""
    if search.finds(DEFAULT_STACK):
        return f"{DEFAULT_STACK}, which every ZenML has", ""
    known = context.known
    for stack in known.registered.stacks if known is not None else ():
        # the stack itself is there because it has been imported
        if stack.name != name and search.finds(stack.name):
            return stack.name, known.label if known is not None else ""
    return None


RULE = Rule(
    "ambiguous-stack-name",
    Severity.WARNING,
    "ZenML reads the stack's name as a search.",
    check=check,
    varies=True,
)
