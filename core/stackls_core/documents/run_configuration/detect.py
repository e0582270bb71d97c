"""Which YAML documents are run configurations.

No suffix is theirs, and ``steps``, ``settings`` or ``parameters`` are in many formats: it takes
keys that only ZenML has, or known ones and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from stackls_core.documents.run_configuration.keys import (
    DOCKER,
    PARAMETERS,
    RESOURCES,
    SETTINGS,
    STEP_KEYS,
    STEPS,
    TOP_KEYS,
    UNLISTED,
    settings_key,
)
from stackls_core.text import LineIndex

LINES_READ = 3000
_MAX_DEPTH = 6

_FOREIGN = frozenset(
    {
        *("kind", "apiVersion", "apiversion", "metadata", "spec", "jobs", "services", "on"),
        *("stages", "image", "images", "components", "stack_name", "recipe", "defaults"),
        *("provider", "openapi", "swagger", "paths", "pipelines", "workflow", "workflows"),
        *("pool", "trigger", "triggers", "variables", "$schema", "inputs", "runs"),
        *("name_template", "hooks", "repos", "entrypoint", "containers", "volumes", "networks"),
    }
)
"""Keys at the top by which other formats are known."""
_ONLY_ZENML = frozenset(
    {
        *("enable_artifact_metadata", "enable_artifact_visualization", "enable_step_logs"),
        *("enable_pipeline_logs", "enable_heartbeat", "init_hook_kwargs"),
        *(key for key in TOP_KEYS if key.endswith("_hook_source")),
    }
)
_ONLY_STEPS = frozenset(
    {
        *("enable_cache", "step_operator", "experiment_tracker"),
        *(key for key in STEP_KEYS if key.endswith("_hook_source")),
    }
)
_STEP_KEYS = frozenset({*STEP_KEYS, "source", "materializers"})
_DOCKER_FIELDS = frozenset(
    {
        *("requirements", "required_integrations", "python_package_installer", "parent_image"),
        *("skip_build", "apt_packages", "dockerfile", "install_stack_requirements"),
        *("replicate_local_python_environment", "build_context_root", "target_repository"),
        *("allow_download_from_artifact_store", "allow_download_from_code_repository"),
        *("allow_including_files_in_images", "prevent_build_reuse", "pyproject_path"),
        *("install_deployment_requirements", "local_project_install_command", "build_config"),
        *("python_package_installer_args", "source_files", "required_hub_plugins"),
    }
)
_RESOURCE_FIELDS = frozenset(
    {"cpu_count", "gpu_count", "memory", "min_replicas", "max_replicas", "max_concurrency"}
)
_MODEL_FIELDS = frozenset(
    {"audience", "use_cases", "limitations", "trade_offs", "ethics", "save_models_to_registry"}
)
_HINTS = (STEPS, SETTINGS, "enable_", "_hook_source", "model:")

_KEY = re.compile(
    r"""(?P<indent>\ufeff?[ ]*)(?:(?P<dash>-)(?=[ ]|$)|"""
    r"""(?P<quote>['"]?)(?P<key>[\w.:$-]+)(?P=quote)[ ]*:(?=[ \t\r]|$)[ \t]*(?P<value>[^\r]*))"""
)
_IN_BLOCK = re.compile(r"[|>][-+0-9]*[ \t]*(?:#|$)")


@dataclass
class _Key:
    """A key with what is below it; ``value`` is what is written beside it."""

    indent: int
    name: str = ""
    value: str = ""
    below: dict[str, _Key] = field(default_factory=dict[str, "_Key"])

    def is_mapping(self) -> bool:
        return bool(self.below)


def looks_like_run_configuration(lines: LineIndex) -> bool:
    """Whether the content says that it is one; from lines, finished YAML or not."""
    if not any(hint in lines.text for hint in _HINTS):
        return False
    top = _outline(lines)
    if top is None or not _FOREIGN.isdisjoint(top):
        return False
    known = {key for key in top if key in TOP_KEYS or key in UNLISTED}
    if not _ONLY_ZENML.isdisjoint(top):
        return True
    if SETTINGS in top and _are_settings(top[SETTINGS]):
        return True
    if STEPS in top and _are_steps(top[STEPS]):
        return True
    if "enable_cache" in top and len(known) > 1 and len(known) == len(top):
        return True
    model = top.get("model")
    is_model = model is not None and "name" in model.below
    return (
        is_model and len(known) > 1 and not _MODEL_FIELDS.isdisjoint(model.below if model else ())
    )


def only_known_keys(lines: LineIndex) -> bool:
    """Whether all keys at the top are a run configuration's; for files that something names."""
    top = _outline(lines)
    return top is not None and all(key in TOP_KEYS or key in UNLISTED for key in top)


def names_a_key(lines: LineIndex) -> bool:
    """Whether there is a key at the top, so that its keys say something about a document."""
    return bool(_outline(lines))


def _are_settings(settings: _Key) -> bool:
    for name, one in settings.below.items():
        key = settings_key(name)
        if key is not None and (key.flavor or key.name):
            return True
        if name == DOCKER and not _DOCKER_FIELDS.isdisjoint(one.below):
            return True
        if name == RESOURCES and one.below and one.below.keys() <= _RESOURCE_FIELDS:
            return True
    return False


def _are_steps(steps: _Key) -> bool:
    if any(
        not _ONLY_STEPS.isdisjoint(step.below)
        or (SETTINGS in step.below and _are_settings(step.below[SETTINGS]))
        for step in steps.below.values()
    ):
        return True
    written = [step for step in steps.below.values() if step.is_mapping()]
    are_known = all(step.below.keys() <= _STEP_KEYS for step in written)
    return are_known and any(_is_step(step) for step in written)


def _is_step(step: _Key) -> bool:
    """Whether it has parameters, or its source beside it as in the files of ZenML 0.1x."""
    source = step.below.get("source")
    return PARAMETERS in step.below or (source is not None and "name" in source.below)


def _outline(lines: LineIndex) -> dict[str, _Key] | None:
    """The keys of the first levels as a tree; ``None`` where the top is no mapping."""
    root = _Key(-1)
    stack = [root]
    literal: int | None = None
    is_list = False
    for number in range(min(lines.line_count, LINES_READ)):
        text = lines.line_text(number)
        stripped = text.lstrip(" \t\ufeff")
        if not stripped or stripped.startswith(("#", "---", "%")) or stripped.isspace():
            continue
        indent = len(text) - len(text.lstrip(" "))
        if literal is not None and indent > literal:
            continue
        literal = None
        match = _KEY.match(text)
        if match is None:
            continue
        is_dash = match["dash"] is not None
        if is_dash and indent == 0 and len(stack) == 1:
            is_list = True  # unless there are keys, too: then one is missing above
        while len(stack) > 1 and (
            stack[-1].indent > indent or (stack[-1].indent == indent and not is_dash)
        ):
            stack.pop()
        if is_dash:
            # what is further in belongs to an item of a list
            stack.append(_Key(indent))
            continue
        if _IN_BLOCK.match(match["value"]):
            literal = indent
        if len(stack) > _MAX_DEPTH:
            continue
        key = _Key(indent, match["key"], match["value"])
        stack[-1].below[key.name] = key
        stack.append(key)
    return root.below if root.below or not is_list else None
