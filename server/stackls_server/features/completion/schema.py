"""Items inside of a configuration: parameters, keys of objects, values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stackls_core.documents.completion import (
    PARAMETER,
    Completion,
    DocumentationKey,
    ItemKind,
    Request,
    key_text,
    value_item,
)
from stackls_core.documents.section import Owner
from stackls_core.documents.snippets import escape_snippet
from stackls_core.schema.model import Kind, Parameter, Shape
from stackls_core.yaml_writing import yaml_text
from stackls_core.yamltree.cursor.cursor import Cursor, Role
from stackls_core.yamltree.edits import plain_or_quoted
from stackls_core.yamltree.nodes import MERGE_KEY
from stackls_server.features.completion.secrets import opened_references, secret_references


def offers_of_schema(request: Request) -> Iterator[Completion]:
    """What the schema of the place's owner has for it."""
    if request.place.role is Role.KEY:
        return _keys(request)
    return _values(request) if request.place.role is Role.VALUE else iter(())


def _keys(request: Request) -> Iterator[Completion]:
    """The parameters, or keys of an object, that are not there yet."""
    place, cursor = request.place, request.cursor
    owner, shape = place.owner, place.expected
    if place.path and place.path[-1] == "":
        yield from opened_references(request)
    if owner is None:
        yield from _keys_of_candidates(request)
        return
    known = shape.find(Kind.OBJECT) if shape is not None else None
    if known is not None:
        for parameter in known.properties.values():
            if parameter.name not in cursor.siblings:
                yield _parameter(request, owner, parameter)
    elif shape is not None and not cursor.has_colon and _may_be_value(cursor):
        yield from _values_of(request, place.parameter, shape)


def _may_be_value(cursor: Cursor) -> bool:
    """Whether what is written where a key could begin may be a plain value instead."""
    return cursor.on_item or (not cursor.siblings and not cursor.flow)


def _keys_of_candidates(request: Request) -> Iterator[Completion]:
    """Without an owner: what those have that may be meant and know the keys that are there."""
    place, cursor = request.place, request.cursor
    seen: dict[str, list[str]] = {}
    found: dict[str, tuple[Owner, Parameter]] = {}
    for owner in place.candidates():
        shape = owner.shape_at(place.path)
        known = shape.find(Kind.OBJECT) if shape is not None else None
        if known is None:
            continue
        written = cursor.siblings.keys() - {MERGE_KEY}
        if not place.path and not written <= known.properties.keys():
            continue
        for name, parameter in known.properties.items():
            if name not in cursor.siblings:
                seen.setdefault(name, []).append(owner.name)
                found.setdefault(name, (owner, parameter))
    for name, (owner, parameter) in found.items():
        item = _parameter(request, owner, parameter)
        names = seen[name]
        shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        yield replace(item, detail=f"{parameter.shape.words} ({shown})")


def _parameter(request: Request, owner: Owner, parameter: Parameter) -> Completion:
    opens = parameter.shape.find(Kind.OBJECT, Kind.MAPPING, Kind.LIST) is not None
    scalar = parameter.shape.find(
        Kind.STRING, Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN, Kind.CHOICE, Kind.ANY
    )
    text, snippet = key_text(request, parameter.name, opens_block=opens and scalar is None)
    group = "2" if parameter.deprecation is not None else "0" if parameter.required else "1"
    detail = parameter.shape.words
    given = request.place.given.get(parameter.name)
    if given:
        group, detail = "3", f"{detail}, {given}"
    elif parameter.required:
        detail += ", required"
    path = (*(str(step) for step in request.place.path if isinstance(step, str)),)
    return Completion(
        parameter.name,
        ItemKind.PARAMETER,
        request.cursor.span,
        text,
        snippet,
        group + parameter.name,
        detail,
        DocumentationKey(request.document, PARAMETER, owner.key, (*path, parameter.name)),
        deprecated=parameter.deprecation is not None,
        suggest_next=bool(parameter.shape.choice_values) or opens,
    )


def _values(request: Request) -> Iterator[Completion]:
    """What a parameter can be set to."""
    place = request.place
    if place.owner is None:
        yield from _values_of_candidates(request)
        return
    shape, parameter = place.expected, place.parameter
    offered = list(_values_of(request, parameter, shape)) if shape is not None else []
    yield from offered
    if not offered and parameter is not None and len(place.path) == 1:
        yield from _example_to_edit(request, parameter)


def _example_to_edit(request: Request, parameter: Parameter) -> Iterator[Completion]:
    """A value that ZenML takes, such as a path with the right scheme, the rest to be filled in."""
    facts = request.facts
    known = facts.minimal.get(parameter.name) if facts is not None else None
    if not isinstance(known, str) or not known:
        return
    item = value_item(request, value_text(known, flow=request.cursor.flow), "3", "example")
    scheme, separator, rest = item.text.partition("://")
    if separator and rest and not request.cursor.quote and item.text == known:
        snippet = f"{escape_snippet(scheme + separator)}${{1:{escape_snippet(rest)}}}"
        item = replace(item, snippet=snippet)
    yield item


def _values_of_candidates(request: Request) -> Iterator[Completion]:
    path = request.place.path
    seen: set[str] = set()
    for owner in request.place.candidates():
        shape = owner.shape_at(path)
        if shape is None:
            continue
        for item in _values_of(request, owner.parameter_at(path), shape):
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
    if parameter is None or not request.place.path:
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
    """``value`` as it is written in a document."""
    if isinstance(value, str):
        return plain_or_quoted(value, flow=flow)
    return yaml_text(value)
