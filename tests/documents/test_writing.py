"""New components in a file: where they go, and what else of it stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given

from stackls_core.documents.snippets import without_tab_stops
from stackls_core.documents.stack_file.view import parse_stack_file
from stackls_core.documents.stack_file.writing import NewComponent, insert_component, new_stack
from stackls_core.text import TextEdit, apply_edits
from tests.support.catalog import tiny_catalog
from tests.support.yaml_texts import texts

CATALOG = tiny_catalog()


def component(name: str, component_type: str = "orchestrator", flavor: str = "local"):
    found = CATALOG.flavor(component_type, flavor)
    assert found is not None
    return NewComponent(name, found)


def check_insert(text: str, new: NewComponent, expected: str | None) -> None:
    __tracebackhide__ = True
    edit = insert_component(parse_stack_file(text), new)
    if edit is None:
        assert expected is None
        return
    plain = TextEdit(edit.span, without_tab_stops(edit.new_text))
    assert apply_edits(text, [plain]) == expected


def test_a_new_type_goes_behind_all_others_as_they_are_indented():
    text = """\
stack_name: a
components:
    artifact_store:
        name: o   # in the older form
        flavor: local
        configuration: {}  # nothing

# below the components
zenml_version: 0.98.0
"""
    added = """\
        configuration: {}  # nothing
    orchestrator:
      - name: port
        type: orchestrator
        flavor: harbor
        configuration:
          region: eu-west-1
"""
    new = component("port", flavor="harbor")
    check_insert(text, new, text.replace("        configuration: {}  # nothing\n", added))


def test_a_type_that_is_there_gets_one_more():
    text = """\
components:
  orchestrator:
  - name: first
    flavor: local
    configuration: {}
  artifact_store:
  - {name: a, flavor: local}"""
    added = """\
  - name: second
    type: orchestrator
    flavor: local
    configuration: {}
"""
    at = text.index("  artifact_store")
    check_insert(text, component("second"), text[:at] + added + text[at:])
    last = "\n  - name: b\n    type: artifact_store\n    flavor: local\n    configuration: {}"
    check_insert(text, component("b", "artifact_store"), text + last)


ALONE = """\
components:
  orchestrator:
    - name: 'no'
      type: orchestrator
      flavor: local
      configuration: {}"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ALONE),
        ("# mine\n", f"# mine\n{ALONE}\n"),
        ("stack_name: a\n", f"stack_name: a\n{ALONE}\n"),
        ("stack_name: a\r\n", f"stack_name: a\n{ALONE}\n".replace("\n", "\r\n")),
    ],
)
def test_a_file_without_components_gets_them(text: str, expected: str):
    check_insert(text, component("no"), expected)


@pytest.mark.parametrize(
    "text",
    [
        "{stack_name: a, components: {}}",
        "components: {orchestrator: [{name: o}]}",
        "components: {}",
        "components:",
        "components:\n  orchestrator:\n    name: a\n",
        "components:\n  orchestrator: []\n",
        "components:\n  orchestrator: [a\n",
        "x: &x\n  a: 1\ncomponents: *x\n",
        "x: &x\n  orchestrator:\n  - name: a\ncomponents:\n  <<: *x\n",
        "- a\n",
        "a\n",
    ],
)
def test_what_nothing_can_be_added_to_is_left_alone(text: str):
    check_insert(text, component("x"), None)


@given(texts())
def test_no_text_makes_it_fail(text: str):
    insert_component(parse_stack_file(text), component("x"))


def test_a_new_stack_has_its_components_in_the_order_of_the_types():
    chosen = [component("a", "artifact_store"), component("port", flavor="harbor")]
    assert new_stack("$x", tiny_catalog(), chosen) == [
        "stack_name: \\$x",
        "zenml_version: 1.2.3",
        "components:",
        "  orchestrator:",
        "    - name: ${1:port}",
        "      type: orchestrator",
        "      flavor: harbor",
        "      configuration:",
        "        region: ${2:eu-west-1}",
        "  artifact_store:",
        "    - name: ${3:a}",
        "      type: artifact_store",
        "      flavor: local",
        "      configuration: {\\}",
    ]
