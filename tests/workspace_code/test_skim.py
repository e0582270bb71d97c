"""What is left out of parsing: never anything that says more of steps and pipelines."""

from __future__ import annotations

import ast

import pytest

from stackls_core.workspace_code import skim as skimming
from stackls_core.workspace_code.read import read_module
from stackls_core.workspace_code.skim import is_worth_parsing, skim

HELPER = '''
def clean(rows: list) -> list:
    """Clean."""
    return [row for row in rows if row]

'''
STEP = """
from zenml import step

@step
def trainer(epochs: int = 3): ...
"""
PIPELINE = """
from zenml import pipeline
from steps import trainer

{helper}
@pipeline
def training():
    train_all()
"""


def kept(text: str) -> list[str]:
    """The functions and classes that were parsed with the module."""
    body = skim(text).tree.body
    return [one.name for one in body if isinstance(one, (ast.FunctionDef, ast.ClassDef))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (STEP, True),
        ("import zenml as z\n@z.pipeline()\ndef f(): ...\n", True),
        ("from zenml import step as s\n@s\ndef f(): ...\n", True),
        ("from zenml import step\ntrainer = step(train)\n", True),
        ("from zenml.steps import BaseStep\nclass A(BaseStep): ...\n", True),
        ("f.with_options(config_path='a.yaml')\n", True),
        ("from zenml.client import Client\n@cache\ndef f(): return Client()\n", False),
        ("from zenml import log_metadata\ndef training_step(x): global_step(x)\n", False),
    ],
)
def test_what_is_worth_parsing(text: str, expected: bool):
    assert is_worth_parsing(text) is expected


def test_other_functions_and_classes_are_left_out_and_places_stay():
    text = HELPER + "class Rows:\n    size = 1\n" + STEP
    assert kept(text) == ["trainer"]
    module = read_module(text)
    assert module is not None
    (found,) = module.steps
    assert text[found.span.start : found.span.end] == "trainer"


def test_what_a_pipeline_calls_is_read_after_all():
    text = PIPELINE.format(helper="def train_all():\n    trainer()\n")
    assert kept(text) == ["training"]
    module = read_module(text)
    assert module is not None
    (helper,) = module.functions
    assert (helper.name, [call.name for call in helper.calls]) == ("train_all", ["trainer"])
    assert text[helper.span.start : helper.span.end] == "train_all"


@pytest.mark.parametrize(
    ("helper", "name"),
    [
        ("def run():\n    training.with_options(config_path='a.yaml')()\n", "run"),
        ("def make():\n    @step\n    def inner(): ...\n    return inner\n", "make"),
        ("def make():\n    return step(run)\n", "make"),
        ("def load():\n    from steps import trainer\n", "load"),
        ("class Trainer(BaseStep):\n    pass\n", "Trainer"),
        ("@cache\ndef load():\n    pass\n", "load"),
        ("@cache(\n    size=1,\n)\n# slow\ndef load():\n    pass\n", "load"),
    ],
)
def test_what_may_matter_is_kept(helper: str, name: str):
    assert kept(helper) == [name]


@pytest.mark.parametrize(
    "text",
    [
        # what begins a line is part of a string
        f'code = """\ndef old():\n    pass\n"""\n{STEP}',
        f'code = """\ndef old():\n    pass"""\n{STEP}',
        f'code = """\ndef old():\n    pass""" + """\n"""\n{STEP}',
        f"{HELPER}code = '''\nclass Old:\n    pass''' + \"\"\"\n\"\"\"\n{STEP}",
        f"{HELPER.rstrip()}\n{STEP}",
        f"{HELPER}{STEP}".replace("\n", "\r\n"),
        f"{HELPER}{STEP}".replace("\n", "\r"),
        f"from zenml import step as s\n{HELPER}def make():\n    return s(run)\n{STEP}",
        f"{STEP}{HELPER}{HELPER}",
        f"{STEP}\x0c\n{HELPER}",
        f"async def größe():\n    pass\n{STEP}",
        f"def a(): pass; b = 1\n{STEP}",
        f"if True:\n    pass\nelse:\n    pass\n{HELPER}{STEP}",
    ],
)
def test_it_says_the_same_as_parsing_all_of_it(text: str, monkeypatch: pytest.MonkeyPatch):
    found = read_module(text)
    monkeypatch.setattr(skimming, "_blankable", lambda _: "")
    whole = read_module(text)
    assert found is not None
    assert whole is not None
    assert [one.span for one in found.steps] == [one.span for one in whole.steps]
    assert found.makes_steps == whole.makes_steps
    assert len(found.steps) == 1


def test_what_is_broken_elsewhere_does_not_hide_a_step():
    module = read_module("def half(:\n    return\n" + STEP)
    assert module is not None
    assert [one.name for one in module.steps] == ["trainer"]


def test_most_of_a_workspace_is_not_parsed(monkeypatch: pytest.MonkeyPatch):
    from benchmarks.python_workspaces import module_text

    texts = [module_text(number) for number in range(20)]
    characters = 0
    parse = skimming.parsed

    def counted(text: str):
        nonlocal characters
        characters += len(text.strip("\n"))
        return parse(text)

    monkeypatch.setattr(skimming, "parsed", counted)
    for text in texts:
        module = read_module(text)
        assert module is not None
        assert len(module.steps) + len(module.pipelines) == 1
    assert characters < 0.5 * sum(map(len, texts))
