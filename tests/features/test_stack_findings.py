"""What is wrong with a stack that is registered, by part."""

from __future__ import annotations

from typing import Any

from stackls_core.registry.model import Component, Stack
from stackls_server.features.stack_findings import findings_data, stack_findings
from tests.support.catalog import VERSION, tiny_catalog
from tests.support.known import known_registry

CATALOG = tiny_catalog()
STORE = Component("artifact_store", "disk", "s3", {"path": "s3://x"})
PORT = Component("orchestrator", "port", "harbor", {"region": "eu-west-1"})


def codes(
    *components: Component, name: str = "demo", live: bool = False
) -> tuple[list[str], list[list[str]]]:
    """The codes of the stack's own findings, and of each component's."""
    known = known_registry() if live else None
    found = stack_findings(Stack(name, components), VERSION, CATALOG, known)
    return (
        [one.code for one in found.stack],
        [[one.code for one in each] for each in found.components],
    )


def configured(**configuration: Any) -> Component:
    return Component("orchestrator", "port", "harbor", configuration)


def test_one_that_is_well():
    assert codes(PORT, STORE) == ([], [[], []])


def test_findings_belong_to_their_component():
    odd = Component("alerter", "bell", "pager", {"chanel": "x"})
    port = configured(workers="many", old_mode="x")
    own, parts = codes(STORE, odd, port)
    assert own == []
    assert [sorted(part) for part in parts] == [
        [],
        ["unknown-parameter"],
        ["deprecated-parameter", "missing-parameter", "wrong-value"],
    ]


def test_what_a_stack_lacks_is_its_own():
    assert codes(STORE) == (["missing-orchestrator"], [[]])


def test_a_name_that_only_importing_minds_is_fine():
    for name in ("default", "contains:x"):
        assert codes(PORT, STORE, name=name) == ([], [[], []])


def test_components_of_the_same_name_are_told_apart_by_type():
    same = Component("step_operator", "port", "harbor", {"size": "big"})
    assert codes(PORT, same, STORE) == ([], [[], ["wrong-value"], []])


def test_secrets_and_integrations_that_are_missing():
    port = configured(region="eu-west-1", token="{{nobody.token}}")
    tracker = Component("experiment_tracker", "log", "logbook")
    parts = [port, STORE, tracker]
    assert codes(*parts) == ([], [[], [], []])
    assert codes(*parts, live=True) == (
        [],
        [["missing-secret"], [], ["integration-not-installed"]],
    )


def test_as_data():
    stack = Stack("demo", (configured(workers="many", region="x"),))
    found = stack_findings(stack, VERSION, CATALOG)
    described = {"name": "demo", "components": [{"name": "port"}]}
    (finding,) = found.components[0]
    (missing,) = found.stack
    assert findings_data(described, found.stack, found.components) == {
        "name": "demo",
        "components": [
            {
                "name": "port",
                "findings": [
                    {"severity": "error", "code": "wrong-value", "message": finding.message}
                ],
            }
        ],
        "findings": [
            {"severity": "error", "code": "missing-artifact-store", "message": missing.message}
        ],
    }
    assert described["components"] == [{"name": "port"}]  # what was given stays as it was
