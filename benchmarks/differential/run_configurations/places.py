"""Where a file is changed: at the top, in a step, in settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .drafts import Project, step
from .project import STEPS

if TYPE_CHECKING:
    from random import Random

Data = dict[str, Any]
Change = Callable[[Data, "Random", Project], Any]
"""Changes the file. One that adds what ZenML should drop gives the mapping and the key of it."""


class NotApplicable(Exception):
    """The change has no place in this project."""


def below(data: Data, *path: str) -> Data:
    """The mapping at a path, made where there is none."""
    for key in path:
        inner = data.get(key)
        if not isinstance(inner, dict):
            inner = data[key] = {}
        data = inner
    return data


def step_in(data: Data, rng: Random, project: Project) -> Data:
    """A step of the file, or a new one."""
    steps = below(data, "steps")
    name = rng.choice(list(steps) or list(STEPS))
    if name not in steps:
        steps[name] = step(project, name, rng)
    return steps[name]


def either(data: Data, rng: Random, project: Project) -> Data:
    """The top of the file, or a step."""
    return data if rng.random() < 0.5 else step_in(data, rng, project)


def component(project: Project, rng: Random) -> str:
    """The key of a component of the stack that has settings."""
    keys = [key for key, _ in project.configurable]
    if not keys:
        raise NotApplicable
    return rng.choice(keys)


def settings_key(level: Data, key: str) -> str:
    """The key that the level has for a component already, or the given one."""
    kind = key.partition(".")[0]
    existing = [
        one for one in below(level, "settings") if one.partition(".")[0].partition(":")[0] == kind
    ]
    if existing and existing != [key]:
        raise NotApplicable
    return key


def general_settings(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
    """Settings that are of no component, at the top or in a step, and their key."""
    level = either(data, rng, project)
    general = project.target.general
    key = rng.choice(general if level is data else general[:2])
    return below(level, "settings", key), key


def flavor_settings(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
    """Settings of a component of the stack, at the top or in a step, and their key."""
    level = either(data, rng, project)
    key = component(project, rng)
    return below(level, "settings", settings_key(level, key)), key
