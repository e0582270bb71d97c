"""What the place of the cursor means in a run configuration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.place import ELSEWHERE, Place
from stackls_core.documents.run_configuration.keys import (
    DOCKER,
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
from stackls_core.documents.run_configuration.targets import NAMED_COMPONENTS
from stackls_core.documents.section import Owner
from stackls_core.documents.surroundings import Surroundings
from stackls_core.workspace_code.model import Definition
from stackls_core.yamltree.cursor.cursor import Cursor, Role

TOP_KEY = "key of a run configuration"
STEP_NAME = "step"
STEP_KEY = "key of a step"
SETTINGS_KEY = "settings"
PIPELINE_PARAMETER = "pipeline parameter"
STEP_PARAMETER = "step parameter"
COMPONENT_NAME = "component of the stack"
INTEGRATION = "integration"
RUN_NAME = "run name"

_IN_STEP = 2
"""How many steps of a path lead into a step."""


def place_of(cursor: Cursor, catalog: Catalog, around: Surroundings) -> Place:
    """The meaning of a classified cursor."""
    path = cursor.path
    if cursor.role is Role.NOTHING:
        return ELSEWHERE
    if not path:
        return Place(Role.KEY, (), pipeline_owner(catalog), special=TOP_KEY)
    if path[0] == STEPS:
        return _in_steps(cursor, catalog, around)
    if path[0] == SETTINGS:
        return _in_settings(cursor, catalog, around, 1, {"level": "pipeline"})
    if path[0] == PARAMETERS:
        scope = around.scope
        found = scope.pipelines if scope is not None else ()
        passed = scope.passed if scope is not None else ()
        return _parameters(cursor, 1, found, PIPELINE_PARAMETER, {}, passed)
    special = RUN_NAME if path == ("run_name",) and cursor.role is Role.VALUE else ""
    return Place(cursor.role, path, pipeline_owner(catalog), special=special)


def _in_steps(cursor: Cursor, catalog: Catalog, around: Surroundings) -> Place:
    path = cursor.path
    if len(path) == 1:
        if cursor.role is not Role.KEY:
            return ELSEWHERE
        return Place(Role.KEY, special=STEP_NAME, around=around)
    names = {"step": str(path[1]), "level": "step"}
    owner = step_owner(catalog)
    if len(path) == _IN_STEP:
        if cursor.role is Role.VALUE:
            return ELSEWHERE
        return Place(Role.KEY, (), owner, special=STEP_KEY, names=names)
    if path[2] == SETTINGS:
        return _in_settings(cursor, catalog, around, _IN_STEP + 1, names)
    if path[2] == PARAMETERS:
        scope = around.scope
        found = scope.definitions(str(path[1])) if scope is not None else ()
        calls = scope.invocations(str(path[1])) if scope is not None else ()
        passed = {name for call in calls for name in call.passed}
        return _parameters(cursor, _IN_STEP + 1, found, STEP_PARAMETER, names, passed)
    below = path[_IN_STEP:]
    if below[0] in NAMED_COMPONENTS and len(below) == 1 and cursor.role is Role.VALUE:
        names = {**names, "type": str(below[0])}
        return Place(Role.VALUE, below, owner, special=COMPONENT_NAME, names=names)
    return Place(cursor.role, below, owner, names=names)


def _parameters(
    cursor: Cursor,
    depth: int,
    definitions: Sequence[Definition],
    special: str,
    names: Mapping[str, str],
    passed: Iterable[str],
) -> Place:
    """Parameters of code: those of its signature, where it is known which function is meant.

    ``name`` is the parameter whose value the cursor is in; ``passed`` are those that the code sets.
    """
    rest = cursor.path[depth:]
    given = dict.fromkeys(passed, "set by the code") if not rest else {}
    if len(definitions) == 1:
        owner = signature_owner(definitions[0])
        return Place(cursor.role, rest, owner, names=names, given=given)
    if definitions:
        owners = partial(map, signature_owner, definitions)
        return Place(cursor.role, rest, candidates=owners, given=given)
    if not rest:
        return Place(Role.KEY, special=special, names=names) if _is_key(cursor) else ELSEWHERE
    if len(rest) == 1 and cursor.role is Role.VALUE:
        return Place(Role.VALUE, special=special, names={**names, "name": str(rest[0])})
    return ELSEWHERE


def _is_key(cursor: Cursor) -> bool:
    return cursor.role is Role.KEY


def _in_settings(
    cursor: Cursor, catalog: Catalog, around: Surroundings, depth: int, names: Mapping[str, str]
) -> Place:
    rest = cursor.path[depth:]
    if not rest:
        if cursor.role is Role.VALUE:
            return ELSEWHERE
        return Place(Role.KEY, special=SETTINGS_KEY, names=names)
    written, below = str(rest[0]), rest[1:]
    key = settings_key(written)
    if key is None or (not below and cursor.role is Role.VALUE and cursor.siblings):
        return ELSEWHERE
    owner = settings_owner(key, catalog, around)
    candidates = partial(_candidates, key, catalog, around)
    is_integration = key.text == DOCKER and below[:1] == ("required_integrations",)
    special = INTEGRATION if is_integration and not cursor.siblings else ""
    return Place(cursor.role, below, owner, candidates, special, names)


def _candidates(key: SettingsKey, catalog: Catalog, around: Surroundings) -> Iterator[Owner]:
    """The settings of the flavors that a key without a known one may mean."""
    if key.flavor:
        return
    for one in run_settings(catalog).flavors:
        component_type, _, flavor = one.partition(".")
        if component_type == key.type:
            found = settings_key(f"{component_type}.{flavor}")
            owner = settings_owner(found, catalog, around) if found is not None else None
            if owner is not None:
                yield owner
