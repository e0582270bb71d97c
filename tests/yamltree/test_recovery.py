"""Broken documents: one error at the right place, and the rest is read nonetheless."""

from __future__ import annotations

import pytest
from hypothesis import given

from stackls_core.documents.stack_file.view import parse_stack_file
from stackls_core.limits import MAX_CHARACTERS
from stackls_core.yamltree.parse import parse
from tests.support.checks import check_diagnostics
from tests.support.yaml_texts import texts

STACK = """\
stack_name: demo
zenml_version: 1.2.3
components:
  orchestrator:
    - name: one
      flavor: local
      configuration: {}
  artifact_store:
    - name: two
      flavor: local
      configuration: {}
"""


def read(text: str) -> dict[str, str | None]:
    """The components that could be read, by type."""
    return {component.type: component.name for component in parse_stack_file(text).components}


@pytest.mark.parametrize(
    ("good", "bad", "blanked"),
    [
        ("      flavor: local\n", "\tflavor: local\n", [5]),
        ("    - name: one\n", "    - name: 'one\n", [4]),
        ("      configuration: {}\n  art", "      configuration: {\n  art", [6]),
        ("      flavor: local\n", "      flavor: a: b\n", [5]),
        ("      flavor: local\n", "      flavor\n", [5]),
        ("      flavor: local\n", "      flavor: %x\n", [5]),
        ("      flavor: local\n", "   flavor: local\n", [5]),
        ("      flavor: local\n", '      flavor: "\\q"\n', [5]),
        ("      flavor: local\n", "      flavor: {{x}/y\n", [5]),
        ("zenml_version: 1.2.3\n", "zenml_version: @\n", [1]),
        ("zenml_version: 1.2.3\n", "zenml_version 1.2.3\n", [1]),
        ("zenml_version: 1.2.3\n", "[\n", [1]),
    ],
)
def test_the_line_at_fault_is_left_out(good: str, bad: str, blanked: list[int]):
    assert good in STACK
    text = STACK.replace(good, bad, 1)
    document = parse(text)
    assert len(document.errors) == 1
    assert sorted(document.blanked) == blanked
    assert read(text)["artifact_store"] == "two"


def test_an_open_bracket_is_at_fault_not_the_list_after_it():
    check_diagnostics("""
        stack_name: demo
        zenml_version: 1.2.3
        components:
          orchestrator:
            - name: one
              flavor: local
              configuration: {
                             ^ error[syntax-error] never closed
          artifact_store:
            - name: two
              flavor: lokal
                      ^^^^^ error[unknown-flavor]
              configuration: {}
        """)


def test_several_lines_may_be_at_fault():
    text = STACK.replace("zenml_version: 1.2.3", "zenml_version: @")
    text = text.replace("      flavor: local\n", "      flavor: [\n")
    document = parse(text)
    assert sorted(document.blanked) == [1, 5, 9]
    assert [document.lines.line_of(error.span.start) for error in document.errors][:1] == [1]
    assert read(text) == {"orchestrator": "one", "artifact_store": "two"}


def test_positions_stay_those_of_the_text():
    text = STACK.replace("zenml_version: 1.2.3", "zenml_version: 'é")
    file = parse_stack_file(text)
    (first, second) = file.components
    assert text[first.span.start :].startswith("name: one")
    assert text[second.span.start :].startswith("name: two")


@pytest.mark.parametrize("text", ["", "\n", "# c\n", "---\n", "\ufeff", " \n \n"])
def test_a_document_may_be_empty(text: str):
    document = parse(text)
    assert not document.errors
    assert document.root is None or document.root.start == document.root.end


@pytest.mark.parametrize("text", ["@", "[", "'", "{a", "\t", "a: b: c", "- a\nb", "&a", "*a"])
def test_nothing_but_an_error(text: str):
    document = parse(text)
    if text != "&a":
        assert document.errors
    assert all(0 <= e.span.start <= e.span.end <= len(text) for e in document.errors)


def test_a_second_document_is_an_error_and_the_first_is_read():
    text = STACK + "---\na: b\n"
    document = parse(text)
    (error,) = document.errors
    assert text[error.span.start : error.span.end] == "---"
    assert not document.is_damaged
    assert read(text) == {"orchestrator": "one", "artifact_store": "two"}


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\ud800", "\ufffe", "\x9f"])
def test_characters_that_yaml_forbids_are_named_and_read_over(character: str):
    text = STACK.replace("name: one", f"name: o{character}e")
    document = parse(text)
    (error,) = document.errors
    assert text[error.span.start : error.span.end] == character
    assert f"U+{ord(character):04X}" in error.problem
    assert read(text) == {"orchestrator": "o e", "artifact_store": "two"}


def test_a_text_that_is_far_too_long_is_not_read():
    document = parse("a" * (MAX_CHARACTERS + 1))
    assert document.root is None
    assert [error.problem for error in document.errors] == ["more than 2,000,000 characters"]


def test_intact_components_keep_their_findings():
    check_diagnostics("""
        stack_name: demo
        zenml_version: 1.2.3
        components:
          orchestrator:
            - name: one
              flavor: 'local
                      ^^^^^^ error[syntax-error] never closed
              configuration: {}
          artifact_store:
            - name: two
              flavor: lokal
                      ^^^^^ error[unknown-flavor] local
              configuration: {}
        """)


def test_what_only_seems_to_be_missing_is_not_reported():
    check_diagnostics(
        """
        stack_name: demo
        zenml_version 1.2.3
        ^^^^^^^^^^^^^ error[syntax-error]
        components:
          orchestrator:
            - name: one
              flavor local
              ^^^^^^ error[syntax-error]
              configuration: {}
          artifact_store:
            - name: two
        """.replace("- name: two\n", "- {name: two, flavor: local, configuration: {}}\n")
    )


@given(texts())
def test_errors_stand_in_the_text_and_lines_left_out_exist(text: str):
    document = parse(text)
    assert all(0 <= e.span.start <= e.span.end <= len(text) for e in document.errors)
    assert all(0 <= line < document.lines.line_count for line in document.blanked)
    assert document.is_damaged == bool(document.blanked)
    if document.blanked:
        assert document.errors
