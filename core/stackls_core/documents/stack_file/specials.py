"""What may be written at the special places of a stack file, and what words there mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stackls_core.catalog.component_types import REMOVED_TYPES, label_of
from stackls_core.documents import markup
from stackls_core.documents.kind import Special
from stackls_core.documents.stack_file import attribute_offers, offers, place, topics
from stackls_core.documents.stack_file.key_docs import COMPONENT_KEY_DOCS, TOP_KEY_DOCS

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.catalog.model import Flavor
    from stackls_core.documents.completion import DocumentationKey
    from stackls_core.documents.place import Place
    from stackls_core.registry.model import ConnectorInfo


def documentation(key: DocumentationKey, catalog: Catalog) -> str:
    """The Markdown about a key, a type or a flavor that was offered."""
    if key.topic == topics.FLAVOR:
        flavor = catalog.flavor(*key.names)
        return _about(flavor, catalog) if flavor is not None else ""
    name = key.names[0] if key.names else ""
    if key.topic == topics.TYPE:
        return markup.type_documentation(name, catalog)
    docs = TOP_KEY_DOCS if key.topic == topics.TOP else COMPONENT_KEY_DOCS
    return docs.get(name, "")


# --- what a word at a special place means ---------------------------------------------------------


def _top_key(found: Place, token: str, catalog: Catalog) -> str:
    del catalog
    return TOP_KEY_DOCS.get(found.names.get("key", token), "")


def _component_key(found: Place, token: str, catalog: Catalog) -> str:
    del catalog
    return COMPONENT_KEY_DOCS.get(found.names.get("key", token), "")


def _type(found: Place, token: str, catalog: Catalog) -> str:
    del found
    if token in catalog.types:
        return markup.type_documentation(token, catalog)
    if token in REMOVED_TYPES:
        return f"**{markup.escape(label_of(token))}** · removed\n\n{REMOVED_TYPES[token]}"
    return ""


def _flavor(found: Place, token: str, catalog: Catalog) -> Flavor | None:
    return catalog.flavor(found.names["type"], token)


def _about_flavor(found: Place, token: str, catalog: Catalog) -> str:
    flavor = _flavor(found, token, catalog)
    return _about(flavor, catalog) if flavor is not None else ""


def _attribute(found: Place, token: str, catalog: Catalog) -> str:
    """The key of a component where the place is in one, else the key at the top."""
    return (_component_key if "type" in found.names else _top_key)(found, token, catalog)


def _about_connector(found: Place, token: str, catalog: Catalog) -> str:
    known = found.around.known
    connector = known.connector(token) if known is not None else None
    about = _attribute(found, token, catalog)
    return f"{_connector_words(connector)}\n\n{about}" if connector is not None else about


def _connector_words(connector: ConnectorInfo) -> str:
    lines = [f"**{markup.escape(connector.name)}** · service connector"]
    resources = ", ".join(map(markup.code, connector.resource_types)) or "nothing"
    lines.append(f"Type {markup.code(connector.type)}, for {resources}")
    if connector.resource_id:
        lines.append(f"Gives access to {markup.code(connector.resource_id)}")
    return "\n\n".join(lines)


def _about_secret(found: Place, token: str, catalog: Catalog) -> str:
    known = found.around.known
    secret = known.secret(token) if known is not None else None
    about = _attribute(found, token, catalog)
    if secret is None:
        return about
    keys = ", ".join(map(markup.code, secret.keys)) or "no keys that you may see"
    return f"**{markup.escape(secret.name)}** · secret\n\nHas {keys}\n\n{about}"


def _about(flavor: Flavor, catalog: Catalog) -> str:
    lifetime = catalog.lifetimes.of(flavor.type, flavor.name)
    return markup.flavor_documentation(flavor, lifetime.words)


SPECIALS: Mapping[str, Special] = {
    place.TOP_KEY: Special(offers.top_keys, _top_key),
    place.VALUES["stack_name"]: Special(offers.stack_names, _top_key),
    place.VALUES["zenml_version"]: Special(offers.versions, _top_key, opens_by_itself=False),
    place.VALUES["components"]: Special(lambda _: (), _top_key),
    place.TYPE_KEY: Special(offers.types, _type),
    place.COMPONENT_KEY: Special(offers.component_keys, _component_key),
    place.VALUES["name"]: Special(offers.names, _component_key),
    place.VALUES["type"]: Special(offers.type_of_component, _type),
    place.VALUES["flavor"]: Special(offers.flavors, _about_flavor, flavor=_flavor),
    place.VALUES["configuration"]: Special(offers.empty_configuration, _component_key),
    place.ATTRIBUTES["connector"]: Special(attribute_offers.connectors, _about_connector),
    place.ATTRIBUTES["connector_resource_id"]: Special(attribute_offers.resources, _attribute),
    place.ATTRIBUTES["labels"]: Special(lambda _: (), _attribute),
    place.ATTRIBUTES["environment"]: Special(lambda _: (), _attribute),
    place.ATTRIBUTES["secrets"]: Special(attribute_offers.secret_lists, _attribute),
    place.ATTRIBUTES["description"]: Special(lambda _: (), _attribute),
    place.ITEM_OF_SECRETS: Special(attribute_offers.secret_names, _about_secret),
}
