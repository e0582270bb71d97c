"""What a configuration says, and what is said of one that cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import jsonschema
import pytest

from stackls_core.analysis.all_rules import BY_CODE
from stackls_core.configuration.find import Configurations
from stackls_core.configuration.json_schema import configuration_schema
from stackls_core.configuration.levels import Levels
from stackls_core.configuration.model import SUMMARIES, Configuration
from stackls_core.configuration.reading import read_configuration
from stackls_core.findings import Finding, Severity
from stackls_core.limits import MAX_MESSAGE
from stackls_core.text import LineIndex, Span
from stackls_core.toml_table import NotToml, own_table

HOME = Path("/work")
PYPROJECT = HOME / "pyproject.toml"


def read(text: str, name: str = "pyproject.toml") -> tuple[Configuration, list[str]]:
    """The configuration, and its problems with their places, counted from 1."""
    table = own_table(name, text)
    assert table is not None
    configuration, problems = read_configuration(table, HOME / name, BY_CODE)
    lines = LineIndex(text)
    said: list[str] = []
    for problem in problems:
        place = lines.position(problem.span.start)
        said.append(f"{place.line + 1}:{place.column + 1} {problem.message}")
    return configuration, said


def test_all_that_can_be_said():
    configuration, problems = read(
        """
        [project]
        name = "x"

        [tool.stackls]
        zenml-version = "0.85.0"
        registry = "local"
        env-file = "prod.env"
        owner = "ml-platform"
        audit = true
        include = ["stacks/*.yml"]
        exclude = ["old/"]
        respect-gitignore = false
        select = ["wrong-value", "placeholder"]
        ignore = ["placeholder"]
        severities = { wrong-value = "warning" }

        [tool.stackls.per-file-ignores]
        "dev/**" = ["wrong-value"]

        [tool.stackls.per-file-severities."ci/*"]
        wrong-value = "hint"
        """
    )
    assert problems == []
    assert set(configuration.lines) == set(SUMMARIES)
    assert configuration.lines["per-file-ignores"] == 18
    assert (configuration.registry, configuration.env_file) == ("local", ("prod.env",))
    assert configuration.levels(HOME / "a.yaml") == {
        "wrong-value": "warning",
        "placeholder": "off",
    }
    assert configuration.levels(HOME / "dev" / "x" / "a.yaml")["wrong-value"] == "off"
    assert configuration.levels(HOME / "ci" / "a.yaml")["wrong-value"] == "hint"
    assert configuration.excludes(HOME / "x" / "old", is_folder=True)
    assert configuration.includes(HOME / "stacks" / "a.yml")
    assert not configuration.includes(Path("/elsewhere/stacks/a.yml"))


def test_nothing_is_said_of_placeholders_that_are_replaced():
    named = '[tool.stackls]\nenv-file = ["a.env"]\n'
    assert read(named)[0].levels(HOME / "a.yaml") == {"placeholder": "off"}
    chosen = named + 'severities = {placeholder = "hint"}\n'
    assert read(chosen)[0].levels(HOME / "a.yaml") == {"placeholder": "hint"}


def test_what_is_wrong_is_told_at_its_place_and_the_rest_holds():
    configuration, problems = read(
        'registri = "local"\n'
        'registry = "mysql"\n'
        "env-file = 3\n"
        'ignore = [\n  "placeholder", "wrong-valeu",\n]\n'
        'severities = { wrong-value = "warn", placeholder = "off" }\n'
        'respect-gitignore = "no"\n'
        'zenml-version = "latest"\n'
        "[per-file-ignores]\n"
        '"dev/**" = ["placeholder"]\n'
        "x = 1\n",
        "stackls.toml",
    )
    assert problems == [
        "1:1 Unknown key registri. Did you mean registry?",
        "2:1 registry is one of auto, zenml, local.",
        "3:1 env-file is a text or a list of texts.",
        "5:19 There is no rule wrong-valeu. Did you mean wrong-value?",
        "7:16 severities.wrong-value is one of error, warning, information, hint, off.",
        "8:1 respect-gitignore is true or false.",
        "9:1 zenml-version is a version such as 0.98.0.",
        "12:1 per-file-ignores.x is a list of texts.",
    ]
    assert configuration.severities == {"placeholder": "off"}
    assert configuration.per_file_ignores == {"dev/**": ("placeholder",)}
    assert configuration.registry is None


@pytest.mark.parametrize("owner", ["", "a b", "x" * 101])
def test_an_owner_is_a_short_word(owner: str):
    _, problems = read(f'[tool.stackls]\nowner = "{owner}"\n')
    told = "owner is a word of at most 100 letters, digits, dots and dashes."
    assert problems == [f"2:1 {told}"]


@pytest.mark.parametrize(
    ("text", "offset"),
    [("a = \n", 4), ("a = 1\n\n[b\n", 9), ('a = "', 5), ("a = 1\r\nb = \r\n", 11)],
)
def test_what_is_no_toml(text: str, offset: int):
    with pytest.raises(NotToml) as error:
        own_table("stackls.toml", text)
    assert error.value.offset == offset


def test_a_table_in_a_long_text_is_none():
    text = '[tool.stackls]\nregistry = """\nignore = ["x"]\n"""\n'
    table = own_table("pyproject.toml", text)
    assert table is not None
    assert LineIndex(text).position(table.span_of(["ignore"]).start).line == 0


def test_the_nearest_file_counts_up_to_the_top_of_the_repository(tmp_path: Path):
    configurations = Configurations(lambda: BY_CODE)
    (tmp_path / "stackls.toml").write_text('registry = "zenml"\n', "utf-8")
    root = tmp_path / "root"
    deep = root / "a" / "b"
    deep.mkdir(parents=True)
    (root / ".git").mkdir()
    assert configurations.of(deep).path is None
    (root / "pyproject.toml").write_text("[tool.stackls]\nregistry = 'local'\n", "utf-8")
    assert configurations.of(deep).configuration.registry == "local"
    (root / "a" / "pyproject.toml").write_text("[tool.other]\nx = 1\n", "utf-8")
    assert configurations.of(deep).path == root / "pyproject.toml"
    (root / "stackls.toml").write_text("registry = 'auto'\n", "utf-8")
    assert configurations.of(deep).path == root / "stackls.toml"


def test_a_changed_file_is_read_again_and_an_unchanged_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from stackls_core.configuration import find

    read_files: list[Path] = []
    read_regular = find.read_regular
    monkeypatch.setattr(
        find, "read_regular", lambda path: read_files.append(path) or read_regular(path)
    )
    configurations = Configurations(lambda: BY_CODE)
    file = tmp_path / "stackls.toml"
    file.write_text("registry = 'local'\n", "utf-8")
    for _ in range(3):
        assert configurations.of(tmp_path).configuration.registry == "local"
    assert read_files == [file]
    file.write_text("registry = 'zenml' \n", "utf-8")
    assert configurations.of(tmp_path).configuration.registry == "zenml"
    file.unlink()
    assert configurations.of(tmp_path).path is None


def test_a_file_that_is_no_toml_says_so_and_nothing_of_it_holds(tmp_path: Path):
    (tmp_path / "stackls.toml").write_text("registry = 'local'\nx y\n", "utf-8")
    found = Configurations(lambda: BY_CODE).of(tmp_path)
    assert found.configuration.registry is None
    [problem] = found.problems
    assert problem.message.startswith("It is no TOML, so nothing of it holds. ")
    assert found.position(problem).line == 1


@pytest.mark.skipif(os.name == "nt", reason="There are no named pipes in folders.")
def test_pipes_are_not_read(tmp_path: Path):
    os.mkfifo(tmp_path / "stackls.toml")
    assert Configurations(lambda: BY_CODE).of(tmp_path).path is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a" + ".a" * 200_000 + " = 1\n", "A line has more than 200 dots."),
        ("severities" + ".a" * 150 + " = 1\n", "It is nested too deeply."),
        ("x = " + "[" * 100_000 + "]" * 100_000, "It is nested too deeply."),
        ("x = " + "9" * 100_000, "It has a value that cannot be read."),
    ],
)
def test_what_no_reader_comes_to_the_end_of(tmp_path: Path, text: str, message: str):
    """The test's own limit would end it."""
    (tmp_path / "stackls.toml").write_text(text, "utf-8")
    [problem] = Configurations(lambda: BY_CODE).of(tmp_path).problems
    assert problem.message == f"It is no TOML, so nothing of it holds. {message}"


