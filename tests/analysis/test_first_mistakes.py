"""What people write who see their first stack file: one finding that says what to do."""

from __future__ import annotations

import pytest

from tests.support.checks import check_diagnostics, check_fix
from tests.support.stack_texts import HEAD

LOCAL = "    name: a\n    flavor: local\n    configuration: {}\n"
STORE = "  artifact_store: {name: b, flavor: local, configuration: {}}\n"


def test_types_at_the_top():
    check_diagnostics("""
        stack_name: demo
        zenml_version: 1.2.3
        orchestrator:
        ^^^^^^^^^^^^ error[missing-components] Write components: above orchestrator
          name: a
          flavor: local
          configuration: {}
        """)


def test_the_whole_stack_below_a_key():
    check_diagnostics("""
        stack:
        ^^^^^ error[missing-stack-name] remove stack: and the indent
          stack_name: demo
          zenml_version: 1.2.3
          components: {}
        """)


def test_a_component_below_its_name():
    check_diagnostics(
        HEAD
        + """\
  orchestrator:
    mine:
    ^^^^ error[wrong-component] Write name: mine and put flavor and configuration beside it
      flavor: local
      configuration: {}
"""
        + STORE
    )


def test_a_key_of_a_component_beside_it():
    check_diagnostics(
        HEAD
        + """\
  orchestrator:
    name: a
    ^^^^ error[missing-configuration]
    flavor: local
  configuration: {}
  ^^^^^^^^^^^^^ error[unknown-type] configuration belongs to a component: indent it
"""
        + STORE
    )


def test_a_part_of_a_type():
    check_diagnostics(
        HEAD
        + f"  orchestrator:\n{LOCAL}{STORE}"
        + """\
  registry: {}
  ^^^^^^^^ error[unknown-type] Did you mean container_registry or model_registry?
"""
    )


def test_tabs_are_all_that_is_wrong():
    check_diagnostics(
        "stack_name: demo\nzenml_version: 1.2.3\ncomponents:\n\torchestrator:\n"
        "^ error[syntax-error] Use spaces.\n"
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("name:a", "A space is missing after the colon in the line above."),
        ("   name: a", "This is indented deeper than the line above"),
    ],
)
def test_a_key_taken_for_the_value_above(line: str, message: str):
    pad = "   " if line.startswith(" ") else "    "
    check_diagnostics(
        f"{HEAD}  orchestrator:\n{pad}{line.strip()}\n    flavor: local\n"
        f"          ^ error[syntax-error] {message}\n"
        f"    configuration: {{}}\n{STORE}"
    )


@pytest.mark.parametrize("line", ["configuration:{}", "flavor:local", "name:a"])
def test_a_space_is_added_after_a_colon(line: str):
    keys = {"name": "a", "flavor": "local", "configuration": "{}"}
    lines = [f"    {key}: {value}" for key, value in keys.items()]
    good = "\n".join([f"{HEAD}  orchestrator:", *lines, STORE])
    check_fix(good.replace(line.replace(":", ": "), line, 1), good)
