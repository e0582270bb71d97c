"""What a newer ZenML has, added to a good file for one that does not have it yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .drafts import Project, field, step_makers, top_makers, usable
from .places import Change, Data, NotApplicable, below, either, flavor_settings, general_settings
from .project import STEPS
from .target import Target, target_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random


def newer_keys(target: Target) -> dict[str, Change]:
    """The changes; none for the newest version."""
    return {} if target is target_of() else _NEWER


def _chosen(rng: Random, names: Sequence[str]) -> str:
    if not names:
        raise NotApplicable
    return rng.choice(names)


def _newest(project: Project) -> Project:
    return Project(target_of(), project.stack)


def _top(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
    makers = top_makers(_newest(project), rng)
    key = _chosen(rng, [one for one in makers if one not in project.target.top])
    data[key] = makers[key]()
    return data, key


def _step(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
    name = rng.choice(STEPS)
    makers = step_makers(_newest(project), name, rng)
    key = _chosen(rng, [one for one in makers if one not in project.target.step])
    level = below(data, "steps", name)
    level[key] = makers[key]()
    return level, key


def _general_field(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
    return _field(*general_settings(data, rng, project), rng, project)


def _flavor_field(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
    return _field(*flavor_settings(data, rng, project), rng, project)


def _field(body: Data, key: str, rng: Random, project: Project) -> tuple[Data, str]:
    newest = target_of().settings[key]
    known = project.settings[key].parameters
    name = _chosen(rng, [one for one in usable(newest) if one not in known])
    body[name] = field(newest, name, rng)
    return body, name


def _settings(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
    """Settings of a flavor, or general ones, that the version does not have."""
    settings = below(either(data, rng, project), "settings")
    newest = target_of().settings
    key = _chosen(rng, [one for one in newest if one not in project.settings])
    name = _chosen(rng, list(usable(newest[key])))
    settings[key] = {name: field(newest[key], name, rng)}
    return settings, key


def _by_name(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
    level = either(data, rng, project)
    if project.target.by_name:
        raise NotApplicable
    settings = below(level, "settings")
    found = [f"{one['type']}:{one['name']}" for _, one in project.configurable]
    key = _chosen(rng, found)
    settings[key] = {}
    return settings, key


_NEWER: dict[str, Change] = {
    "newer/top": _top,
    "newer/step": _step,
    "newer/general-field": _general_field,
    "newer/flavor-field": _flavor_field,
    "newer/settings": _settings,
    "newer/by-name": _by_name,
}
