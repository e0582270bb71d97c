"""Run configurations as people have them at hand: half-written, generated, in the wrong place."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackls_core.documents.kinds import kind_of
from stackls_core.documents.run_configuration.kind import RUN_CONFIGURATION
from stackls_core.documents.stack_file.kind import STACK_FILE
from stackls_core.findings import Severity
from stackls_core.text import LineIndex
from stackls_core.workspace_code.files import Bounds, look_through
from stackls_core.workspace_code.index import WorkspaceCode
from stackls_server.features.completion import complete
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot
from tests.support.checks import CATALOG
from tests.support.code import sample_code

RUN = "/team/configs/nightly.run.yaml"


def found(text: str, path: str = RUN, code: WorkspaceCode | None = None) -> list[str]:
    return [
        f"{one.severity.value} {one.code}"
        for one in diagnose(Snapshot(text, CATALOG, path, code=code))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{% if gpu %}\nsettings:\n  resources:\n    gpu_count: 1\n{% endif %}\n",
        "enable_cache: {{ cookiecutter.cache }}\nsteps:\n  trainer:\n    enable_cache: false\n",
        "steps:\n  {{ name }}:\n    parameters:\n      epochs: {{ epochs }}\n",
        "{%- for s in steps %}\nsteps:\n  {{ s }}:\n    enable_cache: true\n{%- endfor %}\n",
    ],
)
def test_jinja_templates_say_that_they_are_no_yaml_and_no_more(text: str):
    codes = found(text, code=sample_code())
    errors = {code for code in codes if code.startswith("error")}
    assert errors <= {"error syntax-error", "error unreadable-value"}
    assert len(codes) <= text.count("\n")


def test_steps_as_a_list_are_one_error():
    codes = found(
        "enable_cache: true\nsteps:\n  - trainer:\n      enable_cache: true\n  - loader\n"
    )
    assert [code for code in codes if code.startswith("error")] == ["error wrong-step"]


def test_half_written_steps_are_completed():
    text = "enable_cache: true\nsteps:\n  trainer:\n    param"
    snapshot = Snapshot(text, CATALOG, RUN, code=sample_code())
    assert "parameters" in [item.label for item in complete(snapshot, len(text))]
    assert hover(snapshot, text.index("trainer") + 2) is not None


def test_five_hundred_steps_are_each_checked():
    text = "steps:\n" + "".join(
        f"  step_{number}:\n    enable_cash: true\n" for number in range(500)
    )
    codes = found(text)
    assert codes == ["warning dropped-key"] * 500


def test_a_file_that_is_both_is_a_stack_file_unless_its_name_says_otherwise():
    both = (
        "stack_name: s\ncomponents:\n  orchestrator:\n    flavor: local\n"
        "enable_step_logs: true\nsteps:\n  trainer:\n    enable_cache: true\n"
    )
    assert kind_of(LineIndex(both)) is STACK_FILE
    assert kind_of(LineIndex(both), RUN) is RUN_CONFIGURATION
    dropped = [code for code in found(both) if code == "warning dropped-key"]
    assert len(dropped) == 2, "what stack files have says nothing in a run configuration"


@pytest.mark.parametrize("path", ["/team/.venv/lib/x.yaml", "/team/.venv/lib/training.yaml"])
def test_a_file_in_an_environment_is_not_taken_for_ones_own(path: str):
    snapshot = Snapshot("parameters:\n  name: x\n", CATALOG, path, code=sample_code())
    assert snapshot.kind is None


def test_code_of_a_newer_python_is_silent(tmp_path: Path):
    (tmp_path / "run.py").write_text(
        "from zenml import pipeline, step\n@step\ndef trainer(): ...\n"
        "@pipeline\ndef training(): trainer()\n"
    )
    (tmp_path / "new.py").write_text(
        "from zenml import step\n@step\ndef other[T](x: T): ...\nmatch 1:\n  brand new syntax\n"
    )
    code = WorkspaceCode(look_through([str(tmp_path)]).modules)
    path = str(tmp_path / "nightly.run.yaml")
    assert found("steps:\n  other:\n    enable_cache: true\n", path, code) == []


def test_too_many_python_files_leave_nothing_reported_as_missing(tmp_path: Path):
    for number in range(30):
        (tmp_path / f"m{number:02}.py").write_text(
            f"from zenml import pipeline, step\n@step\ndef step_{number}(): ...\n"
            f"@pipeline\ndef p_{number}(): step_{number}()\n"
        )
    files = look_through([str(tmp_path)], bounds=Bounds(files=20))
    code = WorkspaceCode(files.modules, is_complete=files.is_complete)
    path = str(tmp_path / "nightly.run.yaml")
    assert found("steps:\n  step_29:\n    enable_cache: true\n", path, code) == []
    assert Bounds().files == 20_000


def test_values_of_any_kind_where_mappings_belong_are_errors_and_never_more():
    for value in ("null", "3", "[]", "x", "[a, b]", "'{}'", "!!binary aGk=", "*x"):
        for key in ("steps", "settings", "parameters", "model", "schedule", "retry"):
            snapshot = Snapshot(f"enable_step_logs: true\n{key}: {value}\n", CATALOG, RUN)
            for one in diagnose(snapshot):
                assert one.severity in (Severity.ERROR, Severity.WARNING, Severity.INFORMATION)
