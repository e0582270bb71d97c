"""An export says what a stack file cannot hold."""

from __future__ import annotations

import yaml

from stackls_core.plans.export import export
from stackls_core.registry.model import Component, Stack

LAB = Component("orchestrator", "lab", "local", labels={"team": "ml"}, connector="aws")


def test_what_a_file_cannot_hold_is_in_comments():
    stack = Stack("lossy", (LAB,), labels={"env": "prod"}, environment=("A", "B"), secrets=1)
    text = export(stack, "0.98.0")
    comments = [line for line in text.splitlines() if line.startswith("#")]
    cannot = "which a stack file cannot hold: set them after an import."
    assert comments == [
        f"# the stack 'lossy' has the labels env, {cannot}",
        f"# the stack 'lossy' has the environment variables A, B, {cannot}",
        f"# the stack 'lossy' has a secret attached, {cannot}",
        f"# orchestrator 'lab' has the labels team, {cannot}",
        "# orchestrator 'lab' uses the service connector 'aws', which a stack file cannot name: "
        + "connect it after an import.",
    ]
    assert yaml.safe_load(text)["components"]["orchestrator"][0]["name"] == "lab"


def test_nothing_is_said_where_nothing_is_lost():
    stack = Stack("plain", (Component("orchestrator", "lab", "local"),))
    assert "#" not in export(stack, "0.98.0")
