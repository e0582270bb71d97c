"""A registered stack beside a file: only what is registered differently differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given

from stackls_core.plans.written_like import written_like
from stackls_core.registry.model import Component, Stack
from tests.support.yaml_texts import texts

FILE = """\
# ours
components:
  alerter:
  - configuration:
      slack_token: '{{slack.token}}'   # a secret
    flavor: slack
    name: chat
    type: alerter
  orchestrator:
  - configuration: {tags: {a: "1"}, size: 5}
    flavor: sagemaker
    name: runner
    type: orchestrator
stack_name: prod
zenml_version: 0.98.0
"""
BUILDER = Component("image_builder", "b", "local", {})


def stack_of(text: str) -> Stack:
    """What would be registered if ``text`` was applied."""
    components: list[Component] = []
    for component_type, value in yaml.safe_load(text)["components"].items():
        for one in value if isinstance(value, list) else [value]:
            configuration = one.get("configuration") or {}
            component = Component(component_type, one["name"], one["flavor"], configuration)
            components.append(component)
    return Stack("prod", tuple(components))


def changed(change: Callable[[Component], Component | None], *more: Component) -> Stack:
    stack = stack_of(FILE)
    kept = [found for one in stack.components if (found := change(one)) is not None]
    return replace(stack, components=(*kept, *more))


def configured(name: str, **values: Any) -> Stack:
    return changed(
        lambda one: (
            replace(one, configuration={**one.configuration, **values}) if one.name == name else one
        )
    )


def test_what_says_the_same_looks_the_same():
    stack = stack_of(FILE)
    assert written_like(FILE, stack) == FILE
    assert written_like(FILE, replace(stack, components=stack.components[::-1])) == FILE
    assert written_like(FILE, configured("runner", size=5.0)) == FILE


def test_only_what_is_registered_differently_differs():
    assert written_like(FILE, configured("runner", size=9, region="eu")) == FILE.replace(
        "size: 5", "size: 9, region: eu"
    )
    assert written_like(FILE, configured("chat", slack_token="it's")) == FILE.replace(
        "{{slack.token}}", "it''s"
    )
    assert written_like(FILE, configured("chat", many={"a": [1, {"b": None}]})) == FILE.replace(
        "# a secret\n",
        "# a secret\n      many:\n        a:\n          - 1\n          - b: null\n",
    )
    assert written_like(FILE, configured("runner", tags="none")) == FILE.replace('{a: "1"}', "none")


def test_what_is_gone_is_taken_away():
    bare = changed(lambda one: replace(one, configuration={}))
    secret = "\n      slack_token: '{{slack.token}}'   # a secret"
    expected = FILE.replace('{tags: {a: "1"}, size: 5}', "{}").replace(secret, " {}   # a secret")
    assert written_like(FILE, bare) == expected


def test_components_come_and_go():
    stack = changed(lambda one: one if one.type != "alerter" else None, BUILDER)
    start, end = FILE.index("  alerter"), FILE.index("  orchestrator")
    builder = """\
  image_builder:
    - name: b
      type: image_builder
      flavor: local
      configuration: {}
stack_name"""
    assert written_like(FILE, stack) == (FILE[:start] + FILE[end:]).replace("stack_name", builder)


def test_components_of_one_type_come_and_go():
    stack = changed(lambda one: replace(one, name="other") if one.name == "chat" else one)
    start, end = FILE.index("  - configuration"), FILE.index("  orchestrator")
    other = """\
  - name: other
    type: alerter
    flavor: slack
    configuration:
      slack_token: '{{slack.token}}'
"""
    assert written_like(FILE, stack) == FILE[:start] + other + FILE[end:]


@pytest.mark.parametrize(
    "text",
    [
        "components: [",
        "components: {}\n",
        "a: 1",
        "",
        "x: &x\n  a: 1\ncomponents: *x\n",
        "x: &x {size: 4}\n" + FILE.replace('{tags: {a: "1"}, size: 5}', "*x"),
    ],
)
def test_a_file_that_cannot_be_changed_entry_by_entry(text: str):
    assert written_like(text, stack_of(FILE)) is None


@given(texts())
def test_whatever_is_written_says_what_is_registered(text: str):
    stack = stack_of(FILE)
    found = written_like(text, stack)
    if found is not None:
        assert written_like(found, stack) == found


STACKS = Path(__file__).parents[2] / "fixtures" / "workspaces" / "demo" / "stacks"


@pytest.mark.parametrize("name", sorted(path.name for path in STACKS.iterdir()))
def test_the_stacks_of_the_demo_are_like_themselves(name: str):
    text = (STACKS / name).read_text(encoding="utf-8")
    assert written_like(text, stack_of(text)) == text
