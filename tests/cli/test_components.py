"""``stackls <type> list|describe|register|update|delete``, on a local store of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

pytestmark = pytest.mark.usefixtures("home")


def register(cli: Cli, name: str = "k8s", *settings: str) -> None:
    made = cli("orchestrator", "register", name, "--flavor", "kubernetes", *settings)
    assert made.out == f"The orchestrator {name} is registered.\n"


def configuration(cli: Cli, name: str = "k8s") -> dict[str, object]:
    return cli("orchestrator", "describe", name, "-o", "json").json["configuration"]


def test_list_marks_what_is_in_the_active_stack(cli: Cli):
    register(cli)
    assert (
        cli("orchestrator", "list").out
        == """\
2 orchestrators in the built-in registry

Orchestrator  Flavor      Stacks
● default     local       default
  k8s         kubernetes
"""
    )
    assert cli("image-builder", "list").out == "No image builders in the built-in registry\n"
    assert cli("model_registry", "list").out == "No model registries in the built-in registry\n"
    found = cli("orchestrator", "list", "-o", "json").json
    assert [(one["name"], one["stacks"]) for one in found] == [
        ("default", ["default"]),
        ("k8s", []),
    ]


def test_values_are_what_the_flavor_says(cli: Cli, tmp_path: Path):
    cli.write("context.txt", "from-file")
    register(
        cli,
        "k8s",
        "--synchronous=no",
        "timeout=3",
        "kubernetes_context=@context.txt",
        'pod_settings={"host_ipc": true}',
    )
    assert configuration(cli) == {
        "synchronous": False,
        "timeout": 3,
        "kubernetes_context": "from-file",
        "pod_settings": {"host_ipc": True},
    }


def test_describe_is_of_the_active_stack_by_default(cli: Cli):
    assert cli("orchestrator", "describe").out.startswith("orchestrator default (local), in the")
    missing = cli("alerter", "describe")
    assert (missing.code, missing.err) == (1, "stackls: The active stack default has no alerter.\n")


def test_describe_masks_secrets(cli: Cli):
    cli("artifact-store", "register", "s3", "-f", "s3", "path=s3://a", "key=AKIA", "secret=hunter2")
    assert "hunter2" not in cli("artifact-store", "describe", "s3").out
    assert "hunter2" in cli("artifact-store", "describe", "s3", "--show-secrets").out


def test_describe_says_where_a_component_is_only_as_far_as_zenml_does(cli: Cli):
    cli("artifact-store", "register", "bucket", "-f", "s3", "path=s3://a")
    cli("orchestrator", "register", "jobs", "-f", "kubeflow", "kubernetes_context=a")

    def where(component_type: str, name: str) -> tuple[bool | None, bool | None]:
        found = cli(component_type, "describe", name, "-o", "json").json
        return found["remote"], found["local"]

    assert where("artifact-store", "bucket") == (None, None)
    assert where("artifact-store", "default") == (False, True)
    assert where("orchestrator", "jobs") == (True, False)


def test_update_keeps_what_is_not_named(cli: Cli):
    register(cli, "k8s", "timeout=3", "synchronous=no")
    done = cli(
        "orchestrator", "update", "k8s", "timeout=4", "--unset", "synchronous", "--rename", "k"
    )
    assert done.out == "The orchestrator k8s is updated and renamed to k.\n"
    assert configuration(cli, "k") == {"timeout": 4}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("update", "k8s"), 2, "Nothing to change"),
        (("update", "k8s", "--unset", "nope"), 1, "The orchestrator k8s has no nope set."),
        (("update", "k8s", "timeout=soon"), 1, "timeout takes"),
        (("update", "default", "--rename", "x"), 1, "belongs to the default stack"),
        (("update", "k8s", "--tiemout"), 2, "There is no option --tiemout."),
        (("update", "k8s", "timeout"), 2, "Write timeout=VALUE."),
        (("update", "k8s", "timeout=1", "timeout=2"), 2, "given twice"),
        (("update", "k8s", "timeout=@missing"), 2, "Cannot read missing, the value of timeout"),
        (("register", "x"), 2, "Missing option"),
        (("register", "x", "-f", "kubernets"), 1, "Did you mean kubernetes?"),
        (("register", "k8s", "-f", "local"), 1, "There is already an orchestrator named k8s"),
        (("delete", "k8s"), 2, "Pass --yes"),
        (("delete", "default", "--yes"), 1, "belongs to the default stack"),
        (("describe", "k8"), 1, "There is no orchestrator named k8. Did you mean k8s?"),
    ],
)
def test_refusals_are_one_line(cli: Cli, arguments: tuple[str, ...], code: int, message: str):
    register(cli)
    result = cli("orchestrator", *arguments)
    assert result.code == code
    assert message in result.err
    assert configuration(cli) == {}


def test_delete(cli: Cli):
    register(cli)
    assert cli("orchestrator", "delete", "k8s", "--yes").out == "The orchestrator k8s is deleted.\n"
    assert len(cli("orchestrator", "list", "-o", "json").json) == 1


def test_a_component_in_use_stays(cli: Cli):
    register(cli)
    assert cli("stack", "register", "mine", "-o", "k8s", "-a", "default").code == 0
    refused = cli("orchestrator", "delete", "k8s", "--yes")
    assert refused.code == 1
    assert "is used by the stack mine" in refused.err
