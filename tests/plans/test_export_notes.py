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
    assert comments == [
        "# the stack 'lossy' has the labels env, which a stack file cannot hold: set them after an "
        "import.",
        "# the stack 'lossy' has the environment variables A, B, which a stack file cannot hold: "
        "set them after an import.",
        "# the stack 'lossy' has a secret attached, which a stack file cannot hold: set them after "
        "an import.",
        "# orchestrator 'lab' has the labels team, which a stack file cannot hold: set them after "
        "an import.",
        "# orchestrator 'lab' uses the service connector 'aws', which a stack file cannot name: "
        "connect it after an import.",
    ]
    assert yaml.safe_load(text)["components"]["orchestrator"][0]["name"] == "lab"


def test_nothing_is_said_where_nothing_is_lost():
    stack = Stack("plain", (Component("orchestrator", "lab", "local"),))
    assert "#" not in export(stack, "0.98.0")
