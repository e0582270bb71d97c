"""The page about what will run, and the hover of a step."""

from __future__ import annotations

import pytest

from stackls_core.registry.known import KnownRegistry
from stackls_core.registry.model import Component, Stack
from stackls_core.registry.model import Snapshot as Registered
from stackls_core.registry.store import StoreInfo
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.what_will_run import NothingRuns, what_will_run
from tests.support.checks import CATALOG
from tests.support.code import DOCUMENT, code_of
from tests.support.markers import parse_fixture

CODE = """
from zenml import pipeline, step

@step(enable_cache=False, settings={"resources": {"cpu_count": 1}}, extra={"a": 1, "b": 2})
def trainer(epochs: int = 3, rate: float = 0.1): ...

@pipeline(enable_cache=True, settings={"orchestrator": {"synchronous": False}}, extra=make())
def training():
    trainer(rate=0.5)

training.with_options(config_path="configs/training.yaml")()
"""
FILE = """\
enable_cache: true
settings:
  orchestrator.kubernetes:
    timeout: 60
  resources: {cpu_count: 2, memory: 1GB}
steps:
  trainer:
    extra: {a: 5}
    settings:
      resources: {cpu_count: 4}
    parameters: {epochs: 9}
    environment: {DB_PASSWORD: hunter2, MODE: fast}
"""


def known() -> KnownRegistry:
    component = Component("orchestrator", "k8s", "kubernetes", {"timeout": 5, "context": "x"})
    stacks = (Stack("prod", (component,), "s"),)
    return KnownRegistry(StoreInfo("local", "local", "", ""), Registered(stacks, (component,), "s"))


def snapshot(text: str = FILE, *, store: KnownRegistry | None = None) -> Snapshot:
    return Snapshot(text, CATALOG, DOCUMENT, known=store, code=code_of(training=CODE))


def rows(page: str) -> list[str]:
    """The lists of a page, and what stands above each."""
    lines = [line for line in page.splitlines() if line.startswith(("- ", "`"))]
    return [line.replace("`", "").replace("\\", "") for line in lines]


def test_each_setting_has_its_value_its_source_and_what_it_replaces():
    assert rows(what_will_run(snapshot(store=known())).text) == [
        "- enable_cache: true (top of the file, line 1; instead of @step, @pipeline)",
        "orchestrator:k8s:",
        "- synchronous: false (@pipeline)",
        "- timeout: 60 (top of the file, line 4; instead of component k8s)",
        "resources:",
        "- memory: 1GB (top of the file, line 5)",
        "- cpu_count: 4 (step in the file, line 10; instead of @step, top of the file, line 5)",
        "extra:",
        "- b: 2 (@step)",
        "- a: 5 (step in the file, line 8; instead of @step)",
        "environment:",
        "- DB_PASSWORD: (hidden) (step in the file, line 12)",
        "- MODE: fast (step in the file, line 12)",
        "parameters:",
        "- rate: 0.5 (the pipeline's code; instead of default of the function)",
        "- epochs: 9 (step in the file, line 11; instead of default of the function)",
    ]


def test_without_a_stack_keys_stand_as_they_are_written():
    text = what_will_run(snapshot()).text
    assert "No stack is known, with the pipeline `training`." in text
    assert "\n`orchestrator.kubernetes`:\n\n- `timeout`: `60`" in text


def test_hovering_a_step_shows_the_same():
    fixture = parse_fixture(FILE.replace("  trainer:", "  tra<CURSOR>iner:"))
    found = hover(snapshot(fixture.text, store=known()), fixture.cursor)
    assert found is not None
    assert "- `enable_cache`: `true` (top of the file, line 1)" in found.markdown
    assert "hunter2" not in found.markdown


def test_steps_that_only_the_pipeline_has_are_shown():
    text = what_will_run(snapshot("enable_cache: true\nenable_step_logs: true\n")).text
    assert "## Step trainer" in text


@pytest.mark.parametrize(
    ("text", "stack"),
    [("a: 1\n", ""), ("stack_name: x\ncomponents: {}\n", ""), (FILE, "nobody")],
)
def test_where_nothing_runs_the_reason_is_said(text: str, stack: str):
    with pytest.raises(NothingRuns):
        what_will_run(Snapshot(text, CATALOG, "/x.yaml"), stack=stack)
