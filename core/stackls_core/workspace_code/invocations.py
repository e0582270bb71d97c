"""The steps that pipelines call, by the ids that configurations name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from stackls_core.workspace_code.model import Call, Definition


@dataclass(frozen=True)
class Invocation:
    """A step as a pipeline calls it: ``id`` is what configurations name it.

    ``definitions`` are the steps that may be meant; ``repeats`` says that there may be more of it,
    with a number behind the id.
    """

    id: str
    definitions: tuple[Definition, ...]
    call: Call
    repeats: bool = False

    @cached_property
    def passed(self) -> Mapping[str, Any]:
        """What the call gives to parameters, by name."""
        found = dict(self.call.passed)
        # the order of parameters is that of the newest ZenML where the step is one of ZenML's
        for definition in (one for one in self.definitions if one.path):
            for parameter, value in zip(definition.parameters, self.call.positional, strict=False):
                found.setdefault(parameter.name, value)
        return found


@dataclass
class Invocations:
    """What a pipeline calls. Where it ``is_open``, there may be steps that are not seen."""

    by_id: dict[str, Invocation] = field(default_factory=dict[str, Invocation])
    unseen: set[str] = field(default_factory=set[str])
    """Names of what it calls that is defined nowhere in the workspace, and may be steps."""
    is_open: bool = False

    def add(self, call: Call, definitions: tuple[Definition, ...], *, repeats: bool) -> None:
        """One more call; ZenML numbers those after the first."""
        name = base = call.id or definitions[0].name
        number = 1
        while name in self.by_id:
            number += 1
            name = f"{base}_{number}"
        self.by_id[name] = Invocation(name, definitions, call, repeats or call.repeats)
        self.is_open = self.is_open or call.has_unknown_id

    def get(self, name: str) -> Invocation | None:
        """The invocation of that id, or the one in a loop that has it in one of its rounds."""
        found = self.by_id.get(name)
        if found is None:
            base, _, number = name.rpartition("_")
            inside = self.by_id.get(base) if number.isdecimal() else None
            found = inside if inside is not None and inside.repeats else None
        return found


class AllInvocations:
    """What several pipelines call, by id: asked at each keystroke, so no pipeline is asked then."""

    def __init__(self, every: Iterable[Invocations]) -> None:
        self._by_id: dict[str, list[Invocation]] = {}
        self.unseen: set[str] = set()
        self.has_unknown_ids = False
        """Whether there are calls whose ids only running the code would tell."""
        for one in every:
            self.unseen |= one.unseen
            for name, invocation in one.by_id.items():
                self._by_id.setdefault(name, []).append(invocation)
                self.has_unknown_ids = self.has_unknown_ids or invocation.call.has_unknown_id

    def get(self, name: str) -> tuple[Invocation, ...]:
        """The invocations of that id, and those in loops that have it in one of their rounds."""
        found = self._by_id.get(name, [])
        base, _, number = name.rpartition("_")
        inside = self._by_id.get(base, []) if number.isdecimal() else []
        return (*found, *(one for one in inside if one.repeats))
