"""The sections of a run configuration, and what its rules get to look at."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, TypeAlias

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.configuration import configuration_problems
from stackls_core.documents import rule
from stackls_core.documents.run_configuration.keys import DEPLOYMENT, SETTINGS, STEPS
from stackls_core.documents.run_configuration.model import (
    RunConfiguration,
    SettingsNode,
    StepNode,
)
from stackls_core.documents.run_configuration.owners import (
    matching,
    pipeline_owner,
    settings_owner,
    step_owner,
)
from stackls_core.documents.run_configuration.values import in_words
from stackls_core.documents.section import Section
from stackls_core.schema.problems import Problem
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Mapping


@dataclass(frozen=True, eq=False)
class RunSection(Section[RunConfiguration]):
    """A mapping of a run configuration; the sections inside of it are no part of its body."""

    catalog: Catalog = field(kw_only=True)


@dataclass(frozen=True, eq=False)
class PipelineSection(RunSection):
    """The top of the file."""

    tells_of_keys: ClassVar[bool] = True

    @property
    def extent(self) -> Span:
        """Lines that cannot be read are in one of the sections below, as far as one can tell."""
        return Span(self.node.start, self.node.start)


@dataclass(frozen=True, eq=False)
class StepSection(RunSection):
    """A step."""

    tells_of_keys: ClassVar[bool] = True
    step: StepNode = field(kw_only=True)

    @property
    def extent(self) -> Span:
        """From its key to its end."""
        return Span(self.step.entry.start, max(self.node.end, self.step.entry.key.end))


@dataclass(frozen=True, eq=False)
class SettingsSection(RunSection):
    """Settings, of all steps or of one."""

    settings: SettingsNode = field(kw_only=True)
    matches: bool = field(default=True, kw_only=True)
    """Whether the stack has a component that they are for, as far as one can tell."""

    @property
    def is_unread(self) -> bool:
        """Settings of no component are dropped; they may be right on another stack."""
        return not self.matches

    @cached_property
    def problems(self) -> list[Problem]:
        """What is wrong with the settings, units and levels in words."""
        found = configuration_problems(self.facts, self.body) if self.facts and self.body else []
        return [in_words(self.settings.key, problem) for problem in found]

    @property
    def extent(self) -> Span:
        """From their key to their end."""
        entry = self.settings.entry
        return Span(entry.start, max(self.node.end, entry.key.end))


def sections_of(view: RunConfiguration, catalog: Catalog) -> Iterator[RunSection]:
    """All sections: the top, its settings, each step and its settings. Raises `CatalogError`."""
    root = view.root
    if root is not None:
        body = _without(root, (STEPS, SETTINGS))
        yield PipelineSection(view, root, body, None, pipeline_owner(catalog), catalog=catalog)
    yield from _settings_of(view, view.settings, catalog)
    for step in view.steps:
        mapping = step.mapping
        if mapping is None:
            continue
        body = _without(mapping, (SETTINGS,))
        owner = step_owner(catalog)
        yield StepSection(
            view, mapping, body, step.entry, owner, mark=step.name, catalog=catalog, step=step
        )
        if not view.is_ignored(step):
            yield from _settings_of(view, step.settings, catalog)


def _settings_of(
    view: RunConfiguration, nodes: tuple[SettingsNode, ...], catalog: Catalog
) -> Iterator[SettingsSection]:
    for node in nodes:
        mapping, key = node.mapping, node.key
        if mapping is None or key is None or (key.text == DEPLOYMENT and node.step is not None):
            continue
        owner = settings_owner(key, catalog, view.around)
        # a key that is a type alone is refused where there is no such component
        is_type = not key.flavor and not key.name
        matches = is_type or matching(key, view.around) != ()
        yield SettingsSection(
            view,
            mapping,
            mapping,
            node.entry,
            owner,
            mark=(key.text, node.step is None, matches),
            catalog=catalog,
            settings=node,
            matches=matches,
        )


def _without(mapping: Mapping, names: Collection[str]) -> Mapping:
    """``mapping`` without what has sections of its own."""
    entries = [entry for entry in mapping.entries if entry.name not in names]
    return Mapping(mapping.start, mapping.end, entries, mapping.flow, mapping.tag, mapping.anchor)


FileContext: TypeAlias = "rule.Context[RunConfiguration, RunSection]"


class Rule(rule.Rule[RunConfiguration, RunSection]):
    """A rule of run configurations."""
