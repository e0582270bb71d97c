"""What a word at a special place of a run configuration means, in Markdown."""

from __future__ import annotations

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.component_types import label_of
from stackls_core.documents import markup
from stackls_core.documents.place import Place
from stackls_core.documents.run_configuration.keys import SettingsKey, settings_key
from stackls_core.documents.run_configuration.owners import (
    flavor_of,
    run_settings,
    settings_owner,
)
from stackls_core.documents.run_configuration.signatures import summary_of
from stackls_core.documents.surroundings import NOTHING_KNOWN, Surroundings

_CLASS_DOCS = {
    "docker": "How the image is built that the steps run in.",
    "resources": "The CPUs, GPUs and memory that a step asks for.",
    "deployment": "How a deployed pipeline is served. At the top of the file only.",
}


def nothing(place: Place, token: str, catalog: Catalog) -> str:
    """Nothing."""
    del place, token, catalog
    return ""


def key(place: Place, token: str, catalog: Catalog) -> str:
    """About a key of the place's owner."""
    del catalog
    owner = place.owner
    parameter = owner.parameter_at((token,)) if owner is not None else None
    if owner is None or parameter is None:
        return ""
    return markup.parameter_documentation(parameter, owner)


def value(place: Place, token: str, catalog: Catalog) -> str:
    """About the key whose value it is."""
    del token, catalog
    owner, parameter = place.owner, place.parameter
    if owner is None or parameter is None:
        return ""
    return markup.parameter_documentation(parameter, owner)


def step(place: Place, token: str, catalog: Catalog) -> str:
    """About a step: its signature and what its docstring says, where its code is known."""
    del catalog
    scope = place.around.scope
    found = scope.definitions(token) if scope is not None and token else ()
    lines = [f"**{markup.escape(token)}** · step"] if token else []
    for definition in found[:_SHOWN]:
        lines += [f"```python\n{definition.signature}\n```", markup.escape(summary_of(definition))]
    return "\n\n".join(line for line in lines if line)


_SHOWN = 3
"""How many steps of one name are described."""


def settings(place: Place, token: str, catalog: Catalog) -> str:
    """About a key of ``settings``."""
    del place
    return settings_documentation(token, catalog)


def settings_documentation(
    written: str, catalog: Catalog, around: Surroundings = NOTHING_KNOWN
) -> str:
    """What is set under a key of ``settings``, and for which component."""
    known = settings_key(written)
    if known is None:
        return ""
    lines = [f"**{markup.escape(written)}** · settings", _meaning(known)]
    owner = settings_owner(known, catalog, around)
    if owner is not None and owner.shape.properties:
        names = [p.name for p in owner.shape.properties.values() if p.deprecation is None]
        lines.append("Keys: " + ", ".join(markup.code(name) for name in names))
        if owner.docs is not None:
            lines.append(markup.link(*owner.docs))
    elif known.flavor and catalog.summary(known.type, known.flavor) is not None:
        lines.append("This flavor has no settings.")
    elif not known.is_class and not flavor_of(known, around):
        flavors = [
            one.partition(".")[2]
            for one in run_settings(catalog).flavors
            if one.startswith(f"{known.type}.")
        ]
        if flavors:
            shown = ", ".join(markup.code(one) for one in flavors)
            lines.append(f"Flavors with settings: {shown}")
    return "\n\n".join(lines)


def _meaning(known: SettingsKey) -> str:
    if known.is_class:
        return _CLASS_DOCS[known.text]
    label = label_of(known.type)
    if known.flavor:
        return f"For the {label} of flavor {markup.code(known.flavor)}, if the stack has one."
    if known.name:
        return f"For the {label} named {markup.code(known.name)}, if the stack has it."
    return f"For the stack's {label}, the first one if it has several."
