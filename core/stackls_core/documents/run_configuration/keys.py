"""The keys of a run configuration, and which keys of ``settings`` mean what.

Mirrors ``PipelineRunConfiguration`` and ``StepConfigurationUpdate`` of ZenML 0.98.0; the bundled
catalog is checked against these lists when it is tested.
"""

from __future__ import annotations

from dataclasses import dataclass

from stackls_core.catalog.component_types import COMPONENT_TYPES
from stackls_core.catalog.settings import CLASSES, RunSettings

NAME = "run configuration"
"""What the kind is called."""

STEPS, SETTINGS, PARAMETERS = "steps", "settings", "parameters"
DOCKER, RESOURCES, DEPLOYMENT = CLASSES

TOP_KEYS: tuple[str, ...] = (
    "run_name",
    "enable_cache",
    PARAMETERS,
    STEPS,
    SETTINGS,
    "model",
    "tags",
    "extra",
    "environment",
    "secrets",
    "retry",
    "schedule",
    "build",
    "enable_artifact_metadata",
    "enable_artifact_visualization",
    "enable_step_logs",
    "enable_pipeline_logs",
    "enable_heartbeat",
    "substitutions",
    "cache_policy",
    "execution_mode",
    "failure_hook_source",
    "success_hook_source",
    "start_hook_source",
    "end_hook_source",
    "pause_hook_source",
    "resume_hook_source",
    "init_hook_source",
    "init_hook_kwargs",
    "cleanup_hook_source",
)
"""The keys at the top, the most used ones first."""

STEP_KEYS: tuple[str, ...] = (
    PARAMETERS,
    "enable_cache",
    SETTINGS,
    "step_operator",
    "experiment_tracker",
    "retry",
    "model",
    "environment",
    "secrets",
    "extra",
    "enable_artifact_metadata",
    "enable_artifact_visualization",
    "enable_step_logs",
    "failure_hook_source",
    "success_hook_source",
    "start_hook_source",
    "end_hook_source",
    "substitutions",
    "cache_policy",
    "runtime",
    "heartbeat_healthy_threshold",
    "group",
    "outputs",
)
"""The keys of a step, the most used ones first."""

ARGUMENTS: dict[str, str] = {
    "failure_hook_source": "on_failure",
    "success_hook_source": "on_success",
    "start_hook_source": "on_start",
    "end_hook_source": "on_end",
    "pause_hook_source": "on_pause",
    "resume_hook_source": "on_resume",
    "init_hook_source": "on_init",
    "init_hook_kwargs": "on_init_kwargs",
    "cleanup_hook_source": "on_cleanup",
}
"""Hooks at the top that have no effect there, and the arguments of ``Pipeline.configure`` that do.

A file's top-level keys that are arguments of that method are passed to it.
"""

REPLAY: tuple[str, ...] = (
    "skip_successful_steps",
    "steps_to_skip",
    "step_input_overrides",
    "step_default_input_overrides",
)
"""Keys at the top that ``ReplayRunConfiguration`` has besides: the file may be for a replay."""

UNLISTED: frozenset[str] = frozenset({*ARGUMENTS.values(), "merge", *REPLAY})
"""Keys at the top that ``PipelineRunConfiguration`` does not have and that have an effect."""


def unlisted_keys(known: RunSettings) -> frozenset[str]:
    """Those of the ZenML that counts."""
    return known.unlisted or UNLISTED


@dataclass(frozen=True)
class SettingsKey:
    """A key of ``settings``: one of `CLASSES`, or a component by type, and flavor or name."""

    text: str
    type: str = ""
    flavor: str = ""
    name: str = ""

    @property
    def is_class(self) -> bool:
        """Whether it is for no component."""
        return not self.type


def settings_key(text: str) -> SettingsKey | None:
    """What a key of ``settings`` means; ``None`` where ZenML refuses it.

    Mirrors ``zenml.utils.settings_utils.STACK_COMPONENT_REGEX``.
    """
    if text in CLASSES:
        return SettingsKey(text)
    for mark in ":.":
        component_type, found, rest = text.partition(mark)
        if found and rest and component_type in COMPONENT_TYPES:
            is_name = mark == ":"
            return SettingsKey(
                text, component_type, "" if is_name else rest, rest if is_name else ""
            )
    return SettingsKey(text, text) if text in COMPONENT_TYPES else None
