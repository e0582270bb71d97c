"""Run configurations in an editor: completion, hover, links, lenses, with and without a stack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.registry.known import KnownRegistry
from stackls_core.stores.local import LocalStore
from stackls_core.text import apply_edits
from stackls_server.features.code_lenses import code_lenses
from stackls_server.features.completion import complete
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot
from tests.support.markers import parse_fixture


@pytest.fixture
def known(tmp_path: Path, shipped_catalog: Catalog) -> KnownRegistry:
    """The built-in registry with a stack for the cluster, which is not the active one."""
    store = LocalStore(lambda: shipped_catalog, tmp_path / "stacks.db")
    store.create_component("orchestrator", "prod", "kubernetes", {})
    store.create_component("step_operator", "gpu", "sagemaker", {"role": "arn:aws:iam::1:role/a"})
    parts = [("orchestrator", "prod"), ("artifact_store", "default"), ("step_operator", "gpu")]
    store.create_stack("cluster", parts)
    return KnownRegistry(store.info(), store.snapshot())


def at(marked: str, catalog: Catalog, known: KnownRegistry | None = None) -> tuple[Snapshot, int]:
    fixture = parse_fixture(marked)
    snapshot = Snapshot(fixture.text, catalog, "nightly.run.yaml", known=known)
    return snapshot, fixture.cursor


def labels(marked: str, catalog: Catalog) -> list[str]:
    return [item.label for item in complete(*at(marked, catalog))]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("enable_cache: true\n<CURSOR>", ["run_name", "parameters", "steps", "settings", "model"]),
        ("enable_cache: <CURSOR>", ["true", "false"]),
        ("execution_mode: <CURSOR>", ["fail_fast", "stop_on_failure", "continue_on_failure"]),
        ("steps:\n  train:\n    <CURSOR>", ["parameters", "enable_cache", "settings"]),
        ("settings:\n  <CURSOR>", ["docker", "resources", "deployment", "orchestrator"]),
        (
            "steps:\n  a:\n    settings:\n      <CURSOR>",
            ["docker", "resources", "orchestrator", "step_operator"],
        ),
        (
            "settings:\n  docker:\n    required_integrations: [<CURSOR>]",
            ["airflow", "argilla", "aws"],
        ),
        ("retry: {<CURSOR>}", ["backoff", "delay", "max_retries"]),
        ("model:\n  <CURSOR>", ["name", "audience"]),
    ],
)
def test_what_is_offered_first(marked: str, expected: Sequence[str], shipped_catalog: Catalog):
    assert labels(marked, shipped_catalog)[: len(expected)] == list(expected)


@pytest.mark.parametrize(
    ("key", "parameter", "absent"),
    [
        ("orchestrator.kubernetes", "pod_settings", "kubernetes_context"),
        ("step_operator.sagemaker", "estimator_args", "role"),
        ("docker", "parent_image", "memory"),
        ("resources", "memory", "parent_image"),
    ],
)
def test_settings_have_the_fields_that_may_be_set_per_run(
    key: str, parameter: str, absent: str, shipped_catalog: Catalog
):
    offered = labels(f"settings:\n  {key}:\n    <CURSOR>", shipped_catalog)
    assert parameter in offered
    assert absent not in offered


def test_accepting_settings_writes_a_block(shipped_catalog: Catalog):
    snapshot, offset = at("settings:\n  <CURSOR>", shipped_catalog)
    item = next(one for one in complete(snapshot, offset) if one.label == "orchestrator.kubernetes")
    text = snapshot.text[: item.span.start] + item.text + snapshot.text[item.span.end :]
    assert text == "settings:\n  orchestrator.kubernetes:\n    "


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("enable_ca<CURSOR>che: true", "Whether to enable cache"),
        ("settings:\n  doc<CURSOR>ker: {}", "How the image is built"),
        ("settings:\n  orchestrator.kube<CURSOR>rnetes: {}", "of flavor `kubernetes`"),
        ("settings:\n  docker: {parent_im<CURSOR>age: a}", "parent"),
    ],
)
def test_hover(marked: str, words: str, shipped_catalog: Catalog):
    found = hover(*at(marked, shipped_catalog))
    assert found is not None
    assert words in found.markdown


CLUSTER_FILE = """\
settings:
  orchestrator:
    synchronous: perhaps
  step_operator:gpu:
    timout: 3
  alerter.slack: {}
steps:
  train:
    step_operator: gpus
    experiment_tracker: true
"""


def found(text: str, catalog: Catalog, known: KnownRegistry | None, stack: str = "") -> list[str]:
    snapshot = Snapshot(text, catalog, "nightly.run.yaml", known=known).for_stack(stack)
    return [finding.code for finding in diagnose(snapshot)]


def test_nothing_is_claimed_about_a_stack_that_is_not_known(shipped_catalog: Catalog):
    codes = found(CLUSTER_FILE, shipped_catalog, None)
    assert "settings-without-effect" not in codes
    assert "component-not-in-stack" not in codes
    assert "wrong-value" not in codes


def test_the_stack_says_what_settings_are_for(known: KnownRegistry, shipped_catalog: Catalog):
    codes = found(CLUSTER_FILE, shipped_catalog, known, "cluster")
    assert sorted(codes) == [
        "component-not-in-stack",
        "component-not-in-stack",
        "ignored-setting",
        "settings-without-effect",
        "wrong-value",
    ]


def test_the_lens_says_which_stack_counts(known: KnownRegistry, shipped_catalog: Catalog):
    snapshot = Snapshot(CLUSTER_FILE, shipped_catalog, "nightly.run.yaml")
    assert code_lenses(snapshot) == []
    lenses = code_lenses(replace(snapshot, known=known))
    assert [lens.title for lens in lenses] == ["for stack default"]
    lenses = code_lenses(replace(snapshot, known=known).for_stack("cluster"))
    assert [lens.title for lens in lenses] == ["for stack cluster"]


def test_components_of_the_stack_are_offered_by_name(
    known: KnownRegistry, shipped_catalog: Catalog
):
    snapshot, offset = at("steps:\n  a:\n    step_operator: <CURSOR>", shipped_catalog, known)
    offered = complete(snapshot.for_stack("cluster"), offset)
    assert [(item.label, item.detail) for item in offered] == [
        ("gpu", "sagemaker, in the stack"),
        ("true", "the stack's step operator"),
        ("false", ""),
    ]


def test_the_first_fix_of_each_dropped_key_mends_it(shipped_catalog: Catalog):
    text = "enable_cahe: true\nsteps:\n  a:\n    enable_cache: true\n    lr: 1\n"
    snapshot = Snapshot(text, shipped_catalog, "a.run.yaml")
    for finding in diagnose(snapshot):
        fixed = apply_edits(text, finding.fixes[0].edits)
        left = diagnose(Snapshot(fixed, shipped_catalog, "a.run.yaml"))
        assert len(left) == 1
