"""What only the registry knows about a stack file: names that are taken, secrets that are missing.

Nothing of this is wrong with the file itself, and all of it may be different tomorrow: these
findings carry the name of the store they speak for, and are no more than warnings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stackls_core.component_types import label_of
from stackls_core.flavors.model import Integration
from stackls_core.flavors.registry import FlavorRegistry
from stackls_core.stackfile.model import ComponentNode, StackFile
from stackls_core.stackfile.nodes import Entry
from stackls_core.stackfile.values import has_placeholder, parse_secret_reference, try_value
from stackls_core.validation.findings import Finding, Severity, bounded
from stackls_core.validation.top_level import value_span
from stackls_server.features.known import KnownStore
from stackls_server.features.snapshot import Snapshot

NAME_TAKEN = "name-taken"
MISSING_SECRET = "missing-secret"  # noqa: S105 - the code of a finding
MISSING_SECRET_KEY = "missing-secret-key"  # noqa: S105 - the code of a finding
INTEGRATION_NOT_INSTALLED = "integration-not-installed"

CODES = (NAME_TAKEN, MISSING_SECRET, MISSING_SECRET_KEY, INTEGRATION_NOT_INSTALLED)

MAX_FINDINGS = 200
_LISTED = 6


@dataclass(frozen=True, slots=True)
class LiveFinding(Finding):
    """A finding that ``store`` is the reason for."""

    store: str = ""


def live_findings(snapshot: Snapshot) -> list[Finding]:
    """What the store that was seen last says about the file; nothing where none was."""
    known = snapshot.known
    if known is None or not snapshot.is_stack_file:
        return []
    found: list[Finding] = []
    for component in snapshot.stack_file.components:
        found += _component_findings(component, snapshot.stack_file, snapshot.registry, known)
        if len(found) >= MAX_FINDINGS:
            break
    return found[:MAX_FINDINGS]


def _component_findings(
    component: ComponentNode, file: StackFile, registry: FlavorRegistry, known: KnownStore
) -> Iterator[Finding]:
    if component.mapping is None:
        return
    yield from _name_taken(component, file, known)
    yield from _not_installed(component, registry, known)
    if known.secrets is None or component.configuration is None:
        return
    for entry in component.configuration.entries:
        yield from _missing_secret(entry, known)


def _name_taken(component: ComponentNode, file: StackFile, known: KnownStore) -> Iterator[Finding]:
    entry, flavor = component.entry("name"), component.flavor
    if entry is None or component.name is None or flavor is None:
        return
    registered = known.registered.component_named(component.type, component.name)
    if registered is None or registered.flavor == flavor or has_placeholder(flavor):
        return
    if file.is_unknown(entry):
        return
    message = (
        f"The {label_of(component.type)} {component.name} is registered with flavor "
        f"{registered.flavor}, so this one cannot be: give it another name."
    )
    yield _finding(NAME_TAKEN, Severity.WARNING, message, entry, known)


def _not_installed(
    component: ComponentNode, registry: FlavorRegistry, known: KnownStore
) -> Iterator[Finding]:
    entry, flavor = component.entry("flavor"), component.flavor
    summary = registry.summary(component.type, flavor) if flavor else None
    if entry is None or summary is None or summary.integration is None:
        return
    if known.installed.get(summary.integration) is not False:
        return
    command = Integration(summary.integration).install_command
    message = (
        f"The integration {summary.integration}, which {summary.name} needs, is not installed "
        f"beside this ZenML. Install it with {command}."
    )
    yield _finding(INTEGRATION_NOT_INSTALLED, Severity.INFORMATION, message, entry, known)


def _missing_secret(entry: Entry, known: KnownStore) -> Iterator[Finding]:
    readable, value = try_value(entry.value)
    reference = parse_secret_reference(value) if readable else None
    if reference is None:
        return
    secret = known.secret(reference.name)
    if secret is None:
        message = f"There is no secret {reference.name}, or none that you may see."
        yield _finding(MISSING_SECRET, Severity.WARNING, message, entry, known)
    elif secret.keys and reference.key not in secret.keys:
        shown = ", ".join(secret.keys[:_LISTED]) + (", …" if len(secret.keys) > _LISTED else "")
        message = f"The secret {reference.name} has no key {reference.key}. Its keys are {shown}."
        yield _finding(MISSING_SECRET_KEY, Severity.WARNING, message, entry, known)


def _finding(
    code: str, severity: Severity, message: str, entry: Entry, known: KnownStore
) -> LiveFinding:
    return LiveFinding(code, severity, bounded(message), value_span(entry), store=known.label)
