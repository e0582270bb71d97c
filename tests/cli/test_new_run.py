"""``stackls new-run``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.support.code import SAMPLE

pytestmark = pytest.mark.usefixtures("home")


def test_it_has_the_steps_of_the_code(cli: Cli):
    cli.write("training.py", SAMPLE.read_text(encoding="utf-8"))
    assert cli("new-run", "a.run.yaml").code == 0
    text = Path("a.run.yaml").read_text(encoding="utf-8")
    assert "  trainer:\n    parameters:\n      epochs: 3\n" in text
    assert cli("check", "--strict", "a.run.yaml").code == 0
    assert cli("new-run", "a.run.yaml").err == "stackls: a.run.yaml is there already.\n"


def test_without_code_it_is_to_be_filled_in(cli: Cli):
    assert "my_step" in cli("new-run").out


def test_of_several_pipelines_one_is_named(cli: Cli):
    source = "from zenml import pipeline\n@pipeline\ndef one(): ...\n@pipeline\ndef two(a=1): ...\n"
    cli.write("m.py", source)
    unnamed = cli("new-run")
    assert "my_step" in unnamed.out
    assert "one, two" in unnamed.err
    assert "  a: 1\n" in cli("new-run", "--pipeline", "two").out
    assert cli("new-run", "--pipeline", "three").code == 1
