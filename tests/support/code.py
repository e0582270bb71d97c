"""The Python that examples of run configurations are for."""

from __future__ import annotations

from pathlib import Path

from stackls_core.workspace_code.index import Scope, WorkspaceCode
from stackls_core.workspace_code.read import read_module

SAMPLE = Path(__file__).parents[2] / "fixtures" / "code" / "training.py"
DOCUMENT = "/team/configs/training.yaml"


def code_of(**sources: str) -> WorkspaceCode:
    """A workspace at ``/team`` with these modules."""
    modules = {}
    for name, source in sources.items():
        module = read_module(source, f"/team/{name}.py")
        assert module is not None
        modules[f"/team/{name}.py"] = module
    return WorkspaceCode(modules)


def sample_code() -> WorkspaceCode:
    """The workspace of the examples."""
    return code_of(training=SAMPLE.read_text(encoding="utf-8"))


def sample_scope() -> Scope:
    """What it says of the one file that it runs a pipeline with."""
    found = sample_code().scope(DOCUMENT)
    assert found is not None
    return found
