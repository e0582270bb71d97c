"""What stacks and components may be called, as ZenML reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stackls_core.catalog.catalogs import AllCatalogs
from stackls_core.check import check_text
from stackls_core.findings import Severity
from tests.analysis.test_findings import errors_of
from tests.support.checks import check_fix, find
from tests.support.known import known_registry
from tests.support.searches import FAILS, FINDS_DEFAULT, FINDS_NOTHING, JUST_NAMES, UNTOLD
from tests.support.stack_texts import HEAD, REST, head

LOCAL = "    flavor: local\n    configuration: {}\n"
STORE = "  artifact_store: {name: b, flavor: local, configuration: {}}\n"


def named(name: str) -> str:
    return f"{HEAD}  orchestrator:\n    name: {name}\n{LOCAL}{STORE}"


def stack_named(name: str) -> str:
    return head(name) + REST


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


@pytest.mark.parametrize("name", FAILS)
def test_a_stack_name_that_is_a_search_that_cannot_be_made(name: str):
    assert errors_of(stack_named(f"'{name}'")) == [("ambiguous-stack-name", f"'{name}'")]
    assert errors_of(named(f"'{name}'")) == []
    check_fixed(name)


def check_fixed(name: str) -> None:
    """A file whose stack has another name has no other mistakes."""
    _, (finding,) = find(stack_named(f"'{name}'"))
    assert find(stack_named(finding.fixes[0].edits[0].new_text))[1] == []


@pytest.mark.parametrize("name", [*FINDS_DEFAULT, *FINDS_NOTHING, *UNTOLD])
def test_a_stack_name_that_is_a_search(name: str):
    _, (finding,) = find(stack_named(f"'{name}'"))
    assert finding.code == "ambiguous-stack-name"
    finds = name in FINDS_DEFAULT
    assert finding.severity is (Severity.WARNING if finds else Severity.INFORMATION)
    assert ("finds the stack default, which every ZenML has" in finding.message) is finds
    assert find(named(f"'{name}'"))[1] == []
    check_fixed(name)


@pytest.mark.parametrize(
    ("version", "name", "severity"),
    [
        ("0.68.1", "oneof:x", None),
        ("0.68.1", "gt:5", Severity.ERROR),
        ("0.69.0", "gt:5", Severity.WARNING),
        ("0.75.1", "gt:5", Severity.INFORMATION),
        ("0.85.0", "oneof:x", Severity.ERROR),
        ("0.85.0", "notoneof:x", None),
        ("0.85.0", "isnull:x", None),
        ("0.85.0", "notcontains:x", None),
        ("0.85.0", "contains:def", Severity.WARNING),
        ("0.96.4", "notoneof:x", Severity.ERROR),
        ("0.96.4", "notcontains:x", Severity.WARNING),
        ("0.99.0", "in:x", Severity.WARNING),
    ],
)
def test_which_words_begin_a_search_differs_by_version(
    version: str, name: str, severity: Severity | None, shipped_catalogs: AllCatalogs
):
    text = f"stack_name: '{name}'\nzenml_version: {version}\n"
    found = check_text(text, "a.stack.yaml", shipped_catalogs)
    said = [one.severity for one in found if one.code == "ambiguous-stack-name"]
    assert said == ([severity] if severity is not None else [])


def test_a_search_that_finds_a_registered_stack():
    known = known_registry()
    (stack,) = known.registered.stacks
    known = replace(
        known,
        registered=replace(
            known.registered, stacks=(stack, *(replace(stack, name=n) for n in ("equals:b", "b")))
        ),
    )

    def severities(name: str) -> list[tuple[Severity, str]]:
        _, found = find(stack_named(name), known=known)
        return [(one.severity, one.store) for one in found if one.code == "ambiguous-stack-name"]

    assert severities("startswith:B") == [(Severity.WARNING, known.label)]
    assert severities("startswith:c") == [(Severity.INFORMATION, "")]
    # that it is there itself is no reason
    assert severities("contains:equals") == [(Severity.WARNING, known.label)]
    assert severities("'contains:equals:b'") == [(Severity.WARNING, known.label)]
    assert severities("endswith:d") == [(Severity.INFORMATION, "")]


@pytest.mark.parametrize("name", [*JUST_NAMES, "'contains:${NAME}'"])
def test_a_name_with_a_colon_that_is_no_search(name: str):
    _, found = find(stack_named(name if "$" in name else f"'{name}'"))
    assert {one.code for one in found} <= {"placeholder", "yaml-surprise"}


def alerters(*names: str) -> str:
    items = "".join(
        f"    - {{name: {name}, flavor: pager, configuration: {{}}}}\n" for name in names
    )
    return stack_named("demo") + f"  alerter:\n{items}"


@pytest.mark.parametrize(
    "names",
    [
        ("ops-2", "ops"),
        ("Ops-2", "oPS"),
        ("ops-2", "ops_2"),
        ("ops-2", "other", "o_s"),
        ("ops-2", "'%s'"),
        ("ops-2", "ops-3", "ops_2"),
        ("b", "_"),
    ],
)
def test_a_name_that_import_takes_for_an_earlier_one(names: tuple[str, ...]):
    assert errors_of(alerters(*names)) == [("repeated-name", names[-1])]
    assert errors_of(alerters(*reversed(names))) == []


@pytest.mark.parametrize(
    "names",
    [
        ("ops", "ops-2"),
        ("ops-2", "ops-3", "ops"),
        ("ops", "OPS-2", "ops-3"),
        ("ops-2", "op.*"),
        ("Ärger-2", "ärger"),
        ("a", "b", "_"),
    ],
)
def test_names_that_import_tells_apart(names: tuple[str, ...]):
    assert errors_of(alerters(*names)) == []


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
