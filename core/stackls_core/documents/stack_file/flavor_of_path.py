"""The artifact store that a path is one of, where the flavor beside it is another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stackls_core.catalog.storage_paths import own_path
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Scalar, entry_of

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.catalog.model import Flavor
    from stackls_core.documents.stack_file.model import ComponentNode
    from stackls_core.text import TextEdit


def other_flavor(
    component: ComponentNode, flavor: Flavor | None, catalog: Catalog, path: str
) -> tuple[str, tuple[TextEdit, ...]] | None:
    """Its name, and the edits that choose it and write the path as it takes it."""
    named, written = component.entry("flavor"), entry_of(component.configuration, "path")
    if flavor is None or named is None or written is None or own_path(path, flavor.schemes):
        return None
    if not isinstance(named.value, Scalar) or not isinstance(written.value, Scalar):
        return None
    found = sorted(_takers(component.type, catalog, path), key=lambda one: _rank(*one))
    if not found:
        return None
    name, meant = found[0]
    edits = [replace_scalar(named.value, name)]
    if meant != path:
        edits.append(replace_scalar(written.value, meant))
    return name, tuple(edits)


def _takers(component_type: str, catalog: Catalog, path: str) -> Iterator[tuple[str, str]]:
    for summary in catalog.flavors(component_type):
        flavor = catalog.flavor(component_type, summary.name)
        meant = own_path(path, flavor.schemes) if flavor is not None else None
        if meant is not None and not summary.is_custom:
            yield summary.name, meant


def _rank(name: str, meant: str) -> tuple[bool, str]:
    """Of those that take a path, the one called as its scheme: others speak the same protocol."""
    return not meant.startswith(f"{name}:"), name
