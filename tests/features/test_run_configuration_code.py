"""Run configurations with the Python of their workspace."""

from __future__ import annotations

import pytest

from stackls_core.workspace_code.index import WorkspaceCode
from stackls_server.features.code_places import code_places
from stackls_server.features.completion import complete
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot
from tests.support.checks import CATALOG
from tests.support.code import DOCUMENT, SAMPLE, code_of, sample_code
from tests.support.markers import parse_fixture

OTHER = "/team/configs/other.run.yaml"
"""A file that no code names."""


def at(
    marked: str, code: WorkspaceCode | None = None, path: str = DOCUMENT
) -> tuple[Snapshot, int]:
    fixture = parse_fixture(marked)
    snapshot = Snapshot(fixture.text, CATALOG, path, code=code or sample_code())
    return snapshot, fixture.cursor if fixture.cursors else 0


def labels(marked: str, **more: str) -> list[str]:
    return [item.label for item in complete(*at(marked, **more))]


def codes(text: str, code: WorkspaceCode | None = None, path: str = DOCUMENT) -> list[str]:
    snapshot, _ = at(text, code, path)
    return [f"{one.severity.value} {one.code}" for one in diagnose(snapshot)]


def test_steps_that_are_not_there_yet_are_offered():
    assert labels("steps:\n  <CURSOR>") == ["loader", "trainer"]
    assert labels("steps:\n  loader:\n    enable_cache: true\n  <CURSOR>") == ["trainer"]
    assert labels("steps:\n  <CURSOR>", path=OTHER) == ["loader", "trainer"]


def test_parameters_of_a_step_and_of_the_pipeline_are_offered():
    inside = "steps:\n  trainer:\n    parameters:\n      "
    # what the pipeline passes itself comes last
    assert labels(f"{inside}<CURSOR>") == ["epochs", "mode", "data", "rate"]
    details = {item.label: item.detail for item in complete(*at(f"{inside}<CURSOR>"))}
    assert details["rate"] == "number, set by the code"
    assert "set by the code" not in details["epochs"]
    assert labels(f"{inside}mode: <CURSOR>") == ["fast", "good"]
    assert labels("enable_cache: true\nparameters:\n  <CURSOR>") == ["name"]


def test_between_steps_a_line_that_is_not_indented_may_begin_the_next_block():
    between = "parameters:\n  name: x\n<CURSOR>\n  trainer:\n    enable_cache: true\n"
    assert "steps" in labels(between)
    offered = labels("steps:\n  loader:\n    enable_cache: true\n<CURSOR>\n  MODE: fast\n")
    assert offered[0] == "trainer"
    assert "environment" in offered
    assert "environment" not in labels("steps:\n<CURSOR>\n  trainer:\n    enable_cache: true\n")


def test_the_key_of_the_first_block_of_a_mapping_can_be_written_again():
    marked = "settings:\n  <CURSOR>\n    memory: 4GiB\n  docker:\n    user: me\n"
    assert "resources" in labels(marked)
    assert "docker" not in labels(marked)


def test_the_key_of_a_list_that_begins_the_file_can_be_written_again():
    assert "tags" in labels("<CURSOR>\n- nightly\nenable_cache: true\n")


def test_a_file_of_comments_that_code_names_can_be_begun():
    assert "steps" in labels("# How the model is trained.\n<CURSOR>")


def test_hovering_shows_signatures_types_and_docs():
    def shown(marked: str) -> str:
        found = hover(*at(marked))
        return found.markdown if found is not None else ""

    step = shown("steps:\n  tra<CURSOR>iner:\n    enable_cache: true\n")
    assert "trainer(data, epochs: int = 3" in step
    assert "Train the model" in step
    parameter = shown("steps:\n  trainer:\n    parameters:\n      epo<CURSOR>chs: 5\n")
    assert "integer" in parameter
    assert "How often to look at it" in parameter


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("steps:\n  tra<CURSOR>iner:\n    enable_cache: true\n", "trainer"),
        ("steps:\n  trainer:\n    parameters:\n      epo<CURSOR>chs: 5\n", "trainer"),
        ("parameters:\n  na<CURSOR>me: x\n", "training"),
    ],
)
def test_the_definition_is_in_the_code(marked: str, name: str):
    (place,) = code_places(*at(marked))
    text = SAMPLE.read_text(encoding="utf-8")
    assert (place.path, text[place.span.start : place.span.end]) == ("/team/training.py", name)


@pytest.mark.parametrize("marked", ["steps:\n  nothing<CURSOR>:\n", "enable_<CURSOR>cache: true\n"])
def test_what_code_does_not_define_has_no_place(marked: str):
    assert code_places(*at(marked)) == []


MISTAKES = """
parameters:
  lr: 1
steps:
  nothing:
    enable_cache: true
  trainer:
    parameters:
      epochs: many
      rates: 1
"""


def test_mistakes_are_errors_where_one_pipeline_is_meant_and_warnings_elsewhere():
    assert codes(MISTAKES) == [
        "error undeclared-parameter",
        "warning unknown-step",
        "error parameter-type",
        "error undeclared-parameter",
    ]
    assert codes(MISTAKES, path=OTHER) == [
        "warning undeclared-parameter",
        "warning unknown-step",
        "warning parameter-type",
        "warning undeclared-parameter",
    ]


def test_without_a_pipeline_nothing_is_said():
    assert codes(MISTAKES, code_of(other="x = 1\n"), OTHER) == []


def test_a_value_that_a_placeholder_gives_is_not_judged():
    assert codes("steps:\n  trainer:\n    parameters:\n      epochs: ${EPOCHS}\n") == [
        "hint needs-variable"
    ]


def test_a_file_that_code_runs_a_pipeline_with_is_a_run_configuration():
    assert codes("parameters:\n  nam: x\n") == ["error undeclared-parameter"]
    snapshot, _ = at("parameters:\n  nam: x\nowner: me\n")
    assert snapshot.kind is None
    snapshot, _ = at("parameters:\n  nam: x\n", path="/team/configs/more.yaml")
    assert snapshot.kind is None
