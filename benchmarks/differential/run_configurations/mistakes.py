"""Mistakes that are made in a good file, and that ZenML may refuse."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .drafts import Project, usable
from .places import Change, Data, NotApplicable, below, component, either, settings_key, step_in

if TYPE_CHECKING:
    from random import Random


def _wrong(path: tuple[str, ...], *values: Any) -> Change:
    def change(data: Data, rng: Random, project: Project) -> None:
        del project
        below(data, *path[:-1])[path[-1]] = copy.deepcopy(rng.choice(values))

    return change


def _wrong_in_step(path: tuple[str, ...], *values: Any) -> Change:
    def change(data: Data, rng: Random, project: Project) -> None:
        level = step_in(data, rng, project)
        below(level, *path[:-1])[path[-1]] = copy.deepcopy(rng.choice(values))

    return change


_ODD: tuple[Any, ...] = (
    "text",
    5,
    -1,
    0.5,
    True,
    None,
    [],
    ["a"],
    {},
    {"a": 1},
    "4Gi",
    "",
    "12:30",
)


def _odd_general(data: Data, rng: Random, project: Project) -> None:
    level = either(data, rng, project)
    general = project.target.general
    key = rng.choice(general if level is data else general[:2])
    name = rng.choice(list(usable(project.settings[key])))
    below(level, "settings", key)[name] = copy.deepcopy(rng.choice(_ODD))


def _odd_flavor(data: Data, rng: Random, project: Project) -> None:
    level = either(data, rng, project)
    key = component(project, rng)
    name = rng.choice(list(usable(project.settings[key])))
    body = below(level, "settings", settings_key(level, key))
    body[name] = copy.deepcopy(rng.choice(_ODD))


def _odd_top(data: Data, rng: Random, project: Project) -> None:
    del project
    key = rng.choice(_TOP_KEYS)
    data[key] = copy.deepcopy(rng.choice(_ODD))


def _odd_step_key(data: Data, rng: Random, project: Project) -> None:
    level = step_in(data, rng, project)
    level[rng.choice(_STEP_KEYS)] = copy.deepcopy(rng.choice(_ODD))


def _settings_keys(*keys: str) -> Change:
    def change(data: Data, rng: Random, project: Project) -> None:
        level = either(data, rng, project)
        below(level, "settings")[rng.choice(keys)] = {}

    return change


def _twice(data: Data, rng: Random, project: Project) -> None:
    level = either(data, rng, project)
    key, component = rng.choice(project.configurable or [("", {})])
    if not key:
        raise NotApplicable
    settings = below(level, "settings")
    settings[key] = {}
    settings[f"{component['type']}:{component['name']}"] = {}


def _general(key: str, *values: Data) -> Change:
    def change(data: Data, rng: Random, project: Project) -> None:
        level = either(data, rng, project)
        below(level, "settings")[key] = copy.deepcopy(rng.choice(values))

    return change


def _in_unknown_step(data: Data, rng: Random, project: Project) -> None:
    """What is wrong in settings that are never looked at, and what is looked at anyway."""
    del project
    bodies: tuple[Data, ...] = (
        {"settings": {"nothing": {}}},
        {"settings": {"docker": {"skip_build": "perhaps"}}},
        {"settings": {"docker": None}},
        {"step_operator": "nobody"},
        {"enable_cache": "perhaps"},
    )
    below(data, "steps")["nothing"] = rng.choice(bodies)


def _hooks(data: Data, rng: Random, project: Project) -> None:
    del project
    key, value = rng.choice(
        (
            *(
                ("self", 1),
                ("on_failure", 5),
                ("on_end", ["a"]),
                ("on_failure", ""),
                ("merge", "x"),
            ),
            *(("on_init_kwargs", {"a": 1}), ("on_init_kwargs", {})),
        )
    )
    data[key] = value


_TYPED: Data = {
    "enable_cache": "${COUNT}",
    "execution_mode": "${STAGE}",
    "retry": {"max_retries": "${COUNT}"},
    "secrets": ["${STAGE}"],
    "build": "${STAGE}",
    "tags": ["${STAGE}"],
    "run_name": "x-${STAGE}",
    "parameters": {"epochs": "${COUNT}"},
    "model": {"name": "${STAGE}"},
}
_TYPED_IN_STEPS: Data = {
    "enable_cache": "${COUNT}",
    "retry": {"max_retries": "${COUNT}"},
    "runtime": "${STAGE}",
    "heartbeat_healthy_threshold": "${COUNT}",
    "environment": {"A": "${COUNT}"},
    "settings": {"resources": {"cpu_count": "${COUNT}"}},
}


def _variables(values: Data, place: Callable[..., Data]) -> Change:
    """A variable where ZenML may look before it replaces variables."""

    def change(data: Data, rng: Random, project: Project) -> None:
        key = rng.choice(list(values))
        place(data, rng, project)[key] = copy.deepcopy(values[key])

    return change


_TOP_KEYS = (
    *("enable_cache", "enable_heartbeat", "schedule", "build", "steps", "settings", "environment"),
    *("secrets", "tags", "extra", "model", "parameters", "retry", "substitutions", "cache_policy"),
    *("execution_mode", "run_name", "enable_step_logs"),
)
_STEP_KEYS = (
    *(
        "enable_cache",
        "step_operator",
        "experiment_tracker",
        "parameters",
        "settings",
        "environment",
    ),
    *("secrets", "extra", "model", "retry", "substitutions", "cache_policy", "runtime", "group"),
    *("heartbeat_healthy_threshold", "outputs", "failure_hook_source"),
)

MISTAKES: dict[str, Change] = {
    "odd/top": _odd_top,
    "odd/step": _odd_step_key,
    "odd/general": _odd_general,
    "odd/flavor": _odd_flavor,
    "top/run-name": _wrong(
        ("run_name",), "{x}", "{date", "a}", "{date}-{team}", "${STAGE}-x", "{date:5}", "{}"
    ),
    "top/build": _wrong(
        ("build",),
        "my-build",
        "12345678-1234-5678-1234-567812345678",
        {},
        {"is_local": True, "contains_code": True, "images": {}},
    ),
    "top/schedule": _wrong(
        ("schedule",),
        {"cron_expression": "0 3 * * *"},
        {"cron_expression": "every day"},
        {"interval_second": 60},
        {"interval_second": 60, "start_time": "2030-01-01 10:00:00+00:00"},
        {"catchup": True},
        {"cron_expression": 5},
        {},
        {"start_time": "soon", "interval_second": 60},
        {"start_time": "2030-01-01", "interval_second": "PT5M"},
        {"run_once_start_time": "2030-01-01", "catchup": "perhaps"},
    ),
    "top/model": _wrong(
        ("model",),
        {"version": "1"},
        {"name": "m", "version": 1.1},
        {"name": "m", "version": 1.0},
        {"name": "m", "version": "production"},
        {"name": 5},
        "m",
        {"name": "m", "tags": "a"},
        {},
        {"name": "m", "model_version_id": "12345678-1234-5678-1234-567812345678"},
    ),
    "top/retry": _wrong(
        ("retry",),
        3,
        {"max_retries": 0},
        {"max_retries": "x"},
        {"delay": 1},
        {"max_retries": 1, "delay": -1},
    ),
    "top/tags": _wrong(
        ("tags",), "a", ["a", 5], [{"color": "red"}], [{"name": "a", "color": "zz"}]
    ),
    "top/secrets": _wrong(("secrets",), ["nobody"], "vault", [5], []),
    "top/environment": _wrong(
        ("environment",), {"A": True}, {"A": None}, ["A"], {"A": ["x"]}, {5: "x"}
    ),
    "top/cache-policy": _wrong(
        ("cache_policy",), "never", {"include_step_code": "x"}, {"cache_func": 5}
    ),
    "top/execution-mode": _wrong(("execution_mode",), "fast", "FAIL_FAST", "continue_on_failure"),
    "top/parameters": _wrong(
        ("parameters",), {"lr": 1}, {"epochs": "x"}, {"labels": "a"}, {"name": 5}, {"epochs": 1.5}
    ),
    # no variable that is not set: which are, nobody knows before the run
    "top/variables": _wrong(("extra",), {"a": "${STAGE}"}, {"${STAGE}": 1}, {"a": "$STAGE"}),
    "top/early-variables": _variables(_TYPED, lambda data, *_: data),
    "step/early-variables": _variables(_TYPED_IN_STEPS, step_in),
    "top/hooks": _hooks,
    "top/steps": _wrong(
        ("steps",), ["loader"], {"loader": None}, {5: {}}, "loader", {"loader": []}
    ),
    "step/environment": _wrong_in_step(("environment",), {"PORT": 8080}, {"A": True}, {"A": "x"}),
    "step/parameters": _wrong_in_step(("parameters",), {"no_such": 1}, {}, None, ["a"]),
    "step/threshold": _wrong_in_step(("heartbeat_healthy_threshold",), 9, 61, None, "30", 10.5),
    "step/group": _wrong_in_step(
        ("group",), {"name": "x"}, "g", {"id": 5}, {"id": "a", "type": "x"}
    ),
    "step/runtime": _wrong_in_step(("runtime",), "INLINE", "remote", None),
    "step/component": _wrong_in_step(("step_operator",), "nobody", False, ["x"]),
    "step/tracker": _wrong_in_step(("experiment_tracker",), "nobody", False, 1),
    "step/outputs": _wrong_in_step(("outputs",), {"nothing": {}}, {"data": None}, ["data"]),
    "step/secrets": _wrong_in_step(("secrets",), ["nobody"], ["${VAULT}"], "vault"),
    "step/settings": _wrong_in_step(("settings",), None, [], {"docker": None}),
    "step/types": _wrong(
        ("steps", "trainer", "parameters"), {"epochs": "x"}, {"mode": "slow"}, {"layers": 1}
    ),
    "step/passed": _wrong(("steps", "trainer", "parameters"), {"rate": 0.1}, {"rate": 0.5}),
    "settings/key": _settings_keys(
        "orchestratr", "kubernetes", "orchestrator.", "docker.x", "Docker"
    ),
    "settings/missing-type": _settings_keys(
        "alerter", "feature_store", "model_registry", "annotator"
    ),
    "settings/deployment-in-step": _wrong_in_step(
        ("settings", "deployment"), {}, {"app_title": "x"}
    ),
    "settings/twice": _twice,
    "settings/docker": _general(
        "docker",
        {"skip_build": True},
        {"skip_build": "yes", "parent_image": ""},
        {"skip_build": True, "parent_image": "python:3.11"},
        {"local_project_install_command": "pip install .", "source_files": "download"},
        {
            "local_project_install_command": "pip install .",
            "allow_including_files_in_images": False,
        },
        {"source_files": "included"},
        {"source_files": "included", "allow_download_from_artifact_store": True},
        {"build_config": {"build_options": {"build_args": 5}}},
    ),
    "settings/resources": _general(
        "resources",
        {"min_replicas": 5, "max_replicas": 2},
        {"min_replicas": 5, "max_replicas": 0},
        {"min_replicas": "2", "max_replicas": 2.0},
        {"preemptible": True, "reclaim_tolerance": None},
        {"resources": None},
        {"pool_resources": {"tpu": 2}, "resources": None},
        {"resources": [{"name": "tpu"}]},
    ),
    "settings/unknown-step": _in_unknown_step,
    "settings/value": _wrong(("settings", "resources"), None, "x", [], {"memory": "4Gi"}),
}
