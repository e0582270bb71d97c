"""The secret references in a file, for rules about the secrets that a registry has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from stackls_core.catalog.secret_lookups import resolved_references
from stackls_core.documents.stack_file.section import (
    ComponentSection,
    FileContext,
    Rule,
    verdict_key,
)
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import Span, TextEdit
from stackls_core.yamltree.nodes import Entry, as_scalar
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import SecretReference, parse_secret_reference, try_value

if TYPE_CHECKING:
    from stackls_core.registry.known import KnownRegistry, VerdictKey


@dataclass(frozen=True)
class SecretUse:
    """A parameter whose whole value is a reference, as ZenML resolves no other ones."""

    entry: Entry
    reference: SecretReference
    is_read_by_import: bool
    """Whether ZenML looks the secret up when it imports the component, not only in runs."""
    key: VerdictKey | None
    """What ZenML's verdict on the component is kept under."""

    def is_met(self, known: KnownRegistry) -> bool:
        """Whether the registry has the secret and the key, as far as it says."""
        secret = known.secret(self.reference.name)
        if known.secrets is None or secret is None:
            return known.secrets is None
        return not secret.keys or self.reference.key in secret.keys

    def _severity(self, known: KnownRegistry) -> Severity:
        """How bad it is where the secret is not there: for ZenML to say, where it was asked."""
        is_refused = (
            self.is_read_by_import and self.key is not None and known.verdicts.get(self.key)
        )
        return Severity.ERROR if is_refused else Severity.WARNING

    def key_fix(self, text: str, key: str, *, preferred: bool) -> Fix | None:
        """Another ``key`` of the same secret, written into ``text``."""
        scalar = as_scalar(self.entry.value)
        if scalar is None:
            return None
        span = scalar.inner_span
        start = text.rfind(self.reference.key, span.start, span.end)
        if start < 0:
            return None
        edit = TextEdit(Span(start, start + len(self.reference.key)), key)
        return Fix(f"Change to {key}", (edit,), preferred=preferred)

    def finding(
        self, rule: Rule, message: str, known: KnownRegistry, fixes: Iterable[Fix] = ()
    ) -> Finding:
        """A finding of ``rule`` that the secret is not there: ``message``, and what comes of it."""
        if self.is_read_by_import:
            message += " The import reads it, so it would be refused."
        else:
            message += " Runs would fail."
        found = rule.finding(value_span(self.entry), message, store=known.label)
        return replace(found, severity=self._severity(known), fixes=tuple(fixes))


def secret_uses(context: FileContext) -> Iterator[SecretUse]:
    """All of them, in the order of the text."""
    if "{{" not in context.view.text:
        return
    for component in context.sections:
        yield from secret_uses_in(component)


def secret_uses_in(context: ComponentSection) -> Iterator[SecretUse]:
    """Those of one component."""
    component = context.component
    if component.configuration is None:
        return
    found: list[tuple[Entry, SecretReference]] = []
    for entry in component.configuration.entries:
        readable, value = try_value(entry.value)
        reference = parse_secret_reference(value) if readable else None
        if reference is not None:
            found.append((entry, reference))
    if not found:
        return
    readable, whole = try_value(component.configuration)
    configuration = cast("dict[str, object]", whole) if readable else {}
    flavor = context.flavor
    read = resolved_references(flavor, configuration) if flavor is not None else frozenset[str]()
    key = verdict_key(component, context.view)
    for entry, reference in found:
        yield SecretUse(entry, reference, entry.name in read, key)
