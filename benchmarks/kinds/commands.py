"""Commands as people type them who know ZenML, ruff, kubectl or terraform."""

from __future__ import annotations

from .inputs import GOOD, Commands

_ALERTER = "alerter register one --flavor slack slack_token={{a.b}}"
_IMPORTED = ("stack apply stack.yaml",)
_BAD = GOOD.replace("flavor: local", "flavor: locl", 1)

_AS_ZENML = (
    Commands("stack import team -f stack.yaml --ignore-version-mismatch"),
    Commands("stack list", "renamed", before=("stack import renamed --filename stack.yaml",)),
    Commands("stack import stack"),
    Commands("stack list", "team", before=("stack import team -f stack.yaml",)),
    Commands("stack export team out.yaml", before=_IMPORTED),
    Commands("check out.yaml", before=(*_IMPORTED, "stack export team out.yaml")),
    Commands("stack update team -o default", before=_IMPORTED),
    Commands("stack update team --artifact-store default", before=_IMPORTED),
    Commands(
        "stack remove-component team -al",
        before=(*_IMPORTED, _ALERTER, "stack update team -al one"),
    ),
    Commands("orchestrator get", "default"),
    Commands("artifact-store get", "default"),
    Commands("alerter list", "two", before=(_ALERTER, "alerter rename one two")),
    Commands("alerter list", "three", before=(_ALERTER, "alerter copy one three")),
)

_HABITS = (
    Commands("check --format json stack.yaml", '"edits"', code=1, text=_BAD),
    Commands("check --format json stack.yaml", 'rules.md#unknown-flavor"', code=1, text=_BAD),
    Commands("check --format sarif stack.yaml", '"helpUri"', code=1, text=_BAD),
    Commands("check --quiet stack.yaml", r"\A\Z"),
    Commands("check -q stack.yaml", r"\A\Z"),
    Commands("check --statistics stack.yaml", r"1\s+unknown-flavor", code=1, text=_BAD),
    Commands("explain orchestrator.kubernetes.pod_settings.tolerations", "tolerationSeconds"),
    Commands("explain artifact-store.s3.path", "path"),
    Commands("explain orchestrator.kubernets", "Did you mean kubernetes", code=1),
    Commands("check new.yaml", before=("stack new prod new.yaml -o kubernetes -a s3",)),
    Commands("check -q stack.yaml", before=("check --add-ignore stack.yaml",), text=_BAD),
    Commands(
        "check --baseline known.json stack.yaml",
        before=("check --write-baseline known.json stack.yaml",),
        text=_BAD,
    ),
    Commands("stack apply stack.yaml --dry-run", "to create"),
    Commands("check --formt json", r"(?m)^stackls: ", code=2),
    Commands("check none.yaml", r"(?m)^stackls: ", code=2),
    Commands("nope", r"(?m)^stackls: ", code=2),
)

_SECRETS = (("mlflow", "tracking"), ("u", "p"), ("tracker", "name"), ("admin", "mlflow"))
_MASKED = tuple(
    Commands(
        "check stack.yaml",
        r"help: Refer to a secret: '\{\{mlflow_tracker\.tracking_password\}\}'",
        text=f"{GOOD}  experiment_tracker:\n    name: mlflow_tracker\n    flavor: mlflow\n"
        "    configuration:\n      tracking_uri: https://mlflow.example.com\n"
        f"      tracking_username: {user}\n      tracking_password: {password}\n",
    )
    for user, password in _SECRETS
)

COMMANDS = {7: _AS_ZENML, 9: _MASKED, 12: _HABITS}
"""The inputs that are commands, by kind."""
