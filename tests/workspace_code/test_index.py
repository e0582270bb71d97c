"""Which pipeline calls which step, which document belongs to which, and what is said of a name."""

from __future__ import annotations

from textwrap import dedent

import pytest

from stackls_core.workspace_code.index import Scope, WorkspaceCode
from stackls_core.workspace_code.read import read_module


def workspace(text: str) -> WorkspaceCode:
    """A workspace of files that begin with ``# --- path``; one file without, at ``/w/run.py``."""
    modules = {}
    for part in ("\n" + dedent(text)).split("\n# --- "):
        path, _, source = part.partition("\n")
        if source.strip():
            module = read_module(source, f"/w/{path or 'run.py'}")
            assert module is not None
            modules[f"/w/{path or 'run.py'}"] = module
    return WorkspaceCode(modules)


def scope(text: str, document: str = "/w/configs/training.yaml") -> Scope:
    found = workspace(text).scope(document)
    assert found is not None
    return found


PROJECT = """
# --- steps/loading.py
from zenml import step
@step
def loader(path: str = "a.csv", rows: int = 10): ...
# --- steps/training.py
from zenml import step
@step(name="train")
def trainer(data, epochs: int = 3): ...
@step
def unused(x: int): ...
# --- pipelines/training.py
from zenml import pipeline
from steps import loader, trainer
@pipeline
def training(epochs: int = 3, rate: float = 0.1):
    data = loader(rows=5)
    loader(id="again")
    trainer(data, epochs=epochs)
    trainer(data)
    for _ in range(2):
        loader(id="looped")
# --- run.py
import os
from pipelines import training
config = os.path.join(os.path.dirname(__file__), "configs", "training.yaml")
training.with_options(config_path=config)(rate=0.2)
"""


def test_a_pipeline_has_its_invocations_under_the_ids_that_zenml_gives():
    code = workspace(PROJECT)
    found = code.invocations(code.pipelines[0])
    assert {name: one.definitions[0].function for name, one in found.by_id.items()} == {
        "loader": "loader",
        "again": "loader",
        "train": "trainer",
        "train_2": "trainer",
        "looped": "loader",
    }
    assert not found.is_open
    assert found.get("looped_2") is found.by_id["looped"]
    assert found.get("loader_2") is None


def test_a_document_belongs_to_the_pipeline_that_code_runs_with_it():
    found = scope(PROJECT)
    assert found.only is not None
    assert (found.only.name, found.passed) == ("training", {"rate": 0.2})
    assert scope(PROJECT, "/w/configs/other.yaml").linked == ()


@pytest.mark.parametrize(
    ("step", "missing", "uncalled"),
    [
        ("loader", False, False),
        ("train", False, False),
        ("looped_7", False, False),
        ("unused", False, True),
        ("nothing", True, True),
    ],
)
def test_steps_that_are_not_there(step: str, missing: bool, uncalled: bool):
    found = scope(PROJECT)
    assert (found.is_missing(step), found.is_uncalled(step)) == (missing, uncalled)


def test_parameters_that_are_not_there():
    found = scope(PROJECT)
    assert found.without_parameter("loader", "rows") == ()
    assert [one.function for one in found.without_parameter("train_2", "rows")] == ["trainer"]
    assert found.without_parameter("nothing", "rows") == ()
    assert found.pipelines_without("rate") == ()
    assert [one.name for one in found.pipelines_without("lr")] == ["training"]


@pytest.mark.parametrize(
    "more",
    [
        "from zenml import step\nstep(make())\n",
        "from zenml import step\n@step(name=name)\ndef a(): ...\n",
        (
            "from zenml import pipeline\nfrom company import nothing\n"
            "@pipeline\ndef other():\n    nothing()\n"
        ),
        (
            "from zenml import pipeline, step\n@step\ndef one(): ...\n"
            "@pipeline\ndef other(name: str):\n    one(id=name)\n"
        ),
    ],
)
def test_nothing_is_missing_where_names_are_made_or_not_seen(more: str):
    assert not scope(f"{PROJECT}\n# --- more.py\n{more}").is_missing("nothing")


@pytest.mark.parametrize(
    "body",
    [
        "STEPS[name]()",
        "from company import make\n    make()",
        "make()()",
        "for one in (a, b):\n        one()",
        "helper()",
    ],
)
def test_nothing_is_uncalled_in_a_pipeline_that_calls_what_is_not_seen(body: str):
    text = f"""
from zenml import pipeline, step
@step
def a(): ...
def helper():
    STEPS[0]()
@pipeline
def training(name: str):
    {body}
training.with_options(config_path="configs/training.yaml")()
"""
    found = scope(text)
    assert found.only is not None
    assert not found.is_uncalled("a")


def test_steps_that_a_helper_or_another_pipeline_calls_count():
    found = scope("""
        from zenml import pipeline, step
        @step
        def a(): ...
        @step
        def b(): ...
        def helper():
            a()
        @pipeline
        def inner():
            b()
        @pipeline
        def training():
            helper()
            inner()
            print(len("x"))
        training.with_options(config_path="configs/training.yaml")()
        """)
    assert list(found.offered) == ["a", "b"]
    assert found.is_uncalled("c")


def test_a_workspace_without_pipelines_says_nothing():
    code = workspace("from zenml import step\n@step\ndef a(): ...\n")
    assert code.scope("/w/configs/a.yaml") is None


def test_of_steps_of_one_name_the_imported_one_is_meant():
    text = """
# --- one/steps/load.py
from zenml import step
@step
def loader(a: int): ...
# --- two/steps/load.py
from zenml import step
@step
def loader(b: int): ...
# --- two/run.py
from zenml import pipeline
from steps.load import loader
@pipeline
def training():
    loader()
training.with_options(config_path="training.yaml")()
"""
    found = scope(text, "/w/two/training.yaml")
    assert [one.path for one in found.definitions("loader")] == ["/w/two/steps/load.py"]


def test_two_pipelines_with_one_document_are_not_one():
    found = scope("""
        from zenml import pipeline
        @pipeline
        def one(a: int): ...
        @pipeline
        def two(b: int): ...
        one.with_options(config_path="configs/training.yaml")()
        two.with_options(config_path="configs/training.yaml")()
        """)
    assert found.only is None
    assert found.pipelines_without("a") == ()
    assert [one.name for one in found.pipelines_without("c")] == ["one", "two"]


@pytest.mark.parametrize(
    ("code", "literal", "document", "expected"),
    [
        ("run.py", "'configs/a.yaml'", "configs/a.yaml", True),
        ("src/run.py", "'configs/a.yaml'", "configs/a.yaml", True),
        ("src/run.py", "'../configs/a.yaml'", "configs/a.yaml", True),
        ("one/run.py", "'configs/a.yaml'", "two/configs/a.yaml", False),
        ("one/run.py", "folder + 'x' if x else join(folder, 'a.yaml')", "one/configs/a.yaml", True),
        ("one/run.py", "join(folder, 'a.yaml')", "two/configs/a.yaml", False),
        ("one/src/run.py", "join(folder, 'a.yaml')", "one/configs/a.yaml", True),
        ("run.py", "'a.yaml'", "configs/a.yaml", False),
    ],
)
def test_which_file_a_path_means(code: str, literal: str, document: str, expected: bool):
    text = f"# --- {code}\nfrom zenml import pipeline\n@pipeline\ndef p(): ...\n"
    found = scope(f"{text}p.with_options(config_path={literal})()\n", f"/w/{document}")
    assert (found.only is not None) == expected
