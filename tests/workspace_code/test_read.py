"""Steps and pipelines as they are read from source."""

from __future__ import annotations

from textwrap import dedent

import pytest

from stackls_core.workspace_code.annotations import schema_of
from stackls_core.workspace_code.model import NOT_LITERAL, Module
from stackls_core.workspace_code.read import read_module


def read(text: str) -> Module:
    module = read_module(dedent(text), "/w/code.py")
    assert module is not None
    return module


@pytest.mark.parametrize(
    ("head", "decorator"),
    [
        ("from zenml import step", "@step"),
        ("from zenml import step", "@step()"),
        ("from zenml import step as task", "@task(enable_cache=False)"),
        ("import zenml", "@zenml.step"),
        ("import zenml as z", "@z.step()"),
        ("from zenml.steps import step", "@step"),
        ("import zenml.steps", "@zenml.steps.step"),
    ],
)
def test_a_step_is_what_zenml_decorates(head: str, decorator: str):
    (step,) = read(f"{head}\n{decorator}\ndef trainer(epochs: int = 3): ...\n").steps
    assert (step.name, step.signature) == ("trainer", "trainer(epochs: int = 3)")


@pytest.mark.parametrize(
    "text",
    [
        "from dagster import step\n@step\ndef trainer(): ...\n",
        "def step(f): return f\n@step\ndef trainer(): ...\n",
        "import zenml\n@other.step\ndef trainer(): ...\n",
    ],
)
def test_what_others_decorate_is_no_step(text: str):
    assert read(text).steps == ()


def test_what_a_step_says_of_itself():
    text = dedent('''
        from typing import Optional
        from zenml import step, StepContext
        from zenml.config import ResourceSettings

        GPU = ResourceSettings(gpu_count=1)

        @step(name="train", enable_cache=False, settings={"resources": GPU}, extra=compute())
        def trainer(data, epochs: int = 3, *, lr: Optional[float] = None, context: StepContext):
            """Trains."""
    ''')
    (step,) = read(text).steps
    assert text[step.span.start : step.span.end] == "trainer"
    assert (step.name, step.function, step.docstring) == ("train", "trainer", "Trains.")
    assert step.signature == "trainer(data, epochs: int = 3, lr: Optional[float] = None)"
    assert [parameter.is_required for parameter in step.parameters] == [True, False, False]
    assert step.settings == {
        "enable_cache": False,
        "settings": {"resources": {"gpu_count": 1}},
        "extra": NOT_LITERAL,
    }


@pytest.mark.parametrize(
    "text",
    [
        "from zenml import step\nstep(make())\n",
        "from zenml import step\nthing = step(name=f'{x}')(make)\n",
        "from zenml import step\n@step(name=f'{x}')\ndef a(): ...\n",
        "from zenml.steps import BaseStep\nclass A(BaseStep): ...\n",
    ],
)
def test_steps_that_are_made_at_run_time_are_admitted(text: str):
    assert read(text).makes_steps


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        ("int", {"type": "integer"}),
        ("'int'", {"type": "integer"}),
        ("Optional[str]", {"anyOf": [{"type": "string"}, {"type": "null"}]}),
        (
            "int | float | None",
            {"anyOf": [{"type": "integer"}, {"type": "number"}, {"type": "null"}]},
        ),
        ("typing.Literal['a', 1]", {"enum": ["a", 1]}),
        ("Annotated[bool, 'flag']", {"type": "boolean"}),
        ("list[int]", {"type": "array", "items": {"type": "integer"}}),
        ("Dict[str, Any]", {"type": "object", "additionalProperties": {}}),
        ("Dict[int, str]", {}),
        ("pd.DataFrame", {}),
        ("Union[int, Thing]", {}),
        ("'not ( python'", {}),
        ("Literal[X]", {}),
    ],
)
def test_annotations_as_types(annotation: str, schema: object):
    import ast

    assert schema_of(ast.parse(annotation, mode="eval").body) == schema


def calls(body: str, head: str = "") -> tuple[list[tuple[str, str, str, bool]], bool]:
    text = f"from zenml import pipeline, step\nfrom steps import loader, trainer\n{head}\n"
    text += "@pipeline\ndef training(epochs: int = 3):\n" + "".join(
        f"    {line}\n" for line in dedent(body).strip().splitlines()
    )
    (one,) = read(text).pipelines
    return [(c.name, c.module, c.id, c.repeats) for c in one.calls], one.is_opaque


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("trainer(loader())", [("loader", "steps", "", False), ("trainer", "steps", "", False)]),
        ("trainer(id='second')", [("trainer", "steps", "second", False)]),
        ("trainer.with_options(enable_cache=False)(1)", [("trainer", "steps", "", False)]),
        ("trainer.configure(parameters={})()", [("trainer", "steps", "", False)]),
        ("t = trainer.with_options()\nt()", [("trainer", "steps", "", False)]),
        ("for i in range(3):\n    trainer(i)", [("trainer", "steps", "", True)]),
        ("[trainer(i) for i in (1, 2)]", [("trainer", "steps", "", True)]),
        ("trainer.map(loader())", [("loader", "steps", "", False), ("trainer", "steps", "", True)]),
        ("print(int('3'))\nlogger.info('x')\nepochs.bit_length()", []),
        ("import steps.more as m\nm.other()", [("other", "steps.more", "", False)]),
        ("helper()", [("helper", "*", "", False)]),
    ],
)
def test_calls_of_a_pipeline(body: str, expected: list[tuple[str, str, str, bool]]):
    found = calls(body)
    assert ([one for one in found[0] if one[0] != "range"], found[1]) == (expected, False)


