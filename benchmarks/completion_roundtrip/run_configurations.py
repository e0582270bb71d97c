"""The tokens of run configurations: keys, steps, parameters of code, and what settings have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.completion_roundtrip.targets import Path_, Target, targets_inside
from benchmarks.differential.run_configurations.generate import VALID, generate
from benchmarks.differential.run_configurations.project import SOURCE
from benchmarks.differential.run_configurations.target import target_of
from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.run_configuration.keys import (
    PARAMETERS,
    SETTINGS,
    STEPS,
    SettingsKey,
    settings_key,
)
from stackls_core.documents.run_configuration.owners import (
    pipeline_owner,
    run_settings,
    settings_owner,
    step_owner,
)
from stackls_core.documents.run_configuration.signatures import signature_owner
from stackls_core.documents.section import Owner
from stackls_core.documents.surroundings import NOTHING_KNOWN
from stackls_core.workspace_code.files import look_through
from stackls_core.workspace_code.index import Scope, WorkspaceCode
from stackls_core.yamltree.nodes import Entry, Mapping, Node, Scalar, Sequence
from stackls_core.yamltree.parse import parse

__all__ = ["FILE", "SOURCE", "generated", "scope_in", "targets_of"]

FILE = "run.yaml"
_INTEGRATIONS = "required_integrations"
_TURNS_PER_VALID = 3.5


def generated(seed: int, count: int) -> list[str]:
    """Files that ZenML accepts and follows to the letter."""
    cases = generate(seed, int(count * _TURNS_PER_VALID) + 7 if count else 0, target_of())
    return list(islice((case.text for case in cases if case.label == VALID), count))


def scope_in(folder: Path) -> Scope:
    """What the Python in ``folder`` says of the file there."""
    scope = WorkspaceCode(look_through([str(folder)]).modules).scope(str(folder / FILE))
    assert scope is not None
    assert scope.only is not None
    return scope


def targets_of(text: str, catalog: Catalog, scope: Scope) -> Iterator[Target]:
    """Every token that a schema or the code knows, in the order of the text."""
    root = parse(text).root
    if not isinstance(root, Mapping):
        return
    top = pipeline_owner(catalog)
    for entry in root.entries:
        name = entry.name or ""
        if name in top.shape.properties:
            yield _key(entry, (name,))
        if name == STEPS and isinstance(entry.value, Mapping):
            for step in entry.value.entries:
                yield from _of_step(step, catalog, scope)
        else:
            yield from _below(entry, (), top, catalog, scope.pipelines[:1])


def _of_step(step: Entry, catalog: Catalog, scope: Scope) -> Iterator[Target]:
    name, path = step.name or "", (STEPS, step.name or "")
    if name in scope.offered:
        yield _key(step, path, "step")
    owner = step_owner(catalog)
    for entry in step.value.entries if isinstance(step.value, Mapping) else ():
        if entry.name in owner.shape.properties:
            yield _key(entry, (*path, entry.name))
        yield from _below(entry, path, owner, catalog, scope.definitions(name))


def _below(
    entry: Entry, path: Path_, owner: Owner, catalog: Catalog, definitions: tuple[object, ...]
) -> Iterator[Target]:
    """What is below a key that steps and the top have, or nearly."""
    name = entry.name or ""
    here = (*path, name)
    if name == SETTINGS and isinstance(entry.value, Mapping):
        for settings in entry.value.entries:
            yield from _of_settings(settings, here, catalog)
    elif name == PARAMETERS and definitions:
        for target in targets_inside(entry.value, here, (), signature_owner(definitions[0])):  # type: ignore[arg-type]
            yield Target("parameter", target.start, target.path, target.text)
    else:
        yield from targets_inside(entry.value, here, (name,), owner)


def _of_settings(entry: Entry, path: Path_, catalog: Catalog) -> Iterator[Target]:
    key, here = settings_key(entry.name or ""), (*path, entry.name or "")
    if key is None:
        return
    if not key.name:  # what the stack calls its components is not known here
        yield _key(entry, here, "settings")
    owner = settings_owner(key, catalog, NOTHING_KNOWN) or _fitting(key, entry.value, catalog)
    if owner is None:
        return
    yield from targets_inside(entry.value, here, (), owner)
    for one in entry.value.entries if isinstance(entry.value, Mapping) else ():
        if one.name == _INTEGRATIONS and isinstance(one.value, Sequence):
            for index, item in enumerate(one.value.items):
                if isinstance(item, Scalar):
                    yield Target("value", item.start, (*here, one.name, index), item.value)


def _fitting(key: SettingsKey, node: Node, catalog: Catalog) -> Owner | None:
    """The first flavor that has all the settings under a key that names none."""
    names = [one.name for one in node.entries] if isinstance(node, Mapping) else []
    for one in run_settings(catalog).flavors:
        component_type, _, _ = one.partition(".")
        known = settings_key(one)
        owner = settings_owner(known, catalog, NOTHING_KNOWN) if known is not None else None
        if component_type != key.type or owner is None:
            continue
        if all(name in owner.shape.properties for name in names):
            return owner
    return None


def _key(entry: Entry, path: Path_, kind: str = "key") -> Target:
    return Target(kind, entry.key.start, path, entry.name or "")
