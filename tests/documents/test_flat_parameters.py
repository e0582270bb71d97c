"""Parameters beside the flavor, as in old files, and moving them under configuration."""

from __future__ import annotations

import pytest

from stackls_core.analysis.fix_all import fix_text
from stackls_core.check import check_text
from stackls_core.findings import Finding
from stackls_core.text import apply_edits
from tests.support.checks import CATALOG, check_fix, fixes_of
from tests.support.markers import parse_fixture

OLD = """
    stack_name: old
    zenml_version: 1.2.3
    components:
      orchestrator:
        flavor: harbor
        # where the data is
        region: eu-west-1  # for now
        name: harbor
        tags:
          a: b

          c: |
            text

        workers: 2
      # the bucket
      artifact_store:
      - name: bucket
        path: s3://bucket
        flavor: s3
      container_registry:
        uri: registry.example.com
        name: registry
        flavor: default
      image_builder: {name: local, flavor: local, configuration: {}}
"""
NEW = """
    stack_name: old
    zenml_version: 1.2.3
    components:
      orchestrator:
        flavor: harbor
        name: harbor

        configuration:
          # where the data is
          region: eu-west-1  # for now
          tags:
            a: b

            c: |
              text
          workers: 2
      # the bucket
      artifact_store:
      - name: bucket
        flavor: s3
        configuration:
          path: s3://bucket
      container_registry:
        name: registry
        flavor: default
        configuration:
          uri: registry.example.com
      image_builder: {name: local, flavor: local, configuration: {}}
"""


def check(text: str) -> list[Finding]:
    return check_text(text, None, CATALOG)


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_an_old_file_is_brought_up_to_date(line_break: str):
    old, new = (parse_fixture(text).text.replace("\n", line_break) for text in (OLD, NEW))
    fixed = fix_text(old, check)
    assert fixed.text == new
    assert fixed.findings == ()


HEAD = """
    components:
      orchestrator:
        name: a
        flavor: harbor
"""
TITLE = "Move region under configuration"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("        region: x\n", "        configuration:\n          region: x\n"),
        ("        region: x", "        configuration:\n          region: x"),
        (
            "        region: x\n        configuration:\n",
            "        configuration:\n          region: x\n",
        ),
        (
            "        configuration: {}\n        region: x\n",
            "        configuration:\n          region: x\n",
        ),
        (
            "        configuration:\n            mode: fast\n        region: x\n",
            "        configuration:\n            mode: fast\n            region: x\n",
        ),
        (
            "        region: x\n        configuration:\n          mode: fast  # c\n    # end\n",
            "        configuration:\n          mode: fast  # c\n          region: x\n    # end\n",
        ),
        (
            "        region: 'a\n          b'\n        type: orchestrator\n",
            (
                "        type: orchestrator\n        configuration:\n"
                "          region: 'a\n            b'\n"
            ),
        ),
    ],
)
def test_a_parameter_is_moved(before: str, after: str):
    check_fix(HEAD + before, HEAD + after, title=TITLE)


@pytest.mark.parametrize(
    "component",
    [
        "    - {name: a, flavor: harbor, region: x}\n",
        "    - region: x\n          flavor: harbor\n",
        "        flavor: harbor\n        region: &r x\n",
        "        flavor: harbor\n        region: |+\n          x\n\n        name: a\n",
        "        flavor: harbor\n        region: x\n        configuration: {mode: fast}\n",
        "        flavor: harbor\n        region: x\n        configuration: [a]\n",
        "        flavor: harbor\n        region: x\n        configuration:\n          region: y\n",
    ],
)
def test_what_cannot_be_moved_without_changing_more_is_left(component: str):
    text, fixes = fixes_of("\n    components:\n      orchestrator:\n" + component)
    assert TITLE not in [fix.title for fix in fixes]
    assert all(apply_edits(text, fix.edits) for fix in fixes)


def test_no_value_is_made_up_where_one_stands_beside_the_flavor():
    _, fixes = fixes_of(HEAD + "        region: x\n        configuration: {mode: fast}\n")
    assert not any(fix.title.startswith("Add region") for fix in fixes)


def test_moving_is_safe_only_where_import_fails_anyway():
    _, fixes = fixes_of(HEAD + "        region: x\n")
    assert [fix.safe for fix in fixes if fix.title == TITLE] == [True, True]
    _, fixes = fixes_of(HEAD + "        region: x\n        configuration: {}\n")
    assert {fix.safe for fix in fixes if fix.title == TITLE} == {False}


def test_many_names_are_not_all_in_the_title():
    moved = "        region: x\n        mode: fast\n        workers: 1\n        ratio: 1\n"
    _, fixes = fixes_of(HEAD + moved)
    assert "Move region, mode, workers, … under configuration" in {fix.title for fix in fixes}
