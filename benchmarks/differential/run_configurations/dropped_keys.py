"""Keys that are added to a good file, and that ZenML drops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .drafts import Project, field, usable
from .places import (
    Change,
    Data,
    NotApplicable,
    below,
    either,
    flavor_settings,
    general_settings,
    step_in,
)
from .target import GENERAL

if TYPE_CHECKING:
    from random import Random


def _typo(name: str, rng: Random) -> str:
    at = rng.randrange(1, len(name))
    return rng.choice(
        (name[:at] + name[at + 1 :], name[:at] + name[at - 1] + name[at:], name + "s")
    )


def _extra_key(keys: tuple[str, ...], place: Callable[..., Data], value: Any = "x") -> Change:
    def change(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
        level = place(data, rng, project)
        key = rng.choice(keys)
        if key in level:
            raise NotApplicable
        level[key] = value
        return level, key

    return change


def _misspelt(place: Callable[..., Data], names: tuple[str, ...]) -> Change:
    def change(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
        level = place(data, rng, project)
        name = rng.choice(names)
        wrong = _typo(name, rng)
        if wrong in level or wrong in names:
            raise NotApplicable
        level[wrong] = {"a": "x"} if name in ("settings", "parameters", "extra") else "x"
        return level, wrong

    return change


def _inside(key: str, needed: Mapping[str, Any], dropped: tuple[str, ...]) -> Change:
    def change(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
        level = either(data, rng, project)
        if not isinstance(level.get(key), dict):
            level[key] = dict(needed)
        name = rng.choice(dropped)
        level[key][name] = "x"
        return level[key], name

    return change


def _unknown_general_field(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
    return _unknown_field(*general_settings(data, rng, project), rng, project)


def _unknown_flavor_field(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
    return _unknown_field(*flavor_settings(data, rng, project), rng, project)


def _unknown_field(body: Data, key: str, rng: Random, project: Project) -> tuple[Data, str]:
    schema = project.settings[key]
    name = rng.choice(("no_such_field", _typo(rng.choice(list(usable(schema))), rng)))
    if name in schema.parameters:
        raise NotApplicable
    body[name] = "x"
    return body, name


def _other_flavor(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
    settings = below(either(data, rng, project), "settings")
    own = {c["type"] + "." + c["flavor"] for c in project.stack["components"]}
    key = rng.choice(sorted(set(project.settings) - own - set(GENERAL)))
    schema = project.settings[key]
    name = rng.choice(list(usable(schema)))
    settings[key] = {name: field(schema, name, rng)}
    return settings, key


def _unknown_name(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
    settings = below(either(data, rng, project), "settings")
    key = rng.choice(("orchestrator", "step_operator", "experiment_tracker")) + ":nobody"
    settings[key] = {"x": 1}
    return settings, key


def _unknown_step(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
    del project
    steps = below(data, "steps")
    name = rng.choice(("loadr", "nothing", "loader_2", "score_3"))
    steps[name] = {"enable_cache": True}
    return steps, name


def _parameters_beside(data: Data, rng: Random, project: Project) -> tuple[Data, str]:
    level = step_in(data, rng, project)
    name = rng.choice(("epochs", "rate", "threshold", "path"))
    level[name] = 3
    return level, name


_TOP_NAMES = ("enable_cache", "settings", "parameters", "run_name", "model", "extra", "tags")
_STEP_NAMES = ("enable_cache", "settings", "parameters", "retry", "model", "extra", "outputs")


def _top(data: Data, rng: Random, project: Project) -> Data:
    del rng, project
    return data


DROPPED: dict[str, Change] = {
    "dropped/top-unknown": _extra_key(
        ("name", "stack", "owner", "lr", "docker", "resources"), _top
    ),
    "dropped/top-misspelt": _misspelt(_top, _TOP_NAMES),
    "dropped/top-obsolete": _extra_key(
        ("model_version", "model_config", "model_config_model"), _top
    ),
    "dropped/top-hook": _extra_key(
        ("failure_hook_source", "success_hook_source", "start_hook_source"),
        _top,
        "zenml.utils.source_utils.get_source_root",
    ),
    "dropped/step-unknown": _extra_key(
        (
            "name",
            "source",
            "tags",
            "enable_pipeline_logs",
            "enable_heartbeat",
            "on_failure",
            "resources",
        ),
        step_in,
    ),
    "dropped/step-misspelt": _misspelt(step_in, _STEP_NAMES),
    "dropped/parameters-beside": _parameters_beside,
    "dropped/model-field": _inside("model", {"name": "m"}, ("namee", "stage", "owner")),
    "dropped/retry-field": _inside("retry", {"max_retries": 1}, ("retries", "backof", "limit")),
    "dropped/cache-field": _inside(
        "cache_policy", {"include_step_code": True}, ("include_code", "x")
    ),
    "dropped/general-field": _unknown_general_field,
    "dropped/flavor-field": _unknown_flavor_field,
    "dropped/other-flavor": _other_flavor,
    "dropped/unknown-component": _unknown_name,
    "dropped/unknown-step": _unknown_step,
}
