"""Keeping findings from one analysis to the next: a keystroke costs one component."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackls_core.analysis.analyze import Memo, analyze
from stackls_core.documents.stack_file.kind import STACK_FILE
from stackls_core.documents.stack_file.view import parse_stack_file
from tests.support.catalog import tiny_catalog
from tests.support.checks import CATALOG
from tests.support.layouts import LAYOUTS
from tests.support.yaml_texts import PIECES

TEXT = """\
stack_name: demo
zenml_version: 1.2.3
components:
  orchestrator:
    - name: a
      flavor: harbor  # where
      configuration: {}
  artifact_store:
    - name: b
      flavor: s3
      configuration:
        pth: s3://x
  alerter:
    - name: c
      flavor: pager
      configuration: {}
    - {name: d, flavor: pager, configuration: {chanel: x}}
"""


def validated(memo: Memo, text: str) -> int:
    """How many components an analysis of ``text`` had to look at."""
    before = memo.validated
    found = analyze(parse_stack_file(text), STACK_FILE.rules, CATALOG, memo)
    assert found == analyze(parse_stack_file(text), STACK_FILE.rules, CATALOG)
    return memo.validated - before


def test_the_first_analysis_looks_at_all_of_them():
    assert validated(Memo(), TEXT) == 4


def test_the_same_text_costs_nothing():
    memo = Memo()
    validated(memo, TEXT)
    assert validated(memo, TEXT) == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: a", "name: abc"),
        ("flavor: harbor", "flavor: local"),
        ("pth: s3://x", "path: s3://x"),
        ("name: d,", "name: dd,"),
        ("# where", "# where it runs"),
        ("configuration: {}\n  art", "configuration: {region: x}\n  art"),
    ],
)
def test_an_edit_in_one_component_costs_one(old: str, new: str):
    assert TEXT.count(old) == 1
    memo = Memo()
    validated(memo, TEXT)
    assert validated(memo, TEXT.replace(old, new)) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("stack_name: demo", "stack_name: another"),
        ("stack_name: demo", "# a comment\n\nstack_name: demo"),
        ("zenml_version: 1.2.3", "zenml_version: 0.1.0"),
        ("  artifact_store:\n", "\n  # stores\n  artifact_store:\n"),
    ],
)
def test_an_edit_outside_of_components_costs_nothing(old: str, new: str):
    memo = Memo()
    validated(memo, TEXT)
    assert validated(memo, TEXT.replace(old, new)) == 0


def test_an_edit_in_the_first_of_a_list_costs_one():
    memo = Memo()
    text = TEXT + "    - {name: e, flavor: pager, configuration: {}}\n"
    validated(memo, text)
    assert validated(memo, text.replace("name: c", "name: cccc")) == 1


def test_what_cannot_be_read_in_one_component_costs_the_others_nothing():
    memo = Memo()
    validated(memo, TEXT)
    assert validated(memo, TEXT.replace("name: a", "name: a: b")) == 0


def test_undoing_an_edit_costs_one():
    memo = Memo()
    validated(memo, TEXT)
    edited = TEXT.replace("name: a", "name: abc")
    assert validated(memo, edited) == 1
    assert validated(memo, TEXT) == 1


def test_a_component_that_looks_elsewhere_is_looked_at_each_time():
    text = "x: &x {region: y}\n" + TEXT.replace(
        "configuration: {}\n  art", "configuration: *x\n  art"
    )
    memo = Memo()
    validated(memo, text)
    assert validated(memo, text.replace("region: y", "region: 5")) == 1


def test_other_flavors_make_everything_new():
    memo = Memo()
    validated(memo, TEXT)
    analyze(parse_stack_file(TEXT), STACK_FILE.rules, tiny_catalog(), memo)
    assert memo.validated == 8


def test_another_line_break_in_the_file_makes_fixes_new():
    memo = Memo()
    validated(memo, TEXT)
    assert validated(memo, "\r\n" + TEXT) == 4
    assert validated(memo, TEXT) == 4


def test_what_is_kept_is_what_the_last_text_had():
    memo = Memo()
    validated(memo, TEXT)
    validated(memo, "stack_name: x\n")
    assert not memo.findings


@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 12), st.sampled_from(PIECES)), max_size=8
    )
)
def test_any_edits_give_the_findings_of_a_fresh_analysis(edits: list[tuple[int, int, str]]):
    memo, text = Memo(), TEXT
    for start, length, new in edits:
        text = text[:start] + new + text[start + length :]
        kept = analyze(parse_stack_file(text), STACK_FILE.rules, CATALOG, memo)
        assert kept == analyze(parse_stack_file(text), STACK_FILE.rules, CATALOG)


@given(st.lists(st.sampled_from(LAYOUTS), max_size=6))
def test_any_texts_one_after_another(texts: list[str]):
    memo = Memo()
    for text in texts:
        validated(memo, text)
