"""The secret references in a file, for rules about the secrets that a registry has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from stackls_core.stackfile.nodes import Entry
from stackls_core.stackfile.values import SecretReference, parse_secret_reference, try_value
from stackls_core.validation.rule import ComponentContext, FileContext
from stackls_core.validation.secret_lookups import resolved_references


@dataclass(frozen=True)
class SecretUse:
    """A parameter whose whole value is a reference, as ZenML resolves no other ones."""

    entry: Entry
    reference: SecretReference
    is_read_by_import: bool
    """Whether ZenML looks the secret up when it imports the component, not only in runs."""

    @property
    def consequence(self) -> str:
        """What comes of it where the secret is not there, as a sentence."""
        if self.is_read_by_import:
            return "The import reads it, so it would be refused."
        return "Runs would fail."


def secret_uses(context: FileContext) -> Iterator[SecretUse]:
    """All of them, in the order of the text."""
    if "{{" not in context.file.text:
        return
    for component in context.components:
        yield from _uses_in(component)


def _uses_in(context: ComponentContext) -> Iterator[SecretUse]:
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
    read = resolved_references(component.type, component.flavor or "", configuration)
    for entry, reference in found:
        yield SecretUse(entry, reference, entry.name in read)
