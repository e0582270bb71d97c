"""All of a workspace's Python together: which pipeline calls which step, and is run with what."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from stackls_core.workspace_code.bodies import UNKNOWN_MODULE, is_class_name
from stackls_core.workspace_code.invocations import AllInvocations, Invocation, Invocations
from stackls_core.workspace_code.model import Call, Definition, Function, Module, Pipeline
from stackls_core.workspace_code.names import ZENML
from stackls_core.workspace_code.paths import in_module, names_document, nearest

_MAX_DEPTH = 8


class WorkspaceCode:
    """What the Python of a workspace defines, by file."""

    def __init__(
        self,
        modules: Mapping[str, Module],
        library: Iterable[Definition] = (),
        *,
        is_complete: bool = True,
    ) -> None:
        """``modules`` are by path; ``library`` are the steps that come with ZenML.

        Not all is known where it is not ``is_complete``: files were too many, or are still read.
        """
        self.modules = modules
        self.library = tuple(library)
        self.is_complete = is_complete
        self._invocations: dict[int, Invocations] = {}
        self._scopes: dict[str, Scope | None] = {}

    @cached_property
    def pipelines(self) -> tuple[Pipeline, ...]:
        return tuple(one for module in self.modules.values() for one in module.pipelines)

    @cached_property
    def steps(self) -> tuple[Definition, ...]:
        return tuple(one for module in self.modules.values() for one in module.steps)

    @cached_property
    def makes_steps(self) -> bool:
        """Whether there are steps whose names only running the code would tell."""
        return any(module.makes_steps for module in self.modules.values())

    def steps_named(self, name: str) -> tuple[Definition, ...]:
        """The steps with that name, or whose function has it; ZenML's own last."""
        return self._by_name.get(name, ())

    @cached_property
    def _by_name(self) -> dict[str, tuple[Definition, ...]]:
        found: dict[str, list[Definition]] = {}
        for one in (*self.steps, *self.library):
            for name in {one.name, one.function}:
                found.setdefault(name, []).append(one)
        return {name: tuple(ones) for name, ones in found.items()}

    def pipelines_with(self, parameter: str) -> tuple[Pipeline, ...]:
        """The pipelines that declare it."""
        return self._by_parameter.get(parameter, ())

    @cached_property
    def _by_parameter(self) -> dict[str, tuple[Pipeline, ...]]:
        found: dict[str, list[Pipeline]] = {}
        for one in self.pipelines:
            for parameter in one.parameters:
                found.setdefault(parameter.name, []).append(one)
        return {name: tuple(ones) for name, ones in found.items()}

    @cached_property
    def has_open_pipeline(self) -> bool:
        """Whether a pipeline takes any parameter."""
        return any(one.takes_any for one in self.pipelines)

    @cached_property
    def _by_function(self) -> dict[str, list[Definition]]:
        found: dict[str, list[Definition]] = {}
        for one in (*self.steps, *self.library):
            found.setdefault(one.function, []).append(one)
        return found

    @cached_property
    def _pipelines_by_function(self) -> dict[str, list[Pipeline]]:
        found: dict[str, list[Pipeline]] = {}
        for one in self.pipelines:
            found.setdefault(one.function, []).append(one)
        return found

    @cached_property
    def _functions(self) -> dict[str, list[tuple[str, Function]]]:
        found: dict[str, list[tuple[str, Function]]] = {}
        for path, module in self.modules.items():
            for one in module.functions:
                found.setdefault(one.name, []).append((path, one))
        return found

    def invocations(self, pipeline: Pipeline) -> Invocations:
        """What ``pipeline`` calls, with what its helpers and other pipelines in it call."""
        known = self._invocations.get(id(pipeline))
        if known is None:
            known = Invocations(is_open=pipeline.is_opaque)
            self._expand(pipeline.calls, pipeline.path, known, (id(pipeline),), repeats=False)
            self._invocations[id(pipeline)] = known
        return known

    @cached_property
    def all_invocations(self) -> AllInvocations:
        """What all pipelines call."""
        return AllInvocations(map(self.invocations, self.pipelines))

    def _expand(
        self,
        calls: Iterable[Call],
        path: str,
        into: Invocations,
        inside: tuple[int, ...],
        *,
        repeats: bool,
    ) -> None:
        for call in calls:
            steps = self._meant(self._by_function.get(call.name, ()), call, path)
            if steps:
                into.add(call, steps, repeats=repeats)
                continue
            found = self._meant(self._pipelines_by_function.get(call.name, ()), call, path)
            bodies = [(one.path, one.calls, one.is_opaque, id(one)) for one in found]
            if not bodies:
                bodies = self._helpers(call, path)
            if not bodies:
                if _may_be_a_step(call):
                    into.is_open = True
                    into.unseen |= {call.id, call.name}
                continue
            where, inner, is_opaque, identity = bodies[0]
            if len(bodies) > 1 or identity in inside or len(inside) > _MAX_DEPTH:
                into.is_open = True
                continue
            into.is_open = into.is_open or is_opaque
            again = repeats or call.repeats
            self._expand(inner, where, into, (*inside, identity), repeats=again)

    def _meant(self, found: Iterable[Any], call: Call, path: str) -> tuple[Any, ...]:
        """Which of several definitions of one name a call in the file ``path`` means."""
        every = tuple(found)
        if not call.module:
            return tuple(one for one in every if one.path == path)
        if call.module.startswith(ZENML):
            return tuple(one for one in every if not one.path)
        if call.module.partition(".")[0] in sys.stdlib_module_names:
            return ()
        own = tuple(one for one in every if one.path)
        if len(own) > 1:
            own = nearest(in_module(own, call.module) or own, path)
        return own

    def _helpers(self, call: Call, path: str) -> list[tuple[str, tuple[Call, ...], bool, int]]:
        found = self._functions.get(call.name, ())
        if not call.module:
            found = [(where, one) for where, one in found if where == path]
        return [(where, one.calls, one.is_opaque, id(one)) for where, one in found]

    def scope(self, document: str) -> Scope | None:
        """What the code says of the run configuration at ``document``; nothing if no pipeline is.

        Kept for as long as this is.
        """
        if document not in self._scopes:
            self._scopes[document] = self._scope(document) if self.pipelines else None
        return self._scopes[document]

    def _scope(self, document: str) -> Scope:
        linked: dict[int, Pipeline] = {}
        passed: dict[str, Any] = {}
        is_certain = self.is_complete
        for path, module in self.modules.items():
            for use in module.uses:
                if not names_document(use, path, document):
                    continue
                found = nearest(self._pipelines_by_function.get(use.pipeline, ()), path)
                is_certain = is_certain and len(found) == 1
                linked.update({id(one): one for one in found})
                passed.update(use.passed)
        return Scope(self, document, tuple(linked.values()), is_certain, passed)


