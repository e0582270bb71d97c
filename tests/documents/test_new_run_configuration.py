"""The text of new run configurations, with and without the code of a workspace."""

from __future__ import annotations

import pytest

from stackls_core.check import check_text
from stackls_core.documents.run_configuration.templates import (
    pipeline_for,
    run_configuration,
    run_configuration_text,
)
from stackls_core.workspace_code.index import WorkspaceCode
from tests.support.checks import CATALOG
from tests.support.code import code_of, sample_code

SAMPLE = """\
run_name: training_{date}_{time}
enable_cache: true

parameters:
  name: demand

steps:
  loader:
    parameters:
      rows: 100
  trainer:
    parameters:
      epochs: 3
      mode: fast

settings:
  docker:
    requirements:
      - pandas
"""


def text_for(code: WorkspaceCode) -> str:
    return run_configuration_text(code, pipeline_for(code, None))[0]


def test_the_steps_and_parameters_of_the_only_pipeline_but_for_what_the_code_sets():
    assert text_for(sample_code()) == SAMPLE


def test_what_has_no_default_is_there_to_be_replaced():
    code = code_of(
        m="from typing import Any, Literal\nfrom zenml import pipeline, step\n"
        "def made(): ...\n"
        "@step\ndef load(path: str, count: int, rate: float, flag: bool, how: Literal['a', 'b'], "
        "names: list[str], free: Any, late: int = made(), none: str | None = None): ...\n"
        "@step\ndef plain(): ...\n"
        "@pipeline\ndef whole():\n    load()\n    load()\n    plain()\n"
    )
    inside = [
        *("path: path", "count: 1", "rate: 1.0", "flag: true", "how: a", "names: []"),
        *("free: free", "none: null"),
    ]
    block = "".join(f"      {line}\n" for line in inside)
    text = text_for(code)
    assert f"  load:\n    parameters:\n{block}  load_2:\n    parameters:\n{block}" in text
    assert "  plain:\n    enable_cache: true\n" in text
    assert "\nparameters: {}\n" in text
    scope = code.scope("/team/a.run.yaml")
    assert check_text(text, "/team/a.run.yaml", CATALOG, scope=scope) == []


def test_a_default_reaches_the_text_of_a_snippet_as_it_is():
    source = "from zenml import pipeline\n@pipeline\ndef p(a: str = 'x}$1', b: dict = {}): ...\n"
    code = code_of(m=source)
    text, snippet = run_configuration_text(code, pipeline_for(code, None))
    assert "  a: x}$1\n  b: {}\n" in text
    assert "x\\}\\$1" in snippet


def test_one_of_several_pipelines_is_named():
    source = "from zenml import pipeline\n@pipeline\ndef one(): ...\n@pipeline\ndef two(a=1): ...\n"
    code = code_of(m=source)
    assert pipeline_for(code, None) is None
    named = pipeline_for(code, "two")
    assert list(run_configuration(code, named))[3:5] == ["parameters:", "  a: ${3:1}"]
    with pytest.raises(LookupError, match="no pipeline three"):
        pipeline_for(code, "three")


def test_without_code_it_is_a_file_to_fill_in():
    text, _ = run_configuration_text()
    assert "my_step" in text
    assert check_text(text, "a.run.yaml", CATALOG) == []
