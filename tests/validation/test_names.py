"""What stacks and components may be called, as ZenML reads it."""

from __future__ import annotations

import pytest

from tests.support.checks import HEAD, REST, check_fix, find
from tests.validation.test_findings import errors_of

LOCAL = "    flavor: local\n    configuration: {}\n"
STORE = "  artifact_store: {name: b, flavor: local, configuration: {}}\n"


def named(name: str) -> str:
    return f"{HEAD}  orchestrator:\n    name: {name}\n{LOCAL}{STORE}"


def stack_named(name: str) -> str:
    return f"stack_name: {name}\nzenml_version: 1.2.3\ncomponents:\n{REST}"


@pytest.mark.parametrize(
    "name",
    [
        '"a\\tb"',
        '"a\\nb"',
        '"a\\n"',
        '"\\ud83d"',
        "|\n      block",
        ">\n      folded",
        "|+\n      a\n",
    ],
)
def test_characters_that_no_name_has(name: str):
    assert [code for code, _ in errors_of(named(name))] == ["wrong-name"]
    assert [code for code, _ in errors_of(stack_named(name))] == ["wrong-stack-name"]


@pytest.mark.parametrize(
    "name", ["|-\n      block", '"a\\u2028b"', '"\\0"', "🚲", "!!binary aGVsbG8=", "'[/red]'"]
)
def test_characters_that_a_name_may_have(name: str):
    assert errors_of(named(name)) == []
    assert errors_of(stack_named(name)) == []


def test_block_text_ends_in_a_line_break():
    check_fix(named("|\n      mine"), named("mine"), title="Change to mine")
    check_fix(named(">\n      5"), named("'5'"))
    check_fix(named("&n |\n      mine"), named("&n mine"))
    check_fix(named('"a\\tb"  # why'), named("a b  # why"))


@pytest.mark.parametrize(
    "name", ["in:a", "oneof:a", "notoneof:{}", "gt:large", "lte:", "isnull:a", "isnotnull:a"]
)
def test_a_stack_name_that_is_a_search(name: str):
    assert errors_of(stack_named(f"'{name}'")) == [("wrong-stack-name", f"'{name}'")]
    assert errors_of(named(f"'{name}'")) == []
    _, findings = find(stack_named(f"'{name}'"))
    assert errors_of(stack_named(findings[0].fixes[0].edits[0].new_text)) == []


@pytest.mark.parametrize("name", ["oneof:[1]", "gt:5", "lt:1e3", "isnull:", "equals:a", "team:a"])
def test_a_stack_name_that_is_a_search_that_finds_nothing(name: str):
    assert errors_of(stack_named(f"'{name}'")) == []


def test_a_flavor_as_binary_data():
    text = named("a").replace("flavor: local", "flavor: !!binary bG9jYWw=", 1)
    assert errors_of(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            named("a").replace("configuration: {}", "configuration: !!set {}", 1),
            "wrong-configuration",
        ),
        (
            f"{HEAD[: HEAD.index('components')]}components: !!set {{orchestrator: }}\n",
            "wrong-components",
        ),
        (
            f"{HEAD}  orchestrator: !!set {{name, flavor, configuration}}\n{STORE}",
            "wrong-component",
        ),
        ("!!set {stack_name: , zenml_version: , components: }\n", "missing-stack-name"),
    ],
)
def test_a_set_is_no_mapping(text: str, code: str):
    assert code in [found for found, _ in errors_of(text)]


def test_the_tag_of_a_merge_key():
    base = "_base: &base {region: x}\n"
    component = "name: a, flavor: harbor, configuration: {!!merge <<: *base }"
    assert errors_of(f"{base}{HEAD}  orchestrator: {{{component}}}\n{STORE}") == []
