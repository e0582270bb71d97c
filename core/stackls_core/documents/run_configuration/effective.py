"""What a step will run with: each setting, its value and where that comes from.

Merges as ZenML 0.98.0 does when it compiles a run. Of several levels, a later one wins; mappings
are merged key by key, everything else is replaced:

* settings of a component: its configuration, ``@pipeline``, the top of the file, ``@step``, the
  step in the file;
* switches such as ``enable_cache``: ``@pipeline``, ``@step``, the top of the file, the step in it;
* what only steps have: ``@step``, the step in the file.

What code passes to ``with_options`` is not seen, nor what decorators are given that is no literal.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.run_configuration.keys import (
    PARAMETERS,
    SETTINGS,
    SettingsKey,
    settings_key,
)
from stackls_core.documents.run_configuration.model import RunConfiguration, StepNode
from stackls_core.documents.run_configuration.owners import matching, run_settings
from stackls_core.documents.surroundings import Surroundings
from stackls_core.registry.model import Component
from stackls_core.workspace_code.index import Scope
from stackls_core.workspace_code.model import NOT_LITERAL, Definition
from stackls_core.yamltree.nodes import Entry, entry_of
from stackls_core.yamltree.nodes import Mapping as MappingNode
from stackls_core.yamltree.values import TooLarge, UnreadableValue, to_value

SWITCHES = (
    "enable_cache",
    "enable_artifact_metadata",
    "enable_artifact_visualization",
    "enable_step_logs",
)
INHERITED = ("extra", "retry", "model", "environment", "substitutions", "cache_policy", "secrets")
ONLY_STEPS = (
    "step_operator",
    "experiment_tracker",
    "runtime",
    "heartbeat_healthy_threshold",
    "group",
    "outputs",
)
_ADDED = "secrets"
"""Of which each level adds to the others."""

Path: TypeAlias = "tuple[str, ...]"


@dataclass(frozen=True)
class Level:
    """Where a value comes from, in words for the user; ``line`` is 1-based, if in the file."""

    words: str
    line: int | None = None

    def __str__(self) -> str:
        return self.words if self.line is None else f"{self.words}, line {self.line}"


@dataclass(frozen=True)
class Effective:
    """One setting of a step. ``over`` are the levels whose values it replaces, the last first.

    ``value`` is `NOT_LITERAL` where only running the code would tell.
    """

    path: Path
    value: Any
    level: Level
    over: tuple[Level, ...] = ()


class _Merged:
    """Values by path, each with the level that it comes from."""

    def __init__(self) -> None:
        self._found: dict[Path, Effective] = {}

    def add(self, path: Path, value: Any, level: Level, lines: Mapping[Path, int]) -> None:
        """Merge ``value`` over what is at ``path``; ``lines`` says where parts of it stand."""
        if isinstance(value, dict) and (value or self._has_below(path)):
            self._drop(path, below=False)
            for key, inner in cast("dict[Any, Any]", value).items():
                self.add((*path, str(key)), inner, level, lines)
            return
        over = self._drop(path, below=True)
        line = next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), None)
        self._found[path] = Effective(path, value, Level(level.words, line), over)

    def _has_below(self, path: Path) -> bool:
        return any(len(one) > len(path) and one[: len(path)] == path for one in self._found)

    def _drop(self, path: Path, *, below: bool) -> tuple[Level, ...]:
        """Take away what a new value replaces, at the path and, if so, below it; its levels."""
        gone = [one for one in self._found if one == path or (below and one[: len(path)] == path)]
        over: list[Level] = []
        for one in gone:
            former = self._found.pop(one)
            over += [former.level, *former.over]
        return tuple(dict.fromkeys(over))

    def at(self, path: Path) -> Any:
        found = self._found.get(path)
        return found.value if found is not None else None

    def result(self) -> list[Effective]:
        return list(self._found.values())


def effective(
    view: RunConfiguration, step_name: str, catalog: Catalog, around: Surroundings
) -> list[Effective]:
    """What the step of that name will run with, the settings of components first."""
    merged, scope = _Merged(), around.scope
    step = next((one for one in view.steps if one.name == step_name), None)
    pipeline, definition = _definitions(scope, step_name)
    own = step.mapping if step is not None else None
    _settings(merged, view, own, (pipeline, definition), catalog, around)
    top = _Part(view, view.root, "top of the file")
    in_step = _Part(view, own, "step in the file")
    for key in SWITCHES:
        for level in (_Code(pipeline, "@pipeline"), _Code(definition, "@step"), top, in_step):
            level.give(merged, key)
    for key in INHERITED:
        for level in (_Code(pipeline, "@pipeline"), top, _Code(definition, "@step"), in_step):
            level.give(merged, key)
    for key in ONLY_STEPS:
        for level in (_Code(definition, "@step"), in_step):
            level.give(merged, key)
    _parameters(merged, step, in_step, definition, scope)
    return merged.result()


def _definitions(scope: Scope | None, step: str) -> tuple[Definition | None, Definition | None]:
    """The pipeline and the step that are meant, where it is clear which."""
    if scope is None:
        return None, None
    pipeline = scope.only or (scope.pipelines[0] if len(scope.pipelines) == 1 else None)
    found = scope.definitions(step)
    return pipeline, found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class _Code:
    """The arguments of a decorator."""

    definition: Definition | None
    words: str

    def value(self, key: str) -> Any:
        return self.definition.settings.get(key) if self.definition is not None else None

    def give(self, merged: _Merged, key: str) -> None:
        value = self.value(key)
        if value is not None:
            _give(merged, key, value, Level(self.words), {})


@dataclass(frozen=True)
class _Part:
    """A mapping of the file."""

    view: RunConfiguration
    mapping: MappingNode | None
    words: str

    def entry(self, key: str) -> Entry | None:
        return entry_of(self.mapping, key)

    def give(self, merged: _Merged, key: str) -> None:
        entry = self.entry(key)
        if entry is None:
            return
        known, value = _read(entry)
        if known and value is not None:
            _give(merged, key, value, Level(self.words), _lines(self.view, entry, (key,)))


def _give(merged: _Merged, key: str, value: Any, level: Level, lines: Mapping[Path, int]) -> None:
    former = merged.at((key,))
    if key == _ADDED and isinstance(former, list) and isinstance(value, list):
        value = [*cast("list[Any]", former), *cast("list[Any]", value)]
    merged.add((key,), value, level, lines)


def _read(entry: Entry) -> tuple[bool, Any]:
    try:
        return True, to_value(entry.value)
    except (UnreadableValue, TooLarge, RecursionError):
        return False, None


def _lines(view: RunConfiguration, entry: Entry, path: Path) -> dict[Path, int]:
    """The line of an entry and of those below it, by the path that their values get."""
    found = {path: view.lines.line_of(entry.key.start) + 1}
    if isinstance(entry.value, MappingNode):
        for inner in entry.value.entries:
            if inner.name is not None:
                found.update(_lines(view, inner, (*path, inner.name)))
    return found


# --- settings -------------------------------------------------------------------------------------


def _settings(
    merged: _Merged,
    view: RunConfiguration,
    step: MappingNode | None,
    code: tuple[Definition | None, Definition | None],
    catalog: Catalog,
    around: Surroundings,
) -> None:
    pipeline, definition = code
    for component in around.stack.components if around.stack is not None else ():
        known = run_settings(catalog).of_flavor(component.type, component.flavor)
        for name, value in component.configuration.items():
            if known is not None and name in known.parameters:
                level = Level(f"component {component.name}")
                merged.add((SETTINGS, _key_of(component), name), value, level, {})
    for words, found in (("@pipeline", pipeline),):
        _code_settings(merged, _Code(found, words), around)
    _file_settings(merged, _Part(view, view.root, "top of the file"), around)
    _code_settings(merged, _Code(definition, "@step"), around)
    _file_settings(merged, _Part(view, step, "step in the file"), around)


def _key_of(component: Component) -> str:
    return f"{component.type}:{component.name}"


def _target(written: str, around: Surroundings) -> str | None:
    """The key that ZenML makes of one of ``settings``; ``None`` where it applies to nothing."""
    key: SettingsKey | None = settings_key(written)
    if key is None:
        return None
    found = matching(key, around)
    if found is None:
        return written
    return _key_of(found[0]) if len(found) == 1 else None


def _code_settings(merged: _Merged, code: _Code, around: Surroundings) -> None:
    value = code.value(SETTINGS)
    if value is NOT_LITERAL:
        merged.add((SETTINGS,), NOT_LITERAL, Level(code.words), {})
    if not isinstance(value, dict):
        return
    for written, below in cast("dict[Any, Any]", value).items():
        target = _target(str(written), around)
        if target is not None:
            merged.add((SETTINGS, target), below, Level(code.words), {})


def _file_settings(merged: _Merged, part: _Part, around: Surroundings) -> None:
    holder = part.entry(SETTINGS)
    if holder is None or not isinstance(holder.value, MappingNode):
        return
    for entry in holder.value.entries:
        target = _target(entry.name or "", around)
        known, value = _read(entry)
        if target is not None and known and isinstance(value, dict):
            path = (SETTINGS, target)
            merged.add(path, value, Level(part.words), _lines(part.view, entry, path))


# --- parameters -----------------------------------------------------------------------------------


def _parameters(
    merged: _Merged,
    step: StepNode | None,
    part: _Part,
    definition: Definition | None,
    scope: Scope | None,
) -> None:
    for parameter in definition.parameters if definition is not None else ():
        if parameter.default:
            level = Level("default of the function")
            merged.add((PARAMETERS, parameter.name), _default(parameter.default), level, {})
    name = step.name if step is not None else ""
    for key, value in _passed(scope, name):
        merged.add((PARAMETERS, key), value, Level("the pipeline's code"), {})
    part.give(merged, PARAMETERS)


def _default(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return NOT_LITERAL


def _passed(scope: Scope | None, step: str) -> Iterator[tuple[str, Any]]:
    invocations = scope.invocations(step) if scope is not None else ()
    if len(invocations) == 1:
        call = invocations[0].call
        names = [parameter.name for parameter in invocations[0].definitions[0].parameters]
        yield from zip(names, call.positional, strict=False)
        yield from call.passed.items()
