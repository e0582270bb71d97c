"""Run configurations that ZenML accepts and follows to the letter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.differential.values import REFERENCE, value

from .project import OUTPUTS, PARAMETERS, SECRET, STEP_PARAMETERS, STEPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from random import Random

    from benchmarks.differential.catalog import FlavorSchema

    from .target import Target

_SWITCHES = (
    "enable_cache",
    "enable_artifact_metadata",
    "enable_artifact_visualization",
    "enable_step_logs",
)
_TOP_SWITCHES = (*_SWITCHES, "enable_pipeline_logs", "enable_heartbeat")
_SPECIAL: dict[tuple[str, str], tuple[Any, ...]] = {
    ("orchestrator", "pod_failure_policy"): ({"rules": [{"action": "Ignore"}]},),
    ("docker", "parent_image"): ("python:3.11-slim",),
    ("docker", "requirements"): (["pandas==2.2.0"], "requirements.txt"),
    ("docker", "required_integrations"): (["sklearn"], ["s3", "aws"]),
    ("docker", "python_package_installer"): ("pip", "uv"),
    ("docker", "dockerfile"): (None,),
    ("docker", "skip_build"): (False,),
    ("docker", "environment"): ({"A": "1"}, {"MODE": "fast"}),
    ("docker", "runtime_environment"): ({"A": "1"},),
    ("docker", "source_files"): (["included"],),
    ("resources", "memory"): ("4GiB", "500MB", "1TB"),
    ("resources", "cpu_count"): (1, 0.5, "2"),
    ("resources", "gpu_count"): (0, 1),
    ("docker", "build_config"): (
        {"build_options": {"build_args": {"A": "1"}, "network": "host"}},
        {"dockerignore": ".dockerignore"},
    ),
    ("deployment", "log_level"): (10, 20),
    ("deployment", "startup_hook"): ("hooks.start",),
    ("deployment", "include_default_endpoints"): (255, 3, 9),
}
"""Values of settings that a class of ZenML's looks at itself."""


_OUTPUTS: tuple[Any, ...] = (
    {},
    {"materializer_source": "zenml.materializers.BuiltInMaterializer"},
    {"materializer_source": ["zenml.materializers.BuiltInMaterializer"]},
    {"artifact_config": {"name": "rows", "tags": ["a"]}},
)


@dataclass(frozen=True)
class Project:
    """What a file is for: a ZenML, and one of its stacks."""

    target: Target
    stack: Mapping[str, Any]

    @property
    def settings(self) -> Mapping[str, FlavorSchema]:
        """The settings of all flavors by ``TYPE.FLAVOR``, and the general ones."""
        return self.target.settings

    @property
    def configurable(self) -> list[tuple[str, Mapping[str, Any]]]:
        """The components of the stack that have settings, with the key of those."""
        found = [(f"{c['type']}.{c['flavor']}", c) for c in self.stack["components"]]
        return [(key, component) for key, component in found if key in self.settings]

    def names(self, kind: str) -> list[str]:
        """The names of the stack's components of a type."""
        return [c["name"] for c in self.stack["components"] if c["type"] == kind]


def draft(project: Project, rng: Random) -> dict[str, Any]:
    """One file as a mapping."""
    makers = top_makers(project, rng)
    found = {key: make() for key, make in makers.items() if rng.random() < _SHARE}
    found = {k: value for k, value in found.items() if project.target.takes("pipeline", k, value)}
    if rng.random() < 0.75:
        names = rng.sample(STEPS, rng.randint(1, len(STEPS)))
        found["steps"] = {name: step(project, name, rng) for name in names}
    if not found:
        found["enable_cache"] = True
    return {key: found[key] for key in rng.sample(list(found), len(found))}


_SHARE = 0.28


def top_makers(project: Project, rng: Random) -> dict[str, Callable[[], Any]]:
    """What makes the values of the keys at the top."""
    shared = _shared(project, rng, is_step=False)
    makers = {
        **{key: lambda: _truth(rng) for key in _TOP_SWITCHES},
        **shared,
        "run_name": lambda: rng.choice(("nightly", "run-{date}-{time}", "train_{date}")),
        "environment": lambda: rng.choice(({"MODE": "fast"}, {"COUNT": 3}, {})),
        "tags": lambda: rng.choice((["a", "b"], ["nightly"], [{"name": "x", "color": "red"}])),
        "parameters": lambda: _some(PARAMETERS, rng),
        "execution_mode": lambda: rng.choice(("fail_fast", "stop_on_failure")),
        "schedule": lambda: rng.choice(
            (
                {"cron_expression": "0 3 * * *"},
                {"start_time": dt.datetime(2030, 1, 1, 10), "interval_second": 3600},
                {"run_once_start_time": "2030-01-01T10:00:00Z", "name": "once"},
            )
        ),
        "on_failure": lambda: "zenml.hooks.alerter_failure_hook",
        "on_success": lambda: "zenml.hooks.alerter_success_hook",
        "merge": lambda: True,
    }
    return {key: make for key, make in makers.items() if key in project.target.top}


