"""`ignored-by-import`: a key that ``stackls stack apply`` reads, and import does not.

Import takes ``name``, ``flavor`` and ``configuration`` of a component, and of a stack its name and
components. Service connectors, labels, environments, secrets and descriptions are registered by
stackls; who imports the file gets the stack without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from stackls_core.catalog.component_types import command_of
from stackls_core.documents.stack_file.flat_parameters import is_also_parameter
from stackls_core.documents.stack_file.model import STACK_KEYS
from stackls_core.documents.stack_file.section import ComponentSection, FileContext, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.registry.attributes import COMPONENT_ATTRIBUTES, STACK_ATTRIBUTES
from stackls_core.yamltree.nodes import Mapping
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import try_value


def check(context: ComponentSection) -> Iterator[Finding]:
    """A finding on each such key of a component."""
    mapping = context.component.node
    if not isinstance(mapping, Mapping):
        return
    for entry in mapping.entries:
        if entry.name not in COMPONENT_ATTRIBUTES:
            continue
        message = _message(entry.name)
        readable, value = try_value(entry.value)
        if entry.name == "connector" and readable and isinstance(value, str) and context.name:
            kind = command_of(context.component.type)
            connect = f"zenml {kind} connect {quote(context.name)} --connector {quote(value)}"
            message += f" After an import, that is {connect}."
        if is_also_parameter(entry, context.flavor):
            message += f" The flavor's own {entry.name} belong under configuration."
        yield RULE.finding(key_span(entry), message)


def check_top(context: FileContext) -> Iterator[Finding]:
    """A finding on each such key at the top."""
    root = context.view.root
    if root is None or root is not context.view.document.root:
        return
    if not any(entry.name in STACK_KEYS for entry in root.entries):
        return
    for entry in root.entries:
        if entry.name in STACK_ATTRIBUTES:
            yield RULE.finding(key_span(entry), _message(entry.name))


def _message(name: str) -> str:
    return f"zenml stack import ignores {name}, which stackls stack apply registers."


RULE = Rule(
    "ignored-by-import",
    Severity.INFORMATION,
    "A key that stackls stack apply reads and zenml stack import does not.",
    check=check_top,
    check_section=check,
)
