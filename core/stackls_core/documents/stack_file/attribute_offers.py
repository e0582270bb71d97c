"""What may be written for attributes: their keys, and names that the registry has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stackls_core.documents.completion import (
    MAX_ITEMS,
    Completion,
    ItemKind,
    Request,
    key_text,
    value_item,
)
from stackls_core.documents.stack_file.connectors import fits
from stackls_core.documents.stack_file.topics import COMPONENT, TOP, about
from stackls_core.registry.attributes import COMPONENT_ATTRIBUTES, STACK_ATTRIBUTES
from stackls_core.registry.model import ConnectorInfo
from stackls_core.yamltree.edits import plain_or_quoted

_BLOCKS = ("labels", "environment")


def top_keys(request: Request) -> Iterator[Completion]:
    """The keys at the top that hold attributes of the stack."""
    return _keys(request, STACK_ATTRIBUTES, TOP)


def component_keys(request: Request) -> Iterator[Completion]:
    """Those of a component; no connector where its flavor uses none."""
    place = request.place
    flavor = request.catalog.flavor(place.names["type"], place.names["flavor"])
    uses_connector = flavor is None or flavor.connector is not None or flavor.is_custom
    offered = (
        one for one in COMPONENT_ATTRIBUTES if uses_connector or not one.startswith("connector")
    )
    return _keys(request, offered, COMPONENT)


def _keys(request: Request, attributes: Iterable[str], topic: str) -> Iterator[Completion]:
    """The keys of attributes that are not there yet, after all others."""
    for index, key in enumerate(attributes):
        if key in request.cursor.siblings:
            continue
        text, snippet = key_text(request, key, opens_block=key in _BLOCKS)
        yield Completion(
            key,
            ItemKind.KEY,
            request.cursor.span,
            text,
            snippet,
            f"2{index}",
            "optional",
            about(topic, key),
            suggest_next=key in ("connector", "secrets"),
        )


def connectors(request: Request) -> Iterator[Completion]:
    """The service connectors that the flavor can use."""
    names = request.place.names
    flavor = request.catalog.flavor(names["type"], names["flavor"])
    for one in _connectors(request):
        if flavor is None or fits(one, flavor):
            resources = f" for {', '.join(one.resource_types)}" if one.resource_types else ""
            detail = f"{one.type} connector{resources}"
            text = plain_or_quoted(one.name, flow=request.cursor.flow)
            yield value_item(request, text, f"0{one.name}", detail)


def resources(request: Request) -> Iterator[Completion]:
    """The resource that the connector is for, and those that other components get through it."""
    name, known = request.place.names.get("connector", ""), request.known
    if known is None or not name:
        return
    found = {
        one.connector_resource_id: f"{one.name} gets it through {name}"
        for one in known.registered.components
        if one.connector == name and one.connector_resource_id
    }
    connector = known.connector(name)
    if connector is not None and connector.resource_id:
        found = {connector.resource_id: f"what {name} is for"}
    for resource, detail in list(found.items())[:MAX_ITEMS]:
        text = plain_or_quoted(resource, flow=request.cursor.flow)
        yield value_item(request, text, f"0{resource}", detail)


def secret_names(request: Request) -> Iterator[Completion]:
    """The names of secrets, for an item of a list."""
    for name, keys_of in _secrets(request):
        text = plain_or_quoted(name, flow=request.cursor.flow)
        yield value_item(request, text, f"0{name}", keys_of)


def secret_lists(request: Request) -> Iterator[Completion]:
    """Lists of one secret each, where the list is still to be begun."""
    for name, keys_of in _secrets(request):
        yield value_item(request, f"[{plain_or_quoted(name, flow=True)}]", f"0{name}", keys_of)


def _connectors(request: Request) -> Iterable[ConnectorInfo]:
    known = request.known
    return (known.connectors or ())[:MAX_ITEMS] if known is not None else ()


def _secrets(request: Request) -> Iterator[tuple[str, str]]:
    known = request.known
    for one in (known.secrets or ())[:MAX_ITEMS] if known is not None else ():
        yield one.name, f"secret with {', '.join(one.keys)}" if one.keys else "secret"
