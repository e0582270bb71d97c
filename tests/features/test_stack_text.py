"""Plans in words, as a terminal and an editor show them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from stackls_core.plans.apply import apply
from stackls_core.plans.differences import FieldAction, FieldChange
from stackls_core.registry.secrets import MASK
from stackls_core.stores.local import LocalStore
from stackls_core.text import LineIndex
from stackls_server.features.stack_text import (
    Mark,
    PlanLine,
    field_text,
    plan_lines,
    plan_text,
)
from stackls_server.features.values import MAX_VALUE, value_text
from tests.features.plans_support import (
    CHANGED,
    FILE,
    PORT,
    STORE,
    TAKEN,
    UNSET,
    local_store,
    planned,
)
from tests.support.stack_texts import Entry, stack_text


def check_words(store: LocalStore, text: str, expected: str, **names: str) -> None:
    __tracebackhide__ = True
    shown = plan_text(planned(text, store), LineIndex(text), **names)
    assert shown == dedent(expected).removeprefix("\n")


def test_what_is_new(tmp_path: Path):
    check_words(
        local_store(tmp_path),
        FILE,
        """
        Plan for the stack demo in the local registry

          + create   orchestrator port (harbor)
              region: eu-west-1
              workers: 3
              token: ********
          = reuse    artifact store default (local)
          + create   stack demo

        2 to create, 1 reused.
        """,
        where="the local registry",
    )


def test_what_is_registered_already(tmp_path: Path):
    check_words(
        local_store(tmp_path, FILE),
        FILE,
        """
        Plan for the stack demo

          = reuse    orchestrator port (harbor)
          = reuse    artifact store default (local)
          = reuse    stack demo

        Nothing to do: all of it is registered as the file says.
        """,
    )


def test_what_is_different(tmp_path: Path):
    store = local_store(tmp_path, FILE)
    store.create_stack("other", [("orchestrator", "port"), ("artifact_store", "default")])
    store.create_stack("third", [("orchestrator", "port"), ("artifact_store", "default")])
    check_words(
        store,
        CHANGED,
        """
        Plan for the stack demo

          ~ change   orchestrator port (harbor)
              ~ region: eu-west-1 → us-east-1
              - workers: 3
              ~ token: ******** → ******** (masked)
              + mode: careful
              also used by other and third
          + create   artifact store shelf (local)
          ~ change   stack demo
              + artifact store shelf
              - artifact store default

        1 to create, 2 to change.
        """,
    )


def test_a_conflict(tmp_path: Path):
    check_words(
        local_store(tmp_path),
        TAKEN,
        """
        Plan for the stack demo

          ! conflict line 5:7: orchestrator default (harbor)
              The orchestrator default is registered with flavor local, and the file asks for \
harbor. Give it another name, or delete the registered one.
          = reuse    artifact store default (local)
          + create   stack demo

        Cannot be applied: 1 conflict.
        """,
    )


def test_errors_and_placeholders(tmp_path: Path):
    check_words(
        local_store(tmp_path),
        UNSET.replace("flavor: harbor", "flavor: harbour"),
        """
        Plan for the stack named

          ! error    line 6:15: Unknown orchestrator flavor harbour. Did you mean harbor? \
[unknown-flavor]
          ! unset    line 8:17: ${REGION}: no variables were given

        Cannot be applied: 1 error and 1 placeholder without a value.
        """,
        name="named",
    )


def test_what_a_terminal_would_obey_is_made_visible(tmp_path: Path):
    pager = Entry("alerter", "p", "pager", 'channel: "\\x1b[31m"')
    store = local_store(tmp_path, FILE)
    text = stack_text(PORT, STORE, pager)
    shown = plan_text(planned(text, store), LineIndex(text))
    assert "      channel: ␛[31m\n" in shown
    assert "\x1b" not in shown


def test_activating_is_a_step_where_it_changes_something(tmp_path: Path):
    store = local_store(tmp_path)
    step = PlanLine(Mark.CHANGE, "stack demo", "activate", 1)

    def has_step(text: str) -> bool:
        return step in plan_lines(planned(text, store), LineIndex(text), activate=True)

    assert has_step(FILE)
    assert not has_step(TAKEN)
    apply(planned(FILE, store), store, activate=True)
    assert not has_step(FILE)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        ("3", "'3'"),
        ("three", "three"),
        (True, "true"),
        ("yes", "'yes'"),
        (None, "null"),
        ([1, "1"], '[1, "1"]'),
        ({"a": "b"}, '{"a": "b"}'),
        (MASK, MASK),
        ("x" * 200, "x" * (MAX_VALUE - 1) + "…"),
    ],
)
def test_a_value_on_one_line(value: Any, text: str):
    assert value_text(value) == text


def test_a_value_in_full():
    assert value_text("x" * 200, None) == "x" * 200


@pytest.mark.parametrize(
    ("action", "before", "after", "text"),
    [
        (FieldAction.ADD, None, "a", "path: a"),
        (FieldAction.REMOVE, "a", None, "path: a"),
        (FieldAction.CHANGE, "1", 1, "path: '1' → 1"),
        (FieldAction.CHANGE, MASK, MASK, f"path: {MASK} → {MASK} (masked)"),
    ],
)
def test_a_field(action: FieldAction, before: Any, after: Any, text: str):
    assert field_text(FieldChange("path", action, before, after)) == text
