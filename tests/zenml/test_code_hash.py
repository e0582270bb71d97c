"""The hash of what a function does."""

from __future__ import annotations

import ast
import itertools
import subprocess
import textwrap
import types
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, field_validator, model_validator

import stackls_probe
from stackls_probe.code_hash import code_hash, tree_hash
from stackls_probe.implementations import _required_types
from stackls_probe.validators import validators_of
from tests.support.pythons import pythons

BEFORE = """
def check(cls, value: Optional[str] = None) -> Optional[str]:
    '''Says nothing.'''
    limit: int = 5
    name: str
    # why
    for item in value or [1, 2]:
        if len(f"{item!r:>4}") > limit:
            logger.warning("too long")
            raise ValueError(f"{item} is too long")
    return value[0]
"""

SAME = """
def check(cls, value=None):
    limit = 5
    for item in (
        value
        or [1, 2]
    ):
        if len(f"{item!r:>4}") > limit:  # that is too long
            raise ValueError("other words")
    return value[0]
"""


def hash_of(text: str) -> str:
    return tree_hash(ast.parse(textwrap.dedent(text)))


def test_layout_words_and_annotations_do_not_count():
    assert hash_of(BEFORE) == hash_of(SAME)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("> limit", ">= limit"),
        ("limit = 5", "limit = 6"),
        ("limit = 5", "limit = True"),
        ("ValueError", "TypeError"),
        ("value=None", "value=0"),
        ("[1, 2]", "[2, 1]"),
        ("return value[0]", "return value"),
        ("return value[0]", "return None"),
        ("!r:>4", "!r:>5"),
    ],
)
def test_what_is_done_counts(old: str, new: str):
    assert old in SAME
    assert hash_of(SAME) != hash_of(SAME.replace(old, new))


_numbers = itertools.count()


def module(folder: Path, text: str) -> types.ModuleType:
    """A module as if it were part of the distribution ``checked``."""
    path = folder / f"m{next(_numbers)}.py"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    made = types.ModuleType("checked.validators")
    made.__file__ = str(path)
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), made.__dict__)
    return made


REFERRING = """
import enum, os, re

PATTERN = re.compile("^a+$")
NAMES = {"a", "b", "c"}

class Mode(enum.Enum):
    ON = "on"

def helper(value):
    return value or os.curdir

class Config:
    LIMIT = 5

    @property
    def kind(self):
        return self.LIMIT

    def check(self, value):
        return PATTERN.match(helper(value)) and value in NAMES and Mode.ON and self.kind
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("^a+$", "^b+$"),
        ('"c"}', '"d"}'),
        ('ON = "on"', 'ON = "off"'),
        ("value or os.curdir", "value"),
        ("return self.LIMIT", "return 5"),
        ("LIMIT = 5", "LIMIT = 6"),
    ],
)
def test_what_a_function_refers_to_counts(tmp_path: Path, old: str, new: str):
    def hashed(text: str) -> str | None:
        config = module(tmp_path, text).Config
        return code_hash(config.check, config)

    assert hashed(REFERRING) == hashed(REFERRING + "\n\nMORE = 1\n")
    assert hashed(REFERRING) is not None
    assert old in REFERRING
    assert hashed(REFERRING) != hashed(REFERRING.replace(old, new))


def test_without_source_there_is_no_hash():
    assert code_hash(eval("lambda value: value")) is None
    assert code_hash(len) is None
    assert code_hash(None) is None


@pytest.mark.parametrize("python", pythons(), ids=lambda path: Path(path).name)
def test_all_versions_of_python_agree(python: str):
    code = (
        "import ast, sys; sys.path.insert(0, sys.argv[1])\n"
        "from stackls_probe.code_hash import tree_hash\n"
        "print(tree_hash(ast.parse(sys.stdin.read())))"
    )
    command = [python, "-c", code, str(Path(stackls_probe.__file__).parents[1])]
    text = Path(stackls_probe.__file__).with_name("trials.py").read_text(encoding="utf-8")
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == tree_hash(ast.parse(text)), done.stderr


# -- the validators of a class -------------------------------------------------------------------


def not_empty(value: str) -> str:
    assert value
    return value


class Inner(BaseModel):
    path: str = "x"
    _not_empty = field_validator("path")(not_empty)


class Config(BaseModel):
    inner: list[Inner] = []

    @model_validator(mode="before")
    @classmethod
    def _first(cls, data: Any) -> Any:
        return data

    @property
    def is_local(self) -> bool:
        return True


class Narrower(Config):
    @model_validator(mode="before")
    @classmethod
    def _first(cls, data: Any) -> Any:
        return {**data}


def test_validators_and_overrides_are_found_by_name():
    found = validators_of(Config)
    assert sorted(found) == sorted(
        f"{__name__}.{name}" for name in ("Config._first", "Config.is_local", "not_empty")
    )
    narrower = validators_of(Narrower)
    assert f"{__name__}.Narrower._first" in narrower
    assert f"{__name__}.Config._first" not in narrower
    assert narrower[f"{__name__}.not_empty"] == found[f"{__name__}.not_empty"]


def test_a_function_for_other_fields_is_another_validator():
    class Elsewhere(BaseModel):
        name: str = "x"
        _not_empty = field_validator("name")(not_empty)

    assert (
        validators_of(Elsewhere)[f"{__name__}.not_empty"]
        != (validators_of(Config)[f"{__name__}.not_empty"])
    )


# -- the validator of a stack --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "required"),
    [
        ("return StackValidator(required_components={Type.IMAGE_BUILDER})", ["image_builder"]),
        ("return StackValidator(required_components={T.B, T.A})", ["a", "b"]),
        ("return StackValidator(custom_validation_function=f)", []),
        ("return None", []),
        # what is asked for in one case only is not always asked for
        ("if self.local:\n  return None\nreturn StackValidator(required_components={T.A})", []),
        ("if self.x:\n  return StackValidator(required_components={T.A})", []),
        ("def f():\n  return 1\nreturn StackValidator(required_components={T.A})", ["a"]),
    ],
)
def test_required_types(body: str, required: list[str]):
    definition = ast.parse("def validator(self):\n" + textwrap.indent(body, "    ")).body[0]
    assert isinstance(definition, ast.FunctionDef)
    assert _required_types(definition) == required