def test_of_many_problems_the_first_ones_are_told(tmp_path: Path):
    keys = "".join(f"key-{number} = 1\n" for number in range(20_000))
    rules = ", ".join(f'"rule-{number}"' for number in range(20_000))
    (tmp_path / "stackls.toml").write_text(f"registry = 'local'\n{keys}", "utf-8")
    found = Configurations(lambda: BY_CODE).of(tmp_path)
    assert found.configuration.registry == "local"
    assert [found.position(one).line for one in found.problems] == list(range(1, 21))
    (tmp_path / "stackls.toml").write_text(f"ignore = [{rules}]\n{'k' * 9999} = 1\n", "utf-8")
    found = Configurations(lambda: BY_CODE).of(tmp_path)
    assert len(found.problems) == 20
    assert all(len(one.message) <= MAX_MESSAGE for one in found.problems)


def test_a_configuration_that_is_too_long_says_so(tmp_path: Path):
    (tmp_path / "stackls.toml").write_text("# " + "x" * 1_000_000, "utf-8")
    found = Configurations(lambda: BY_CODE).of(tmp_path)
    [problem] = found.problems
    assert problem.message == "It is larger than 1 MB, so nothing of it holds."
    assert found.position(problem).line == 0


def finding(code: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code, severity, "", Span(0, 0))


def test_options_stand_above_and_nothing_silences_what_is_not_read():
    configuration = Configuration(
        PYPROJECT,
        ignore=("wrong-value", "syntax-error"),
        severities={"placeholder": "hint"},
    )
    below = Levels.of(configuration, HOME / "a.yaml")
    found = [finding("wrong-value"), finding("syntax-error"), finding("placeholder")]
    left = below.applied(found)
    assert [(one.code, one.severity.value) for one in left] == [
        ("syntax-error", "error"),
        ("placeholder", "hint"),
    ]
    asked = Levels.chosen(select=["wrong-value"]).above(below)
    assert [one.code for one in asked.applied(found)] == ["wrong-value", "syntax-error"]
    more = Levels.chosen(ignore=["placeholder"]).above(below)
    assert [one.code for one in more.applied(found)] == ["syntax-error"]
    only = Levels.of(Configuration(PYPROJECT, select=("placeholder",)), HOME / "a.yaml")
    assert [one.code for one in only.applied(found)] == ["syntax-error", "placeholder"]


def test_the_schema_takes_what_is_read_and_refuses_what_is_not():
    schema = configuration_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert set(schema["properties"]) == set(SUMMARIES)
    good = {
        "registry": "local",
        "env-file": ["a.env"],
        "severities": {"placeholder": "off"},
        "per-file-severities": {"*": {"placeholder": "hint"}},
        "ignore": ["placeholder"],
    }
    assert validator.is_valid(good)
    for bad in ({"registri": "local"}, {"ignore": ["no-such"]}, {"severities": {"x": "off"}}):
        assert not validator.is_valid(bad)
