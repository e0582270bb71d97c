"""Every fix that is offered does what it says, and nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackls_core.analysis.fix_all import fix_all, fix_text, with_unsafe_fixes
from stackls_core.catalog.catalog import Catalogs
from stackls_core.check import check_text
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import apply_edits
from tests.support.checks import CATALOG, check_fix
from tests.support.everything import FIXTURES, read_text
from tests.support.layouts import LAYOUTS, STORE
from tests.support.markers import parse_fixture
from tests.support.stack_texts import HEAD, Entry, components

BRING_TO_LIGHT = {
    "syntax-error",
    "unreadable-value",
    "missing-components",
    "wrong-components",
    "unknown-type",
    "wrong-component",
    "missing-flavor",
    "unknown-flavor",
    "missing-configuration",
    "wrong-configuration",
    "deprecated-parameter",
}
"""Once these are fixed more can be read or checked, so that other mistakes may show."""

FILES = [*sorted(FIXTURES.glob("rules/*.yaml")), *sorted(FIXTURES.glob("**/broken/*.yaml"))]


def load(path: Path, shipped: Catalogs) -> tuple[str, Catalogs]:
    """The text of a fixture without its annotations, and the registry it is for."""
    text = read_text(path)
    if path.parent.name != "rules":
        return text, shipped
    uses_shipped = text.startswith("# catalog: shipped")
    return parse_fixture(text).text, shipped if uses_shipped else CATALOG


def errors(findings: list[Finding]) -> Counter[tuple[str, str]]:
    return Counter((f.code, f.message) for f in findings if f.severity is Severity.ERROR)


def codes(findings: list[Finding]) -> Counter[str]:
    return Counter(finding.code for finding in findings)


def check_all_fixes(text: str, catalog: Catalogs) -> None:
    """Each fix on its own fixes its finding and brings up no other error."""
    __tracebackhide__ = True
    before = check_text(text, None, catalog)
    for finding in before:
        for fix in finding.fixes:
            after_text = apply_edits(text, fix.edits)
            after = check_text(after_text, None, catalog)
            shown = f"{fix.title}:\n{after_text}"
            assert codes(after)[finding.code] < codes(before)[finding.code], shown
            new = errors(after) - errors(before)
            assert "syntax-error" not in {code for code, _ in new}, shown
            if finding.code not in BRING_TO_LIGHT:
                assert not new, shown


def check_fix_all(text: str, catalog: Catalogs) -> None:
    """All safe fixes together reach an end, and there are no more errors than before."""
    __tracebackhide__ = True

    def check(one: str) -> list[Finding]:
        return check_text(one, None, catalog)

    before = check(text)
    apply_edits(text, fix_all(before))
    fixed = fix_text(text, check)
    assert list(fixed.findings) == check(fixed.text)
    assert sum(errors(list(fixed.findings)).values()) <= sum(errors(before).values())
    assert fix_text(fixed.text, check).text == fixed.text
    if not any(fix.safe for finding in before for fix in finding.fixes):
        assert fixed.text == text


def all_fixes(findings: list[Finding]) -> list[Fix]:
    return [fix for finding in findings for fix in finding.fixes]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_fixes_of_the_fixtures(path: Path, shipped_catalogs: Catalogs):
    check_all_fixes(*load(path, shipped_catalogs))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_all_fixes_of_a_fixture_together(path: Path, shipped_catalogs: Catalogs):
    check_fix_all(*load(path, shipped_catalogs))


@pytest.mark.parametrize("line_break", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("text", LAYOUTS)
def test_fixes_in_all_kinds_of_layouts(text: str, line_break: str):
    check_all_fixes(text.replace("\n", line_break), CATALOG)


@pytest.mark.parametrize("text", LAYOUTS)
def test_all_fixes_together_in_all_kinds_of_layouts(text: str):
    check_fix_all(text, CATALOG)


@pytest.mark.parametrize("text", LAYOUTS)
def test_line_breaks_of_the_file_are_kept(text: str):
    with_crlf = text.replace("\n", "\r\n")
    lf = all_fixes(check_text(text, None, CATALOG))
    crlf = all_fixes(check_text(with_crlf, None, CATALOG))
    assert [fix.title.replace("\r", "") for fix in crlf] == [fix.title for fix in lf]
    for one, other in zip(lf, crlf, strict=True):
        expected = apply_edits(text, one.edits).replace("\n", "\r\n")
        assert apply_edits(with_crlf, other.edits) == expected


@pytest.mark.parametrize("text", LAYOUTS)
def test_comments_are_kept(text: str):
    """But for one beside a value or key that is taken out, whole line and all."""
    for fix in all_fixes(check_text(text, None, CATALOG)):
        if not fix.title.startswith("Remove"):
            assert apply_edits(text, fix.edits).count("#") == text.count("#"), fix.title


@given(st.sampled_from(LAYOUTS), st.sampled_from(LAYOUTS), st.data())
def test_any_mixture_of_mistakes_can_be_fixed(one: str, other: str, data: st.DataObject):
    """Lines of one file in another: whatever comes of it, fixing comes to an end."""
    lines, more = one.splitlines(keepends=True), other.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines)))
    start = data.draw(st.integers(0, len(more)))
    end = data.draw(st.integers(start, len(more)))
    check_fix_all("".join([*lines[:at], *more[start:end], *lines[at:]]), CATALOG)


def harbor(configuration: str, extra: str = "") -> str:
    return (
        f"{HEAD}  orchestrator:\n    name: a\n    flavor: harbor\n{extra}"
        f"    configuration:{configuration}{STORE}"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" {}\n", "\n      region: eu-west-1\n"),
        (" {}  # none\n", "\n      region: eu-west-1  # none\n"),
        ("\n      {}\n", "\n      region: eu-west-1\n"),
        (" {workers: 1}\n", " {workers: 1, region: eu-west-1}\n"),
        (" { workers: 1 }\n", " { workers: 1, region: eu-west-1 }\n"),
        (" {workers: 1,}\n", " {workers: 1, region: eu-west-1,}\n"),
        (
            " {\n      workers: 1, # c\n    }\n",
            " {\n      workers: 1, region: eu-west-1, # c\n    }\n",
        ),
        ("\n      workers: 1  # c\n", "\n      workers: 1  # c\n      region: eu-west-1\n"),
        ("\n        workers: 1\n", "\n        workers: 1\n        region: eu-west-1\n"),
    ],
)
def test_a_missing_parameter_in_the_layout_of_the_file(before: str, after: str):
    check_fix(harbor(before), harbor(after))


def test_a_space_before_the_colon_stays():
    before = harbor(" {}\n").replace("configuration: {}\n  art", "configuration : {}\n  art")
    after = harbor("\n      region: eu-west-1\n").replace("configuration:\n", "configuration :\n")
    check_fix(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("5", "'5'"),
        ("yes", "'yes'"),
        ("12:30", "'12:30'"),
        ("2024-01-01", "'2024-01-01'"),
        ("&r 5", "&r '5'"),
        ("5  # c", "'5'  # c"),
    ],
)
def test_text_is_quoted_as_it_is_written(before: str, after: str):
    check_fix(harbor(f"\n      region: {before}\n"), harbor(f"\n      region: {after}\n"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("fasst", "fast"),
        ("'fasst'", "'fast'"),
        ('"fasst"', '"fast"'),
        ("&m fasst  # c", "&m fast  # c"),
        ("|\n        fasst", "fast"),
    ],
)
def test_a_misspelt_choice_keeps_its_quotes_and_its_anchor(before: str, after: str):
    check_fix(
        harbor(f"\n      region: x\n      mode: {before}\n"),
        harbor(f"\n      region: x\n      mode: {after}\n"),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a", "[a]"),
        ("'a'", "['a']"),
        ("a  # c", "[a]  # c"),
        ("https://a/?b", "['https://a/?b']"),
        ("|\n        a", "'a\n'"),
    ],
)
def test_a_text_becomes_a_list_of_one(before: str, after: str):
    if "\n" in after:
        after = '["a\\n"]'
    check_fix(
        harbor(f"\n      region: x\n      names: {before}\n"),
        harbor(f"\n      region: x\n      names: {after}\n"),
    )


def test_a_key_after_a_dash_is_removed_without_the_comments_after_it():
    check_fix(
        HEAD + "  orchestrator:\n    - name: a\n      # why\n      name: b\n"
        "      flavor: local\n      configuration: {}\n" + STORE,
        HEAD + "  orchestrator:\n    -\n      # why\n      name: b\n"
        "      flavor: local\n      configuration: {}\n" + STORE,
    )


def test_a_tab_between_words():
    check_fix(
        harbor("\n      region: x\t# c\n"),
        harbor("\n      region: x # c\n"),
    )
    check_fix(harbor("\n      region: x \t\n"), harbor("\n      region: x\n"))


def test_a_question_mark_in_a_list():
    check_fix(
        harbor("\n      region: x\n      names: [a, https://b/?c=d , e]\n"),
        harbor("\n      region: x\n      names: [a, 'https://b/?c=d' , e]\n"),
    )


def test_an_open_bracket_is_closed_not_quoted():
    check_fix(
        harbor("\n      region: x\n      names: [a, b\n"),
        harbor("\n      region: x\n      names: [a, b]\n"),
    )


def test_the_first_keys_of_a_file_below_its_byte_order_mark():
    rest = "zenml_version: 1.2.3\ncomponents: {}\n"
    check_fix("\ufeff" + rest, "\ufeffstack_name: my-stack\n" + rest, title="Add stack_name")


def test_what_is_added_behind_an_entry_is_not_mixed_with_its_removal(
    shipped_catalogs: Catalogs,
):
    one = "  - name: n{0}\n    flavor: slack\n    configuration: {{wrong{0}: 1}}\n"
    head = HEAD.replace("1.2.3", shipped_catalogs.for_version(None).zenml_version)
    text = head + "  alerter:\n" + "".join(one.format(n) for n in range(5))

    def check(text: str) -> list[Finding]:
        found = check_text(text, None, shipped_catalogs)
        return [f for f in with_unsafe_fixes(found) if f.code.endswith("-parameter")]

    fixed = fix_text(text, check)
    assert fixed.fixed == 10
    assert fixed.findings == ()


@pytest.mark.parametrize(
    ("misspelt", "key"),
    [("nam", "name"), ("flavr", "flavor"), ("configuraton", "configuration")],
)
@pytest.mark.parametrize("with_all", [False, True])
def test_a_misspelt_key_is_corrected_and_not_given_twice(misspelt: str, key: str, with_all: bool):
    text = HEAD + components(
        Entry("orchestrator", "a", "harbor", "{region: eu-west-1}"),
        Entry("artifact_store", "b", "local"),
    )

    def check(text: str) -> list[Finding]:
        found = check_text(text, None, CATALOG)
        return with_unsafe_fixes(found) if with_all else list(found)

    assert fix_text(text.replace(f"{key}:", f"{misspelt}:", 1), check).text == text