@pytest.mark.parametrize(
    "body",
    [
        "STEPS[epochs]()",
        "make()()",
        "for one in [loader, trainer]:\n    one()",
        "one = STEPS[0]\none()",
        "one = loader if epochs else trainer\none()",
        "(lambda: 1)()",
    ],
)
def test_a_pipeline_that_calls_what_is_not_seen_is_opaque(body: str):
    assert calls(body)[1]


def test_what_a_call_passes():
    text = """
        from zenml import pipeline
        from steps import trainer
        RATE = 0.1

        @pipeline
        def training(epochs: int):
            trainer(data(), epochs=epochs, lr=RATE, name="x")
    """
    call = next(one for one in read(text).pipelines[0].calls if one.name == "trainer")
    assert call.passed == {"epochs": NOT_LITERAL, "lr": 0.1, "name": "x"}
    assert call.positional == (NOT_LITERAL,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "training.with_options(config_path='configs/a.yaml')(epochs=3)",
            [(("configs", "a.yaml"), True, "training")],
        ),
        (
            "training.with_options(config_path=os.path.join(HERE, 'configs', 'a.yaml'))()",
            [(("configs", "a.yaml"), False, "training")],
        ),
        (
            (
                "p = Path(__file__).parent / 'configs' / 'a.yaml'\n"
                "training.with_options(config_path=str(p))()"
            ),
            [(("configs", "a.yaml"), False, "training")],
        ),
        (
            (
                "arguments = {}\n"
                "arguments['config_path'] = os.path.join(folder, 'a.yaml')\n"
                "training.with_options(**arguments)()\n"
                "arguments = {'config_path': 'b.yaml'}\n"
                "scoring.with_options(**arguments)()"
            ),
            [(("a.yaml",), False, "training"), (("b.yaml",), True, "scoring")],
        ),
        (
            (
                "if x:\n    c = 'a.yaml'\nelse:\n    c = 'b.yaml'\n"
                "training.with_options(config_path=c)()"
            ),
            [(("a.yaml",), True, "training"), (("b.yaml",), True, "training")],
        ),
        (
            "training.with_options(config_path='a.yaml' if x else 'b.yaml')()",
            [(("a.yaml",), True, "training"), (("b.yaml",), True, "training")],
        ),
        (
            "training.with_options(config_path=f'configs/{env}/a.yaml')()",
            [(("a.yaml",), False, "training")],
        ),
        ("training.with_options(config_path=f'{env}.yaml')()", []),
        ("training.with_options(config_path=argument)()", []),
    ],
)
def test_which_configurations_code_names(text: str, expected: list[object]):
    module = read(f"from zenml import pipeline\n{text}\n")
    assert [(use.parts, use.is_whole, use.pipeline) for use in module.uses] == expected


def test_positions_are_counted_in_characters():
    text = "from zenml import step\ns = '🙂'; x.with_options(config_path='ä.yaml')\n"
    (use,) = read(text).uses
    assert text[use.span.start : use.span.end] == "'ä.yaml'"


@pytest.mark.parametrize(
    "text", ["@broken(:\n", "match x:\n  case 1 2:\n", "\0", "x = " + "(" * 5000]
)
def test_what_cannot_be_parsed_is_none(text: str):
    assert read_module(text) is None


def test_parsing_warns_nobody(recwarn: pytest.WarningsRecorder):
    read("from zenml import step\nx = '\\d' is 3\n")
    assert list(recwarn) == []


@pytest.mark.parametrize(
    ("returns", "body", "outputs"),
    [
        ("", "...", ()),
        ("", "return None", ()),
        ("", "return 1", ("output",)),
        (" -> None", "...", ()),
        (" -> int", "return 1", ("output",)),
        (' -> "int"', "return 1", ("output",)),
        (" -> int | None", "return 1", ("output",)),
        (" -> list[int]", "return []", ("output",)),
        (' -> Annotated[int, "a"]', "return 1", ("a",)),
        (" -> Annotated[int, NAME]", "return 1", None),
        (' -> Annotated[int, ArtifactConfig(name="a")]', "return 1", None),
        (" -> Frame", "return 1", None),
        (' -> tuple[Annotated[int, "a"], int]', "return 1, 2", ("a", "output_1")),
        (' -> Tuple[Annotated[int, "a"], int]', "return pair", ("output",)),
        (" -> tuple[Frame, int]", "return 1, 2", None),
        (" -> int", "def inner():\n        return 1, 2\n    return 1", ("output",)),
    ],
)
def test_outputs_of_a_step(returns: str, body: str, outputs: tuple[str, ...] | None):
    source = f"from zenml import step\n@step\ndef load(){returns}:\n    {body}\n"
    module = read_module(source)
    assert module is not None
    assert module.steps[0].outputs == outputs
