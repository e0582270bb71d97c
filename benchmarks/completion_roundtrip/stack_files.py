"""The tokens of stack files: keys, types, flavors, and what schemas know of configurations."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.completion_roundtrip.targets import Path_, Target, targets_inside
from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.section import owner_of_flavor
from stackls_core.documents.stack_file.model import StackFile
from stackls_core.yamltree.nodes import Mapping, Scalar


def targets_of(file: StackFile, catalog: Catalog) -> Iterator[Target]:
    """Every token of ``file`` that a schema knows, in the order of the text."""
    root = file.root
    if root is None:
        return
    for entry in root.entries:
        if entry.name in ("stack_name", "zenml_version", "components"):
            yield Target("key", entry.key.start, (entry.name,), entry.name)
    for slot in file.slots:
        if not isinstance(slot.entry.key, Scalar) or slot.entry.key.start < root.start:
            continue
        base: Path_ = ("components", slot.name)
        yield Target("key", slot.entry.key.start, base, slot.name)
        for component in slot.components:
            mapping = component.node
            if not isinstance(mapping, Mapping):
                continue
            path = (*base, component.index) if slot.is_list else base
            flavor = catalog.flavor(component.type, component.flavor or "")
            for entry in mapping.entries:
                if entry.name in ("name", "type", "flavor", "configuration"):
                    yield Target("key", entry.key.start, (*path, entry.name), entry.name)
                if entry.name == "flavor" and isinstance(entry.value, Scalar):
                    here = (*path, "flavor")
                    yield Target("flavor", entry.value.start, here, entry.value.value)
                if entry.name == "configuration" and flavor is not None:
                    here = (*path, "configuration")
                    yield from targets_inside(entry.value, here, (), owner_of_flavor(flavor))
