"""The steps that ZenML ships: known by their parameters, and never a reason to complain."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackls_core.catalog.library_steps import library_steps
from stackls_core.workspace_code.index import Scope, WorkspaceCode
from stackls_core.workspace_code.read import read_module
from tests.support.checks import check_diagnostics

SOURCE = """
from zenml import pipeline
from zenml.integrations.slack.steps.slack_alerter_post_step import slack_alerter_post_step
from zenml.integrations.evidently.steps import {name}

@pipeline
def training(epochs: int = 3):
    slack_alerter_post_step("done")
    {name}()

training.with_options(config_path="run.yaml")
"""


def scope_of(name: str) -> Scope:
    module = read_module(SOURCE.format(name=name), "/w/a.py")
    assert module is not None
    scope = WorkspaceCode({"/w/a.py": module}, library_steps()).scope("/w/run.yaml")
    assert scope is not None
    return scope


def test_they_are_known_with_their_parameters():
    known = {one.function: one for one in library_steps()}
    post = known["slack_alerter_post_step"]
    assert post.signature.startswith("slack_alerter_post_step(message: Optional[str]")
    assert post.docstring.endswith(".")
    assert "evidently_report_step" in scope_of("evidently_report_step").offered


@pytest.mark.parametrize("name", ["evidently_report_step", "step_of_another_version"])
def test_nothing_is_wrong_with_them(name: str):
    check_diagnostics(
        f"""
        steps:
          slack_alerter_post_step:
            enable_cache: false
            parameters:
              message: 5
              no_such: 5
          {name}:
            enable_cache: false
            parameters:
              no_such: 5
        """,
        scope=scope_of(name),
    )


def test_a_step_beside_them_is_unknown_where_all_are_known():
    check_diagnostics(
        """
        steps:
          evidently_repor_step:
          ^^^^^^^^^^^^^^^^^^^^ warning[unknown-step] calls no step evidently_repor_step
            enable_cache: false
        """,
        scope=scope_of("evidently_report_step"),
    )


def test_a_catalog_without_them(tmp_path: Path):
    assert library_steps(tmp_path / "steps.json") == ()
    (tmp_path / "broken.json").write_text("[{}]", encoding="utf-8")
    assert library_steps(tmp_path / "broken.json") == ()
