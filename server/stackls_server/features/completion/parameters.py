"""Items inside of a configuration: parameters, keys of objects, values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stackls_core.catalog.model import Flavor
from stackls_core.documents.stack_file.place import parameter_at, shape_at
from stackls_core.schema.model import Kind, Parameter, Shape
from stackls_core.yamltree.cursor.cursor import Cursor
from stackls_core.yamltree.edits import plain_or_quoted
from stackls_core.yamltree.nodes import MERGE_KEY
from stackls_server.features import markup
from stackls_server.features.completion.items import Completion, DocumentationKey, ItemKind
from stackls_server.features.completion.request import Request, key_text, value_item
from stackls_server.features.completion.snippets import escape_snippet
from stackls_server.features.completion.store import (
    opened_references,
    secret_references,
)


def parameters(request: Request) -> Iterator[Completion]:
    """The parameters, or keys of an object, that are not there yet."""
    place, cursor = request.place, request.cursor
    flavor = request.flavor
    if place.parameters and place.parameters[-1] == "":
        yield from opened_references(request)
    if flavor is None:
        yield from _parameters_of_any_flavor(request)
        return
    shape = shape_at(flavor, place.parameters)
    known = shape.find(Kind.OBJECT) if shape is not None else None
    if known is not None:
        for parameter in known.properties.values():
            if parameter.name not in cursor.siblings:
                yield _parameter(request, flavor, parameter)
    elif shape is not None and not cursor.has_colon and _may_be_value(cursor):
        yield from _values_of(request, parameter_at(flavor, place.parameters), shape)


def _may_be_value(cursor: Cursor) -> bool:
    """Whether what is written where a key could begin may be a plain value instead."""
    return cursor.on_item or (not cursor.siblings and not cursor.flow)


def _parameters_of_any_flavor(request: Request) -> Iterator[Completion]:
    """Without a flavor: what all flavors of the type have that know the keys already there."""
    place, cursor = request.place, request.cursor
    registry = request.snapshot.registry
    seen: dict[str, list[str]] = {}
    found: dict[str, tuple[Flavor, Parameter]] = {}
    for summary in registry.flavors(place.component_type):
        flavor = registry.flavor(summary.type, summary.name)
        shape = shape_at(flavor, place.parameters) if flavor is not None else None
        known = shape.find(Kind.OBJECT) if shape is not None else None
        if flavor is None or known is None:
            continue
        written = cursor.siblings.keys() - {MERGE_KEY}
        if not place.parameters and not written <= known.properties.keys():
            continue
        for name, parameter in known.properties.items():
            if name not in cursor.siblings:
                seen.setdefault(name, []).append(flavor.name)
                found.setdefault(name, (flavor, parameter))
    for name, (flavor, parameter) in found.items():
        item = _parameter(request, flavor, parameter)
        flavors = seen[name]
        shown = ", ".join(flavors[:3]) + (", …" if len(flavors) > 3 else "")
        yield replace(item, detail=f"{parameter.shape.words} ({shown})")


def _parameter(request: Request, flavor: Flavor, parameter: Parameter) -> Completion:
    opens = parameter.shape.find(Kind.OBJECT, Kind.MAPPING, Kind.LIST) is not None
    scalar = parameter.shape.find(
        Kind.STRING, Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN, Kind.CHOICE, Kind.ANY
    )
    text, snippet = key_text(request, parameter.name, opens_block=opens and scalar is None)
    group = "2" if parameter.deprecation is not None else "0" if parameter.required else "1"
    detail = parameter.shape.words
    if parameter.required:
        detail += ", required"
    path = (*(str(step) for step in request.place.parameters if isinstance(step, str)),)
    return Completion(
        parameter.name,
        ItemKind.PARAMETER,
        request.cursor.span,
        text,
        snippet,
        group + parameter.name,
        detail,
        DocumentationKey("parameter", flavor.type, flavor.name, (*path, parameter.name)),
        deprecated=parameter.deprecation is not None,
        suggest_next=bool(parameter.shape.choice_values) or opens,
    )


def parameter_values(request: Request) -> Iterator[Completion]:
    """What a parameter can be set to."""
    flavor = request.flavor
    if flavor is None:
        yield from _values_of_any_flavor(request)
        return
    shape = shape_at(flavor, request.place.parameters)
    parameter = parameter_at(flavor, request.place.parameters)
    offered = list(_values_of(request, parameter, shape)) if shape is not None else []
    yield from offered
    if not offered and parameter is not None and len(request.place.parameters) == 1:
        yield from _example_to_edit(request, flavor, parameter)


def _example_to_edit(
    request: Request, flavor: Flavor, parameter: Parameter
) -> Iterator[Completion]:
    """A value that ZenML takes, such as a path with the right scheme, the rest to be filled in."""
    known = flavor.minimal.get(parameter.name)
    if not isinstance(known, str) or not known:
        return
    item = value_item(request, value_text(known, flow=request.cursor.flow), "3", "example")
    scheme, separator, rest = item.text.partition("://")
    if separator and rest and not request.cursor.quote and item.text == known:
        snippet = f"{escape_snippet(scheme + separator)}${{1:{escape_snippet(rest)}}}"
        item = replace(item, snippet=snippet)
    yield item


def _values_of_any_flavor(request: Request) -> Iterator[Completion]:
    place, registry = request.place, request.snapshot.registry
    seen: set[str] = set()
    for summary in registry.flavors(place.component_type):
        flavor = registry.flavor(summary.type, summary.name)
        shape = shape_at(flavor, place.parameters) if flavor is not None else None
        if flavor is None or shape is None:
            continue
        for item in _values_of(request, parameter_at(flavor, place.parameters), shape):
            if item.label not in seen:
                seen.add(item.label)
                yield item


def _values_of(request: Request, parameter: Parameter | None, shape: Shape) -> Iterator[Completion]:
    offered: set[str] = set()
    default = parameter.default if parameter is not None and parameter.has_default else None

    def offer(value: object, rank: str, detail: str) -> Iterator[Completion]:
        text = value_text(value, flow=request.cursor.flow)
        if text not in offered:
            offered.add(text)
            yield value_item(request, text, rank, detail)

    for index, choice in enumerate(shape.choice_values):
        detail = "default" if choice == default and default is not None else ""
        yield from offer(choice, f"0{index:02}", detail)
    if parameter is None or len(request.place.parameters) == 0:
        return
    sensitive = parameter.sensitive and not parameter.refuses_secret_references
    yield from secret_references(request, parameter)
    if not sensitive and default is not None and not isinstance(default, (dict, list)):
        yield from offer(default, "1", "default")
    for index, example in enumerate(parameter.examples):
        if not isinstance(example, (dict, list)):
            yield from offer(example, f"2{index}", "example")
    if shape.find(Kind.MAPPING, Kind.OBJECT) is not None and request.cursor.flow:
        yield from offer({}, "3", "")


def value_text(value: object, *, flow: bool = False) -> str:
    """``value`` as it is written in a stack file."""
    if isinstance(value, str):
        return plain_or_quoted(value, flow=flow)
    return markup.yaml_text(value)
