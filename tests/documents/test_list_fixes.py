"""A list where a mapping belongs, and what becomes of what stands in it."""

from __future__ import annotations

import pytest

from stackls_core.text import apply_edits
from tests.support.checks import check_fix, find

HEAD = "stack_name: demo\nzenml_version: 1.2.3\n"
STORE = "  artifact_store: {name: b, flavor: local, configuration: {}}\n"


def test_the_dashes_before_types():
    check_fix(
        f"""{HEAD}components:  # all of them
  - orchestrator:  # the first
      name: a
      flavor: local
      configuration: {{}}
  # the second
  - artifact_store:
      - name: b
        flavor: local
        configuration: {{}}
""",
        f"""{HEAD}components:  # all of them
    orchestrator:  # the first
      name: a
      flavor: local
      configuration: {{}}
  # the second
    artifact_store:
      - name: b
        flavor: local
        configuration: {{}}
""",
    )


@pytest.mark.parametrize("pad", ["", "  "])
def test_the_types_of_components(pad: str):
    before = [
        *("- name: a", "  # why", "  type: orchestrator", "  flavor: local", "  configuration: {}"),
        *("- name: b", "  type: artifact_store", "  flavor: local", "  configuration:", "    {}"),
    ]
    after = [
        *("  orchestrator:", *(f"  {line}" for line in before[:5])),
        *("  artifact_store:", *(f"  {line}" for line in before[5:])),
    ]
    check_fix(
        f"{HEAD}components:\n" + "".join(f"{pad}{line}\n" for line in before) + "owner: x\n",
        f"{HEAD}components:\n" + "".join(f"{line}\n" for line in after) + "owner: x\n",
    )


@pytest.mark.parametrize(
    "components",
    [
        "\n- name: a\n  flavor: local\n",
        "\n- name: a\n  type: nothing\n- name: b\n  type: orchestrator\n",
        "\n- {name: a, type: orchestrator}\n",
        "\n- name: a\n  type: orchestrator\n- type: artifact_store\n- type: orchestrator\n",
        "\n-\n  name: a\n  type: orchestrator\n",
        " [{orchestrator: {}}]\n",
        " &all\n- orchestrator: {}\n",
    ],
)
def test_nothing_is_thrown_away_for_a_mapping(components: str):
    _, findings = find(f"{HEAD}components:{components}")
    assert [finding.fixes for finding in findings if finding.code == "wrong-components"] == [()]


def configured(configuration: str) -> str:
    return (
        f"{HEAD}components:\n  orchestrator:\n    name: a\n    flavor: harbor\n"
        f"    configuration:{configuration}{STORE}"
    )


def test_the_dashes_before_parameters():
    check_fix(
        configured("  # c\n      - region: x\n      - workers: 1  # d\n"),
        configured("  # c\n        region: x\n        workers: 1  # d\n"),
    )
    check_fix(
        configured("\n    - region: x\n      workers: 1\n    - names: [a]\n"),
        configured("\n      region: x\n      workers: 1\n      names: [a]\n"),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" []\n", " {}\n"),
        (" [a, b]  # c\n", " {}  # c\n"),
        (" default\n", " {}\n"),
        ("  # c\n    - a\n", " {}  # c\n"),
        ("\n    - a\n", " {}\n"),
    ],
)
def test_a_configuration_with_nothing_to_keep(before: str, after: str):
    text, findings = find(configured(before))
    (finding,) = [finding for finding in findings if finding.code == "wrong-configuration"]
    assert apply_edits(text, finding.fixes[0].edits) == configured(after)


@pytest.mark.parametrize("value", [" [{region: x}]\n", "\n    - region: x\n    - region: y\n"])
def test_a_configuration_of_which_no_mapping_can_be_made(value: str):
    _, findings = find(configured(value))
    assert [f.fixes for f in findings if f.code == "wrong-configuration"] == [()]
