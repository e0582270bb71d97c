"""The index of a workspace: what it knows of each file."""

from __future__ import annotations

import pytest

from stackls_server.features import workspace_index
from stackls_server.features.workspace_index import index_text


def test_a_stack_with_its_components():
    text = (
        "stack_name: 'demo'\ncomponents:\n"
        "  orchestrator:\n    name: a\n    flavor: local\n"
        "  alerter: [{name: b}, {flavor: pager}, {name: 5}, {name: 'c'}]\n"
        "  unknown: {name: d}\n"
    )
    found = index_text("file:///x", text)
    assert found is not None
    named = [(*one.key, text[one.span.start : one.span.end]) for one in found.targets]
    assert named == [
        ("component", "orchestrator", "a", "a"),
        ("component", "alerter", "b", "b"),
        ("component", "alerter", "c", "c"),
        ("stack", "demo"),
    ]
    assert [one.words for one in found.targets] == [
        ("orchestrator", "local"),
        ("alerter", ""),
        ("alerter", ""),
        ("stack",),
    ]


def test_a_stack_without_a_name():
    found = index_text("file:///x", "zenml_version: 1\nstack_name: 5\ncomponents: {}\n")
    assert found is not None
    assert found.targets == ()


def test_files_that_are_no_stack_files_are_not_parsed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(workspace_index, "parse")
    assert index_text("file:///x", "services: {web: {}}\n" * 3) is None


def test_a_name_or_a_setting_makes_a_stack_file():
    assert index_text("file:///x", "a: 1\n", "/x.stack.yaml") is not None
    assert index_text("file:///x", "a: 1\n", "/stacks/x.yaml", ("stacks/*.yaml",)) is not None
