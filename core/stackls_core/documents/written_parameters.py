"""The parameters that are written in a document, those of objects inside of others included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stackls_core.schema.model import Kind, Parameter, Shape
from stackls_core.yamltree.nodes import (
    Entry,
    Mapping,
    Node,
    Sequence,
    is_merge,
    merge_sources,
    resolve,
)

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.documents.view import View


def written_parameters(view: View, catalog: Catalog) -> Iterator[tuple[Entry, Parameter]]:
    """Every entry of a section whose key is a parameter of the section's owner.

    An entry that an alias or a merge key brings into several sections comes once for each of
    its meanings, and also where another one overrides it.
    """
    seen: set[tuple[int, int]] = set()
    for section in view.sections(catalog):
        owner = section.owner
        if section.body is not None and owner is not None:
            key = id(owner.facts) if owner.facts is not None else id(owner)
            yield from _in_object(section.body, owner.shape, key, seen)


def _in_object(
    mapping: Mapping, shape: Shape, key: int, seen: set[tuple[int, int]]
) -> Iterator[tuple[Entry, Parameter]]:
    if (id(mapping), key) in seen:
        return
    seen.add((id(mapping), key))
    for entry in mapping.entries:
        if is_merge(entry):
            for source in merge_sources(entry.value):
                yield from _in_object(source, shape, key, seen)
            continue
        parameter = shape.properties.get(entry.name or "")
        if parameter is not None:
            yield entry, parameter
            yield from _in_value(entry.value, parameter.shape, seen)


def _in_value(
    value: Node, shape: Shape, seen: set[tuple[int, int]]
) -> Iterator[tuple[Entry, Parameter]]:
    node = resolve(value)
    known = shape.find(Kind.OBJECT)
    if isinstance(node, Mapping):
        if known is not None:
            yield from _in_object(node, known, id(known), seen)
        return
    inner = shape.items.find(Kind.OBJECT) if shape.items is not None else None
    if not isinstance(node, Sequence) or inner is None:
        return
    for item in node.items:
        mapping = resolve(item)
        if isinstance(mapping, Mapping):
            yield from _in_object(mapping, inner, id(inner), seen)
