"""What is different between the catalogs of two versions, for who moves from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.model import Flavor
from stackls_core.schema.model import Parameter


@dataclass(frozen=True)
class Change:
    """One difference: ``kind`` is ``added``, ``removed`` or ``changed``.

    A type has neither ``flavor`` nor ``parameter``, a flavor no ``parameter``. ``details`` says in
    words what has changed.
    """

    kind: str
    type: str
    flavor: str = ""
    parameter: str = ""
    details: str = ""


def changes(before: Catalog, after: Catalog) -> Iterator[Change]:
    """Types, flavors and parameters that one of them lacks, or that are not the same in both.

    Of a type or a flavor that one of them lacks, what is in it is not listed. Raises
    `CatalogError`.
    """
    types = (*after.types, *(one for one in before.types if one not in after.types))
    for one in types:
        if one not in before.types:
            yield Change("added", one)
        elif one not in after.types:
            yield Change("removed", one)
        else:
            yield from _of_type(one, before, after)


def _of_type(component_type: str, before: Catalog, after: Catalog) -> Iterator[Change]:
    old = {summary.name for summary in before.flavors(component_type)}
    new = {summary.name for summary in after.flavors(component_type)}
    for name in sorted(old | new):
        if name not in old:
            yield Change("added", component_type, name)
        elif name not in new:
            yield Change("removed", component_type, name)
        else:
            first, second = before.flavor(component_type, name), after.flavor(component_type, name)
            if first is not None and second is not None:
                yield from _of_flavor(first, second)


def _of_flavor(before: Flavor, after: Flavor) -> Iterator[Change]:
    old, new = before.parameters, after.parameters
    for name in (*new, *(one for one in old if one not in new)):
        if name not in old:
            details = "required" if new[name].required else ""
            yield Change("added", after.type, after.name, name, details)
        elif name not in new:
            yield Change("removed", after.type, after.name, name)
        elif details := "; ".join(_differences(old[name], new[name])):
            yield Change("changed", after.type, after.name, name, details)


def _differences(before: Parameter, after: Parameter) -> Iterator[str]:
    if after.required != before.required:
        yield "required now" if after.required else "no longer required"
    if after.deprecation is not None and before.deprecation is None:
        use = after.deprecation.replacement
        yield f"deprecated, use {use}" if use else "deprecated"
    if after.shape.words != before.shape.words:
        yield f"{before.shape.words} -> {after.shape.words}"
    if after.sensitive and not before.sensitive:
        yield "sensitive now"
    if after.has_default and before.has_default and after.default != before.default:
        shown = "(hidden)" if after.sensitive else f"{before.default!r} -> {after.default!r}"
        yield f"default {shown}"
