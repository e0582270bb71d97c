"""Plans as plain data, as the command line and editors get them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stackls_core.stores.local import LocalStore
from stackls_core.text import LineIndex
from stackls_server.features import stack_text
from stackls_server.features.plan_data import plan_data
from tests.features.plans_support import CHANGED, FILE, TAKEN, UNSET, local_store, planned

TAKEN_REASON = (
    "The orchestrator default is registered with flavor local, and the file asks for harbor."
    " Give it another name, or delete the registered one."
)


def data(store: LocalStore, text: str, **options: Any) -> dict[str, Any]:
    """The data of a plan, but for its text, which is that of the plan in words."""
    found = planned(text, store)
    plain = plan_data(found, text, "named", where="here", **options)
    words = stack_text.plan_text(found, LineIndex(text), name="named", where="here")
    assert plain.pop("text") == words
    return plain


def step(action: str, component_type: str | None, name: str, detail: str) -> dict[str, Any]:
    kind = "component" if component_type else "stack"
    return {"action": action, "kind": kind, "type": component_type, "name": name, "detail": detail}


def test_what_is_new(tmp_path: Path):
    assert data(local_store(tmp_path), FILE) == {
        "stack": "demo",
        "empty": False,
        "blocked": False,
        "conflicts": [],
        "steps": [
            step("create", "orchestrator", "port", "flavor harbor"),
            step("reuse", "artifact_store", "default", "flavor local"),
            step("create", None, "demo", ""),
        ],
    }


def test_what_is_registered_already(tmp_path: Path):
    assert data(local_store(tmp_path, FILE), FILE) == {
        "stack": "demo",
        "empty": True,
        "blocked": False,
        "conflicts": [],
        "steps": [
            step("reuse", "orchestrator", "port", "flavor harbor"),
            step("reuse", "artifact_store", "default", "flavor local"),
            step("reuse", None, "demo", ""),
        ],
    }


def test_every_field_where_details_are_asked_for(tmp_path: Path):
    store = local_store(tmp_path, FILE)
    store.create_stack("other", [("orchestrator", "port"), ("artifact_store", "default")])
    words = (
        "region: eu-west-1 → us-east-1; workers: 3; token: ******** → ******** (masked);"
        " mode: careful"
    )
    fields = [
        {"path": "region", "action": "change", "before": "eu-west-1", "after": "us-east-1"},
        {"path": "workers", "action": "remove", "before": 3, "after": None},
        {"path": "token", "action": "change", "before": "********", "after": "********"},
        {"path": "mode", "action": "add", "before": None, "after": "careful"},
    ]
    port = {"flavor": "harbor", "fields": fields, "kept": [], "used_by": ["other"]}
    shelf = {"flavor": "local", "fields": [], "kept": [], "used_by": []}
    swapped = "adds artifact store shelf; removes artifact store default"
    assert data(store, CHANGED, detailed=True)["steps"] == [
        step("change", "orchestrator", "port", words) | port,
        step("create", "artifact_store", "shelf", "flavor local") | shelf,
        step("change", None, "demo", swapped) | {"fields": [], "kept": []},
    ]


def test_what_is_registered_besides_stays_and_is_said(tmp_path: Path):
    more = "labels: {team: ml}\nenvironment: {STAGE: dev}\nsecrets: [aws]\n"
    labelled = FILE.replace("name: port\n", "name: port\n      labels: {a: b}\n", 1)
    assert labelled != FILE
    store = local_store(tmp_path, labelled + more)
    found = data(store, FILE, detailed=True)
    assert found["empty"]
    assert found["steps"][0]["kept"] == ["labels"]
    assert found["steps"][-1]["kept"] == ["labels", "environment", "secrets"]
    said = "      keeps what the file does not name: "
    words = stack_text.plan_text(planned(FILE, store), LineIndex(FILE))
    assert f"{said}labels\n" in words
    assert f"{said}labels, environment and secrets\n" in words
    whole = labelled + more
    assert "keeps" not in stack_text.plan_text(planned(whole, store), LineIndex(whole))


def test_another_order_is_a_change_of_the_stack(tmp_path: Path):
    pagers = ["    - {name: a, flavor: pager, configuration: {}}\n"]
    pagers.append(pagers[0].replace("name: a", "name: b"))
    store = local_store(tmp_path, f"{FILE}  alerter:\n{''.join(pagers)}")
    found = data(store, f"{FILE}  alerter:\n{''.join(reversed(pagers))}")
    detail = "changes the order of its components"
    assert found["steps"][-1] == step("change", None, "demo", detail)


@pytest.mark.parametrize(
    ("text", "stack", "conflicts"),
    [
        (TAKEN, "demo", [("conflict", TAKEN_REASON, 5, 7)]),
        (
            UNSET,
            "demo",
            [
                (
                    "placeholder",
                    "The placeholder REGION has no value: no variables were given.",
                    8,
                    17,
                )
            ],
        ),
        (
            FILE.replace("flavor: harbor", "flavor: harbour"),
            "named",
            [
                (
                    "error",
                    "Unknown orchestrator flavor harbour. Did you mean harbor?",
                    6,
                    15,
                )
            ],
        ),
    ],
)
def test_what_keeps_it_from_being_applied(
    tmp_path: Path, text: str, stack: str, conflicts: list[tuple[str, str, int, int]]
):
    found = data(local_store(tmp_path), text)
    assert (found["stack"], found["empty"], found["blocked"]) == (stack, False, True)
    assert [tuple(one.values()) for one in found["conflicts"]] == conflicts
    assert list(found["conflicts"][0]) == ["kind", "message", "line", "column"]
