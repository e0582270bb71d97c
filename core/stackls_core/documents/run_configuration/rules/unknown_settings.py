"""`unknown-settings`: a key of ``settings`` that is for nothing.

``settings`` has ``docker``, ``resources``, ``deployment``, and a key for each component: its type
(``orchestrator``), with its flavor (``orchestrator.kubernetes``) or its name
(``orchestrator:prod``). ZenML raises a ``ValueError`` for any other one. Up to 0.94.2 it has no
settings by name, and ``deployment`` and some types came later, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stackls_core.catalog.component_types import label_of
from stackls_core.documents.run_configuration.keys import SettingsKey
from stackls_core.documents.run_configuration.model import SettingsNode
from stackls_core.documents.run_configuration.owners import flavor_of, run_settings
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.suggest import nearest
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Scalar
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import has_placeholder


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on each such key."""
    known = run_settings(context.catalog)
    for node in context.view.read_settings:
        name, key = node.entry.name, node.key
        # at the top, keys are looked at before placeholders are replaced
        is_open = node.step is not None and name is not None and has_placeholder(name)
        if name is None or is_open:
            continue
        if key is not None:
            lacking = _lacking(key, context)
            if lacking:
                message = f"ZenML {context.catalog.zenml_version} refuses {name}: {lacking}"
                yield RULE.finding(key_span(node.entry), message, fixes=_by_flavor(node, context))
            continue
        if known.takes_nothing and name[-1:] == "." and name[:-1] in context.catalog.types:
            message = f"ZenML ignores {name}, which names no flavor."
            yield replace(RULE.finding(key_span(node.entry), message), severity=Severity.WARNING)
            continue
        meant = _meant(name, context)
        keys = [*known.general, "or a component's type, as in orchestrator.kubernetes"]
        message = f"ZenML refuses the settings {name}: the key is {', '.join(keys)}."
        fixes: list[Fix] = []
        if meant is not None:
            message = f"ZenML refuses the settings {name}. Did you mean {meant}?"
            if isinstance(node.entry.key, Scalar):
                edit = replace_scalar(node.entry.key, meant)
                fixes.append(Fix(f"Change to {meant}", (edit,), safe=True))
        yield RULE.finding(key_span(node.entry), message, fixes=fixes)


def _lacking(key: SettingsKey, context: FileContext) -> str:
    """What this version of ZenML does not have of what other versions do; empty for nothing."""
    known, catalog = run_settings(context.catalog), context.catalog
    if key.is_class:
        return "" if key.text in known.general else "it has no such settings."
    if key.type not in catalog.types:
        lifetime = catalog.lifetimes.of(key.type).sentence
        return f"it has no {label_of(key.type)}. {lifetime}".rstrip()
    if key.name and not known.takes_names:
        return f"its settings are by flavor, as in {key.type}.FLAVOR."
    return ""


def _by_flavor(node: SettingsNode, context: FileContext) -> list[Fix]:
    """Name the flavor of the component whose name the key has, where that is known."""
    key = node.key
    flavor = flavor_of(key, context.view.around) if key is not None and key.name else ""
    if key is None or not flavor or not isinstance(node.entry.key, Scalar):
        return []
    new = f"{key.type}.{flavor}"
    return [Fix(f"Change to {new}", (replace_scalar(node.entry.key, new),))]


def _meant(name: str, context: FileContext) -> str | None:
    """The key that was probably meant: of a type, a class, or of the only type with a flavor."""
    for mark in ".:":
        kind, found, rest = name.partition(mark)
        if found and rest:
            meant = nearest(kind, context.catalog.types)
            return f"{meant}{mark}{rest}" if meant else None
    types = context.catalog.types_with_flavor(name)
    if len(types) == 1:
        return f"{types[0]}.{name}"
    return nearest(name, [*run_settings(context.catalog).general, *context.catalog.types])


RULE = Rule(
    "unknown-settings",
    Severity.ERROR,
    "A key of settings that ZenML does not have.",
    check=check,
    varies=True,
)
