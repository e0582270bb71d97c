"""What a keystroke in a run configuration costs in work, in a workspace with much Python."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.python_workspaces import module_text
from benchmarks.run_files import run_configuration
from stackls_core.analysis.analyze import Memo
from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.text import Span
from stackls_core.workspace_code.index import WorkspaceCode
from stackls_core.workspace_code.model import Module
from stackls_core.workspace_code.read import read_module
from stackls_core.yamltree import parse
from stackls_server.features.completion import complete
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot

CATALOG = Catalog([open_folder()])
LINKED = "/w/team_000/configs/run_0009.yaml"
UNLINKED = "/w/team_000/other/nightly.run.yaml"
VALUE = "      learning_rate: 0.05"


@pytest.fixture(scope="module")
def large() -> WorkspaceCode:
    """The code of 400 files: 40 pipelines."""
    modules: dict[str, Module] = {}
    for number in range(400):
        path = f"/w/team_{number // 50:03}/module_{number:04}.py"
        module = read_module(module_text(number), path)
        assert module is not None
        modules[path] = module
    return WorkspaceCode(modules)


class Typing:
    """A run configuration in which somebody types, analysed after each letter."""

    def __init__(self, path: str, code: WorkspaceCode | None, lines: int = 300) -> None:
        self.snapshot = Snapshot(run_configuration(lines), CATALOG, path, code=code)
        self.memo = Memo()
        self.findings = diagnose(self.snapshot, self.memo)

    def type(self, offset: int, text: str) -> None:
        for number, letter in enumerate(text):
            lines = self.snapshot.lines.edited(Span(offset + number, offset + number), letter)
            self.snapshot = self.snapshot.edited(lines)
            assert self.snapshot.kind is not None
            self.findings = diagnose(self.snapshot, self.memo)
            complete(self.snapshot, offset + number + 1)
            hover(self.snapshot, offset)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often somebody wants all steps or all pipelines, to go through them."""
    done: list[str] = []

    def counted(name: str) -> property:
        known = vars(WorkspaceCode)[name]

        def get(code: WorkspaceCode) -> Any:
            done.append(name)
            return known.func(code)

        return property(get)

    for name in ("steps", "pipelines"):
        monkeypatch.setattr(WorkspaceCode, name, counted(name))
    return done


@pytest.mark.parametrize("path", [LINKED, UNLINKED])
def test_it_is_valid_and_its_pipeline_is_known(large: WorkspaceCode, path: str):
    one = Typing(path, large)
    assert one.findings == []
    assert one.snapshot.scope is not None
    assert "step_0000" in one.snapshot.scope.offered


@pytest.mark.parametrize("path", [LINKED, UNLINKED])
@pytest.mark.parametrize(
    ("what", "typed"), [(VALUE, "12345"), ("  step_0008", "12345"), ("      epochs", "12345")]
)
def test_a_letter_goes_through_no_code(
    large: WorkspaceCode, path: str, what: str, typed: str, reads: list[str]
):
    one = Typing(path, large)
    at = one.snapshot.text.rindex(what) + len(what)
    one.type(at, typed[0])  # what is wrong for the first time may be looked for
    reads.clear()
    one.type(at + 1, typed[1:])
    assert reads == []


@pytest.mark.parametrize("path", [LINKED, UNLINKED])
@pytest.mark.parametrize("lines", [300, 3_000])
def test_a_letter_costs_what_is_around_it(
    large: WorkspaceCode, path: str, lines: int, monkeypatch: pytest.MonkeyPatch
):
    one = Typing(path, large, lines)
    composed = 0
    compose = parse.compose

    def counted(text: str):
        nonlocal composed
        composed += len(text)
        return compose(text)

    monkeypatch.setattr(parse, "compose", counted)
    validated = one.memo.validated
    text = one.snapshot.text
    one.type(text.rindex(VALUE) + len(VALUE), "12345")
    step = len(text) - text.rindex("  step_")
    assert one.memo.validated - validated <= 5 * 2, "the step and the top, for each letter"
    assert composed < 5 * (step + 200)
