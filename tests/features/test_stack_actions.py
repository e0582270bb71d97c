"""What the menu of code actions offers for registered stacks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from stackls_core.registry.known import KnownRegistry
from stackls_core.stores.local import LocalStore
from stackls_core.text import Span
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.stack_actions import stack_actions
from tests.features.plans_support import CATALOG, FILE, local_store

PLAN = "Plan the stack demo: what applying this file would do"
APPLY = "Apply the stack demo…"
ALWAYS = ["List all stacks", "Activate another stack…"]
ACTIVATE = "Activate the stack demo"
DESCRIBE = "Describe the stack demo as it is registered"


def titles(store: LocalStore | None = None, at: str | None = "demo", text: str = FILE) -> list[str]:
    known = KnownRegistry(store.info(), store.snapshot()) if store is not None else None
    snapshot = replace(Snapshot(text, CATALOG, "demo.stack.yaml"), known=known)
    span = Span(text.index(at), text.index(at)) if at is not None else None
    return [action.title for action in stack_actions(snapshot, span)]


def test_before_the_registry_is_known():
    assert titles() == [ACTIVATE, PLAN, APPLY, DESCRIBE, *ALWAYS]


def test_a_stack_that_is_not_registered_can_neither_be_activated_nor_described(tmp_path: Path):
    assert titles(local_store(tmp_path)) == [PLAN, APPLY, *ALWAYS]


def test_a_registered_stack(tmp_path: Path):
    store = local_store(tmp_path, FILE)
    assert titles(store) == [ACTIVATE, PLAN, APPLY, DESCRIBE, *ALWAYS]
    store.activate("demo")
    assert titles(store) == [PLAN, APPLY, DESCRIBE, *ALWAYS]


def test_they_are_on_the_line_of_the_name_or_where_the_client_asks_for_them():
    assert titles(at="stack_name")
    assert titles(at="zenml_version") == []
    assert titles(at="harbor") == []
    assert titles(at=None)
    assert titles(at=None, text="a: b\n") == []
    assert titles(at=None, text="components: {orchestrator: []}\n") == []
