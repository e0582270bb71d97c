"""The outline of a stack file."""

from __future__ import annotations

from textwrap import dedent

import pytest

from stackls_core.documents.view import Symbol
from stackls_server.features.snapshot import Snapshot
from tests.support.checks import CATALOG
from tests.support.stack_texts import Entry, stack_text


def symbols(text: str, path: str = "demo.stack.yaml") -> list[Symbol]:
    return Snapshot(text, CATALOG, path).view.symbols()


def check_outline(text: str, expected: str) -> None:
    """Each symbol on a line: kind, name, detail, the text that names it; those in it below."""
    __tracebackhide__ = True
    text = dedent(text).removeprefix("\n")

    def lines(found: Symbol, depth: int = 0) -> list[str]:
        assert found.span.start <= found.selection.start <= found.selection.end <= found.span.end
        named = text[found.selection.start : found.selection.end]
        words = [found.kind.value, found.name, f"({found.detail})" if found.detail else ""]
        shown = "  " * depth + " ".join(word for word in words if word) + f" | {named!r}"
        return [shown, *(line for child in found.children for line in lines(child, depth + 1))]

    outline = [line for one in symbols(text) for line in lines(one)]
    assert outline == dedent(expected).strip().splitlines()


def test_a_stack_its_types_and_its_components():
    check_outline(
        """
        stack_name: demo
        zenml_version: 1.2.3
        components:
          orchestrator:
            - name: port
              flavor: harbor
          alerter:
            - name: a
              flavor: pager
            - {flavor: pager, name: "b"}
          artifact_store:
            name: disk
            flavor: local
        """,
        """
        stack demo (1.2.3) | 'stack_name: demo'
          type orchestrator | 'orchestrator'
            component port (harbor) | 'port'
          type alerter | 'alerter'
            component a (pager) | 'a'
            component b (pager) | '"b"'
          type artifact_store | 'artifact_store'
            component disk (local) | 'disk'
        """,
    )


def test_what_has_no_name_yet():
    check_outline(
        """
        components:
          orchestrator:
            - flavor: harbor
          alerter:
          artifact_store:
            - configuration: {}
        """,
        """
        stack stack | 'components'
          type orchestrator | 'orchestrator'
            component harbor (harbor) | 'flavor'
          type alerter | 'alerter'
          type artifact_store | 'artifact_store'
            component component | 'configuration'
        """,
    )


def test_spans_hold_all_of_it():
    text = stack_text(Entry("orchestrator", "port", "harbor"))
    (stack,) = symbols(text)
    (kind,) = stack.children
    (component,) = kind.children
    spans = [text[one.span.start : one.span.end] for one in (stack, kind, component)]
    assert spans == [
        text.rstrip("\n"),
        text[text.index("orchestrator") :].rstrip("\n"),
        text[text.index("name: port") :].rstrip("\n"),
    ]


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n- b\n", "{}\n"])
def test_nothing_in_a_file_without_keys(text: str):
    assert symbols(text) == []


def test_nothing_in_a_document_of_another_kind():
    assert symbols("services: {}\n", "compose.yaml") == []


def test_parameters_are_below_their_component():
    check_outline(
        """
        stack_name: demo
        components:
          orchestrator:
            name: port
            flavor: harbor
            configuration: &common
              region: eu
              token: x
          alerter:
            name: a
            flavor: pager
            configuration: *common
        """,
        """
        stack demo | 'stack_name: demo'
          type orchestrator | 'orchestrator'
            component port (harbor) | 'port'
              key region | 'region'
              key token | 'token'
          type alerter | 'alerter'
            component a (pager) | 'a'
        """,
    )
