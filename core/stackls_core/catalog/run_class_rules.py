"""What the classes of a run configuration refuse or take beyond their JSON schema.

Facts as in `class_rules`, for ``docker`` and ``resources`` settings and for what is at the top and
in steps. That ``skip_build`` needs a ``parent_image`` is not here: the pipeline's code may give it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.catalog.class_rule_kinds import (
    BOOL,
    INT,
    Configuration,
    FilledFrom,
    Predicate,
    Rule,
    Violation,
    coerced,
    is_given,
    is_unknown,
    listed,
    mapping_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOCKER = "zenml.config.docker_settings.DockerSettings"
_RESOURCES = "zenml.config.resource_settings.ResourceSettings"

SOURCE_FILES = ("download", "include", "download_or_include", "ignore")
_SOURCE_FLAGS = (
    "allow_including_files_in_images",
    "allow_download_from_code_repository",
    "allow_download_from_artifact_store",
)


def replicas(configuration: Configuration) -> Iterator[Violation]:
    """Resources: no more replicas at least than at most; 0 at most is no limit."""
    least = coerced(INT, configuration.get("min_replicas"))
    most = coerced(INT, configuration.get("max_replicas"))
    if least is not None and most and 0 < most < least:
        yield Violation(
            ("min_replicas",), f"min_replicas is at most max_replicas, which is {most}."
        )


def source_files(configuration: Configuration) -> Iterator[Violation]:
    """Docker: the old words for where code comes from, which the newer settings replace."""
    value = configuration.get("source_files")
    is_replaced = any(name in configuration for name in _SOURCE_FLAGS)
    if not isinstance(value, str) or is_unknown(value) or is_replaced or value in SOURCE_FILES:
        return
    yield Violation(("source_files",), f"source_files is {listed(SOURCE_FILES, 'or')}.")


def local_project(configuration: Configuration) -> Iterator[Violation]:
    """Docker: a project that is installed has to be in the image."""
    if not is_given(configuration, "local_project_install_command"):
        return
    flag = configuration.get("allow_including_files_in_images")
    if any(name in configuration for name in _SOURCE_FLAGS):
        is_included = flag is None or coerced(BOOL, flag) is not False
    else:
        is_included = configuration.get("source_files") not in ("download", "ignore")
    if not is_included:
        yield Violation(
            ("local_project_install_command",),
            "The project is not in the image: set allow_including_files_in_images to true.",
        )


def model_version_id(configuration: Configuration) -> Iterator[Violation]:
    """A model's version is not given by its id."""
    model = mapping_of(configuration, "model")
    given = model.get("model_version_id")
    if given and not is_unknown(given) and not model.get("suppress_class_validation_warnings"):
        yield Violation(
            ("model", "model_version_id"),
            "ZenML uses model_version_id itself: write the version of the model as version.",
        )


RUN_RULES: tuple[Rule, ...] = (
    Predicate(replicas, f"{_RESOURCES}.validate_replicas"),
    Predicate(source_files, f"{_DOCKER}._migrate_source_files"),
    Predicate(
        local_project,
        f"{_DOCKER}._validate_code_files_included_if_installing_local_project",
        also=f"{_DOCKER}._migrate_source_files",
    ),
    Predicate(model_version_id, "zenml.model.model.Model._root_validator"),
)
"""The validators that refuse what the schemas allow."""

READ_BESIDE: tuple[tuple[str, str], ...] = (
    ("preemptible", f"{_RESOURCES}.normalize_input"),
    ("pool_resources", f"{_RESOURCES}.normalize_input"),
)
"""Keys that no schema has and a validator reads: the key, and the validator."""


PASSED_ON: tuple[tuple[str, str], ...] = (
    (
        "build_config.build_options",
        "zenml.config.docker_settings.DockerBuildOptions._migrate_sdk_arguments",
    ),
)
"""Objects of which unknown keys have an effect, too, and a validator of their class."""

SKIP_BUILD = f"{_DOCKER}._validate_skip_build"
SCHEDULE = "zenml.config.schedule.Schedule._ensure_cron_or_periodic_schedule_configured"
CITED_BY_RULES = (SKIP_BUILD, SCHEDULE)
"""Validators that rules of run configurations mirror themselves."""

RUN_FILLED: tuple[FilledFrom, ...] = (
    FilledFrom("resources", "pool_resources", f"{_RESOURCES}.normalize_input"),
    FilledFrom("reclaim_tolerance", "preemptible", f"{_RESOURCES}.normalize_input"),
)
"""Fields that take null where an older key has the value."""