def step(project: Project, name: str, rng: Random) -> dict[str, Any]:
    """The body of one step."""
    makers = step_makers(project, name, rng)
    found = {key: make() for key, make in makers.items() if rng.random() < _SHARE}
    found = {k: value for k, value in found.items() if project.target.takes("step", k, value)}
    return found or {"enable_cache": False}


def step_makers(project: Project, name: str, rng: Random) -> dict[str, Callable[[], Any]]:
    """What makes the values of the keys in a step."""
    makers = {
        **{key: lambda: _truth(rng) for key in _SWITCHES},
        **_shared(project, rng, is_step=True),
        "parameters": lambda: _some(STEP_PARAMETERS[name], rng),
        "environment": lambda: rng.choice(({"MODE": "fast"}, {"COUNT": "3"})),
        "runtime": lambda: rng.choice(("inline", "isolated")),
        "heartbeat_healthy_threshold": lambda: rng.randint(10, 60),
        "group": lambda: {"id": "g1", "name": "loading"},
        "failure_hook_source": lambda: rng.choice(("hooks.notify", "hooks")),
    }
    if OUTPUTS[name]:
        makers["outputs"] = lambda: {rng.choice(OUTPUTS[name]): rng.choice(_OUTPUTS)}
    for kind in ("step_operator", "experiment_tracker"):
        names = project.names(kind)
        if names:
            makers[kind] = lambda names=names: rng.choice((True, *names))
    return {key: make for key, make in makers.items() if key in project.target.step}


def _shared(project: Project, rng: Random, *, is_step: bool) -> dict[str, Callable[[], Any]]:
    return {
        "settings": lambda: settings(project, rng, is_step=is_step),
        "extra": lambda: rng.choice(({"owner": "ml"}, {"a": {"b": [1]}}, {})),
        "model": lambda: rng.choice(
            (
                {"name": "demand"},
                {"name": "demand", "version": "1.2", "license": "MIT", "tags": ["a"]},
                {"name": "demand", "description": "Forecasts", "limitations": "Few"},
                {"name": "demand", "version": "production", "ethics": "None", "trade_offs": "Any"},
            )
        ),
        "retry": lambda: rng.choice(({"max_retries": 3, "delay": 5}, {"max_retries": "2"})),
        "substitutions": lambda: rng.choice(({"team": "ml"}, {})),
        "cache_policy": lambda: rng.choice(
            (
                "default",
                {"include_step_code": True},
                {"ignored_inputs": ["a"]},
                {"cache_func": "caching.key", "source_dependencies": ["steps.load", "steps"]},
                {"expires_after": 60, "file_dependencies": ["data.csv"]},
            )
        ),
        "secrets": lambda: [SECRET],
    }


def settings(project: Project, rng: Random, *, is_step: bool) -> dict[str, Any]:
    """What is below ``settings``: each component once, under one of the keys that mean it."""
    found: dict[str, Any] = {}
    for key in project.target.general[: 2 if is_step else None]:
        if rng.random() < 0.4:
            found[key] = fields(project.settings[key], rng)
    defaults: set[str] = set()
    for key, component in project.configurable:
        kind = component["type"]
        is_default = component["name"] == project.names(kind)[0] and kind not in defaults
        if rng.random() < 0.35:
            named = [f"{kind}:{component['name']}"] if project.target.by_name else []
            keys = [key, *named, *([kind] if is_default else [])]
            found[rng.choice(keys)] = fields(project.settings[key], rng)
            defaults.add(kind)
    return found or {"resources": {"cpu_count": 1}}


def fields(schema: FlavorSchema, rng: Random, share: float = 0.25) -> dict[str, Any]:
    """Some fields of one settings class with values that suit them."""
    found = {name: field(schema, name, rng) for name in usable(schema) if rng.random() < share}
    if schema.name == "azureml" and "mode" in found:
        # each mode ignores what is for the others
        found = {"mode": "serverless"}
    return found


def field(schema: FlavorSchema, name: str, rng: Random) -> Any:
    """A value for one field."""
    if name in schema.facts.get("sensitive", ()):
        return REFERENCE
    special = _SPECIAL.get((schema.type, name))
    return rng.choice(special) if special is not None else value(schema, name, rng)


def usable(schema: FlavorSchema) -> Iterator[str]:
    """The fields that nobody is warned about."""
    deprecated = schema.facts.get("deprecated", {})
    yield from (name for name in schema.parameters if name not in deprecated)


def _some(values: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    names = rng.sample(list(values), rng.randint(1, len(values)))
    return {name: rng.choice(values[name]) for name in names}


def _truth(rng: Random) -> Any:
    return rng.choice((True, False, True, False, "yes", "off", 1, "t"))