def _may_be_a_step(call: Call) -> bool:
    """Whether a call of something that is defined nowhere in the workspace may be one of a step."""
    if is_class_name(call.name) or call.may_be_method:
        return False
    if call.module == UNKNOWN_MODULE or call.module.startswith(".") or not call.module:
        return True
    first, *rest = call.module.split(".")
    if first == ZENML:
        # of an integration, in a version that has other ones than are known
        return rest[:1] == ["integrations"] and "steps" in rest
    return first not in sys.stdlib_module_names


@dataclass(frozen=True, eq=False)
class Scope:
    """What the code says of one run configuration.

    ``linked`` are the pipelines that the code runs with it; ``is_certain`` is whether there are no
    others as far as the code tells. ``passed`` is what their calls give them.
    """

    code: WorkspaceCode
    document: str
    linked: tuple[Pipeline, ...]
    is_certain: bool
    passed: Mapping[str, Any]

    @property
    def only(self) -> Pipeline | None:
        """The one pipeline that the document belongs to."""
        return self.linked[0] if len(self.linked) == 1 and self.is_certain else None

    @cached_property
    def pipelines(self) -> tuple[Pipeline, ...]:
        """The pipelines that the document may be for: the linked ones, or those near it."""
        return self.linked or nearest(self.code.pipelines, self.document)

    @cached_property
    def offered(self) -> Mapping[str, tuple[Definition, ...]]:
        """The steps that may be configured, by the names to write."""
        found: dict[str, tuple[Definition, ...]] = {}
        for pipeline in self.pipelines:
            for name, invocation in self.code.invocations(pipeline).by_id.items():
                found.setdefault(name, invocation.definitions)
        return found

    def invocations(self, step: str) -> tuple[Invocation, ...]:
        """Where the linked pipelines call the step; where none is linked, any pipeline."""
        return (self._linked_invocations or self.code.all_invocations).get(step)

    @cached_property
    def _linked_invocations(self) -> AllInvocations | None:
        if not self.linked:
            return None
        return AllInvocations(map(self.code.invocations, self.linked))

    def definitions(self, step: str) -> tuple[Definition, ...]:
        """The steps that ``step`` may mean, the likeliest first."""
        called = [one for found in self.invocations(step) for one in found.definitions]
        found = called or self.code.steps_named(step)
        return tuple({id(one): one for one in found}.values())

    def is_missing(self, step: str) -> bool:
        """Whether no step of that name is anywhere, as far as all names are known."""
        code = self.code
        if code.makes_steps or not code.is_complete or self.definitions(step):
            return False
        every = code.all_invocations
        return not (every.has_unknown_ids or step in every.unseen or every.get(step))

    def is_uncalled(self, step: str) -> bool:
        """Whether the linked pipelines call other steps, but not this one."""
        if not self.linked or not self.is_certain:
            return False
        found = [self.code.invocations(pipeline) for pipeline in self.linked]
        return all(not one.is_open and one.get(step) is None for one in found)

    def without_parameter(self, step: str, name: str) -> tuple[Definition, ...]:
        """The steps that ``step`` may mean, if none of them has a parameter ``name``."""
        found = self.definitions(step)
        if any(one.takes_any or one.parameter(name) is not None for one in found):
            return ()
        return found

    def pipelines_with(self, parameter: str) -> tuple[Pipeline, ...]:
        """The pipelines that the document may be for and that declare ``parameter``."""
        if not self.linked:
            return self.code.pipelines_with(parameter)
        return tuple(one for one in self.linked if one.parameter(parameter) is not None)

    def pipelines_without(self, name: str) -> tuple[Pipeline, ...]:
        """The pipelines that the document may be for, if none has a parameter ``name``."""
        if not (self.linked and self.is_certain):
            is_known = self.code.has_open_pipeline or self.code.pipelines_with(name)
            return () if is_known else self.code.pipelines
        if any(one.takes_any or one.parameter(name) is not None for one in self.linked):
            return ()
        return self.linked
