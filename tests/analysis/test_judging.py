"""A fix is offered for what it does to the whole document."""

from __future__ import annotations

import pytest

from stackls_core.analysis.fix_all import fix_text
from stackls_core.analysis.judging import Checked, all_judged
from stackls_core.check import check_text
from stackls_core.findings import Finding, Severity
from stackls_core.text import apply_edits
from tests.support.checks import CATALOG
from tests.support.stack_texts import HEAD, REST


def check(text: str) -> list[Finding]:
    return check_text(text, None, CATALOG)


def offered(text: str) -> dict[str, str]:
    """What each fix that is offered makes of ``text``, by its title."""
    found = all_judged(Checked(text, check(text)), check)
    return {f.title: apply_edits(text, f.edits) for one in found for f in one.fixes}


def errors(text: str) -> int:
    return sum(finding.severity is Severity.ERROR for finding in check(text))


SWALLOWED = HEAD + (
    "  orchestrator:\n    name: o1\n    flavor: local\n    configuration: {}\n"
    "  image_builder:\n    name: a1\n    flavor: local  artifact_store:\n"
    "    name: s1\n    flavor: local\n    configuration: {}\n"
)


def test_a_value_that_has_swallowed_a_type_is_not_quoted():
    fixes = offered(SWALLOWED)
    assert list(fixes) == ["Begin a new line before artifact_store"]
    assert "    flavor: local\n  artifact_store:\n    name: s1" in fixes.popitem()[1]


def test_a_value_that_has_swallowed_a_key_of_its_own_map_is_not_quoted_unasked():
    text = HEAD + REST.replace("flavor: local\n", "flavor: local name: x\n", 1)
    assert "flavor: local\n" in offered(text)["Begin a new line before name"]
    assert fix_text(text, check).text == text


@pytest.mark.parametrize(
    "text",
    [
        SWALLOWED,
        HEAD + REST.replace("configuration: {}", "configura<<: tion: {}", 1),
        HEAD + REST.replace("flavor: local", "flavor: azur name: x", 1),
        HEAD.replace("demo", "a\n  b\n  c: d") + REST,
        HEAD + REST + "    some words\n    name: a: b\n",
    ],
)
def test_safe_fixes_together_add_no_error(text: str):
    assert errors(fix_text(text, check).text) <= errors(text)


def test_a_comment_is_not_lost():
    text = HEAD + REST.replace("flavor: local", "flavor: # mine\n      local", 1)
    assert all("# mine" in after for after in offered(text).values())


def test_what_comes_to_light_is_no_new_error():
    text = HEAD + (
        "  artifact_store:\n    name: a\n    flavor: s33\n    configuration: {}\n"
        "  orchestrator:\n    name: o\n    flavor: local\n    configuration: {}\n"
    )
    after = offered(text)["Change to s3"]
    assert [finding.code for finding in check(after)] == ["missing-parameter"]
