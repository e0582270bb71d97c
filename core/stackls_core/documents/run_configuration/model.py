"""A YAML document seen as a run configuration: its steps, and the settings at both levels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from stackls_core.documents.run_configuration.keys import (
    SETTINGS,
    STEPS,
    SettingsKey,
    settings_key,
)
from stackls_core.documents.surroundings import NOTHING_KNOWN, Surroundings
from stackls_core.documents.view import View
from stackls_core.registry.known import RUN, VerdictKey
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Entry, Mapping, as_dict, effective_entries, entry_of


@dataclass(frozen=True, eq=False)
class SettingsNode:
    """An entry of ``settings``; ``key`` is ``None`` where ZenML refuses it."""

    entry: Entry
    step: StepNode | None = None

    @cached_property
    def key(self) -> SettingsKey | None:
        """What the key means."""
        return settings_key(self.entry.name or "")

    @cached_property
    def mapping(self) -> Mapping | None:
        """The settings themselves, aliases followed."""
        return as_dict(self.entry.value)


@dataclass(frozen=True, eq=False)
class StepNode:
    """A step's entry; what is below it may be anything."""

    entry: Entry

    @property
    def name(self) -> str:
        """The step's name; empty for a key that is no scalar."""
        return self.entry.name or ""

    @cached_property
    def mapping(self) -> Mapping | None:
        """What is below it, aliases followed."""
        return as_dict(self.entry.value)

    @cached_property
    def settings(self) -> tuple[SettingsNode, ...]:
        return tuple(SettingsNode(one, self) for one in _below(self.mapping, SETTINGS))


@dataclass(frozen=True, eq=False)
class RunConfiguration(View):
    """A document seen as a run configuration, with what is known around it."""

    around: Surroundings = field(default=NOTHING_KNOWN)

    @cached_property
    def steps(self) -> tuple[StepNode, ...]:
        """All steps, in order; merges followed."""
        return tuple(StepNode(entry) for entry in _below(self.root, STEPS))

    @cached_property
    def settings(self) -> tuple[SettingsNode, ...]:
        """The settings of all steps."""
        return tuple(SettingsNode(entry) for entry in _below(self.root, SETTINGS))

    @property
    def all_settings(self) -> Iterator[SettingsNode]:
        """The settings at the top, then those of each step."""
        yield from self.settings
        for step in self.steps:
            yield from step.settings

    @property
    def read_settings(self) -> Iterator[SettingsNode]:
        """Those of them that ZenML looks at, as far as one can tell."""
        for one in self.all_settings:
            if one.step is None or not self.is_ignored(one.step):
                yield one

    def is_ignored(self, step: StepNode) -> bool:
        """Whether the code has no such step, so that its settings are never looked at."""
        return step.name in self._ignored

    @cached_property
    def _ignored(self) -> frozenset[str]:
        scope = self.around.scope
        names = [step.name for step in self.steps] if scope is not None else []
        return frozenset(
            name
            for name in names
            if scope is not None and (scope.is_missing(name) or scope.is_uncalled(name))
        )

    @cached_property
    def first_key_span(self) -> Span:
        """Where to point at the file as a whole: its first key, or its very start."""
        if self.root is not None and self.root.entries:
            key = self.root.entries[0].key
            return Span(key.start, key.end)
        root = self.document.root
        if root is not None:
            end = self.lines.line_end(self.lines.line_of(root.start))
            return Span(root.start, min(max(root.end, root.start), end))
        return Span(0, 0)


def run_key(view: RunConfiguration) -> VerdictKey | None:
    """What the verdict of ZenML's compiler is kept under; ``None`` where no stack is known."""
    stack = view.around.stack
    return (RUN, stack.name, view.text) if stack is not None else None


def _below(mapping: Mapping | None, key: str) -> list[Entry]:
    entry = entry_of(mapping, key)
    below = as_dict(entry.value) if entry is not None else None
    return effective_entries(below) if below is not None else []
