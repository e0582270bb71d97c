"""``stackls stack``: what it prints and refuses, on a local store of its own."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import click
import pytest
import yaml
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from stackls_core.stores.local import LocalStore
from stackls_server.cli import asking, stack_apply, stack_tables, working
from stackls_server.cli.stack import SECTIONS
from stackls_server.cli.terminal import Terminal
from tests.cli.conftest import Cli, Result
from tests.support.stack_texts import Entry, stack_text

PROD = stack_text(
    Entry("orchestrator", "k8s", "kubernetes", 'kubernetes_context: gke\nsynchronous: "yes"'),
    Entry("artifact_store", "bucket", "s3", "path: s3://data\nkey: AKIA\nsecret: hunter2"),
    Entry("alerter", "news", "slack", '{slack_token: "{{slack.token}}"}'),
    Entry("alerter", "alarm", "slack", '{slack_token: "{{slack.token}}"}'),
    name="prod",
    version="0.98.0",
    typed=True,
)
PLACEHOLDER = PROD.replace("s3://data", "s3://${BUCKET}")


@pytest.fixture(autouse=True)
def _own_registry(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del home
    monkeypatch.delenv("BUCKET", raising=False)


@pytest.fixture
def stack(cli: Cli):
    def run(*arguments: str, stdin: bytes = b"") -> Result:
        return cli("stack", *arguments, stdin=stdin)

    return run


@pytest.fixture
def prod(cli: Cli) -> str:
    """A file whose stack is registered and active."""
    cli.write("prod.yaml", PROD)
    assert cli("stack", "apply", "prod.yaml", "--activate").code == 0
    return "prod.yaml"


# --- help ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [e.name for s in SECTIONS for e in s.entries])
def test_every_command_has_help(stack, name: str):
    result = stack(name, "--help")
    assert result.code == 0
    assert result.out.startswith(f"Usage: stackls stack {name} ")
    assert ("--store" in result.out) is (name != "new")  # which asks no registry
    assert max(map(len, result.out.splitlines())) <= 80


# --- looking ------------------------------------------------------------------------------------


def test_list_marks_the_active_stack(stack, prod):
    assert (
        stack("list").out
        == """\
2 stacks in the built-in registry

Stack      Orchestrator      Artifact store   Other components
  default  default (local)   default (local)
● prod     k8s (kubernetes)  bucket (s3)      alerter news (slack), alerter alarm (slack)
"""
    )


def test_what_an_earlier_apply_has_left_behind_is_told(stack, monkeypatch):
    told = "Changes of noon did not come to their end. Registered: alerter \x1b[2Jx (1)."
    monkeypatch.setattr(LocalStore, "unfinished", lambda self: (told,))
    result = stack("list")
    assert result.code == 0
    assert result.err.startswith("stackls: Changes of noon did not come to their end.")
    assert "\x1b" not in result.err


def test_an_apply_that_finds_nothing_to_do_settles_what_is_unfinished(stack, prod, monkeypatch):
    settled: list[str] = []
    monkeypatch.setattr(
        LocalStore, "settle", lambda self, steps: settled.extend(one.name for one in steps)
    )
    assert stack("apply", prod).code == 0
    assert {"prod", "k8s", "bucket"} <= set(settled)


@pytest.mark.parametrize("width", [40, 80])
def test_a_long_name_hides_nothing_beside_it(
    stack, prod, width: int, monkeypatch: pytest.MonkeyPatch
):
    name = "x" * 255
    stack("copy", "default", name)
    monkeypatch.setattr(stack_tables, "terminal_of", lambda _: Terminal(width=width))
    lines = stack("list").out.splitlines()
    assert max(map(cell_len, lines)) <= width
    assert sum(line.count("x") for line in lines) == len(name)
    assert sum("(local)" in line for line in lines) == 2, "of the default stack and of the copy"


@pytest.mark.parametrize("width", [80, 120])
def test_a_list_fits_the_terminal(stack, prod, width: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stack_tables, "terminal_of", lambda _: Terminal(width=width))
    lines = stack("list").out.splitlines()
    assert max(map(cell_len, lines)) <= width
    assert any(line.startswith("● prod") for line in lines)


def test_list_as_data(stack, prod):
    found = json.loads(stack("list", "--output", "json").out)
    assert [(one["name"], one["active"]) for one in found] == [("default", False), ("prod", True)]
    assert found[1]["components"][0] == {
        "type": "orchestrator",
        "name": "k8s",
        "flavor": "kubernetes",
    }
    assert yaml.safe_load(stack("list", "-o", "yaml").out) == found


def test_get_prints_a_name_for_scripts(stack, prod):
    assert stack("get").out == "prod\n"
    assert json.loads(stack("get", "--output", "json").out)["name"] == "prod"


def test_describe_masks_secrets(stack, prod):
    shown = stack("describe").out
    assert shown.startswith("prod, stack in the built-in registry, active (global)\n")
    assert re.search(r"^  path +s3://data$", shown, re.M)
    assert "{{slack.token}}" in shown
    assert "hunter2" not in shown + stack("describe", "prod", "-o", "json").out
    assert "hunter2" in stack("describe", "--show-secrets").out


def test_names_are_exact_and_ids_may_be_cut(stack, prod):
    refused = stack("describe", "pro")
    assert refused.code == 1
    assert refused.err == "stackls: There is no stack named pro. Did you mean prod?\n"
    found = json.loads(stack("list", "-o", "json").out)
    assert stack("describe", found[1]["id"][:8]).out.startswith("prod, ")


def test_names_cannot_steer_the_terminal(cli: Cli, stack):
    cli.write("evil.yaml", PROD.replace("stack_name: prod", r'stack_name: "a\e[31mb"'))
    stack("apply", "evil.yaml")
    assert "\x1b" not in stack("list").out
    assert "a␛[31mb" in stack("list").out


# --- export -------------------------------------------------------------------------------------


def test_an_export_plans_nothing(cli: Cli, stack, prod):
    result = stack("export", "prod", "-f", "out.yaml")
    assert result.code == 0
    assert "it holds secrets in the clear, of bucket" in result.err
    assert stack("plan", "out.yaml").out.endswith(
        "Nothing to do: all of it is registered as the file says.\n"
    )
    assert stack("export").out == (cli.folder / "out.yaml").read_text("utf-8")


def test_a_dash_is_standard_output(cli: Cli, stack, prod):
    assert stack("export", "prod", "-f", "-").out == stack("export", "prod").out
    assert not (cli.folder / "-").exists()


def test_an_export_replaces_no_file_unasked(cli: Cli, stack, prod):
    path = cli.write("out.yaml", "precious")
    result = stack("export", "-f", "out.yaml")
    assert (result.code, path.read_text()) == (2, "precious")
    assert "--yes" in result.err
    assert stack("export", "-f", "out.yaml", "--yes").code == 0
    assert path.read_text().startswith("stack_name: prod\n")


@pytest.mark.skipif(os.name == "nt", reason="other systems keep files in other ways")
def test_an_export_with_secrets_is_for_its_owner(cli: Cli, stack, prod):
    stack("export", "prod", "-f", "secret.yaml")
    stack("export", "default", "-f", "open.yaml")
    cli.write("usual", "")
    names = ("secret.yaml", "open.yaml", "usual")
    secret, shared, usual = ((cli.folder / name).stat().st_mode & 0o777 for name in names)
    assert secret == 0o600
    assert shared == usual


def test_an_export_is_written_whole_or_not_at_all(
    cli: Cli, stack, prod, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = sorted(cli.folder.iterdir())
    monkeypatch.setattr(os, "fsync", full)
    result = stack("export", "prod", "-f", "out.yaml")
    assert result.code == 2
    assert result.err.startswith("stackls: Cannot write out.yaml: No space left on device")
    assert sorted(cli.folder.iterdir()) == before


def test_an_export_that_cannot_be_written(stack, prod):
    result = stack("export", "-f", "missing/out.yaml")
    assert result.code == 2
    assert result.err.startswith("stackls: Cannot write missing/out.yaml: No such file")


# --- plan ---------------------------------------------------------------------------------------


def test_a_plan_of_a_new_stack(cli: Cli, stack):
    cli.write("prod.yaml", PROD)
    result = stack("plan", "prod.yaml")
    assert result.code == 0
    assert (
        result.out
        == """\
Plan for the stack prod in the built-in registry

  + create   orchestrator k8s (kubernetes)
      kubernetes_context: gke
      synchronous: true
  + create   artifact store bucket (s3)
      path: s3://data
      key: ********
      secret: ********
  + create   alerter news (slack)
      slack_token: '{{slack.token}}'
  + create   alerter alarm (slack)
      slack_token: '{{slack.token}}'
  + create   stack prod

5 to create.
"""
    )
    assert stack("list").out.startswith("1 stack ")


def test_a_plan_of_changes(cli: Cli, stack, prod):
    changed = PROD.replace("s3://data", "s3://new").replace("hunter2", "other")
    cli.write(
        "changed.yaml", changed.replace("{slack_token", "{slack_channel_id: x, slack_token", 1)
    )
    result = stack("plan", "changed.yaml", "--name", "other")
    assert result.code == 0
    assert (
        result.out
        == """\
Plan for the stack other in the built-in registry

  = reuse    orchestrator k8s (kubernetes)
  ~ change   artifact store bucket (s3)
      ~ path: s3://data → s3://new
      ~ secret: ******** → ******** (masked)
      also used by prod
  ~ change   alerter news (slack)
      + slack_channel_id: x
      also used by prod
  = reuse    alerter alarm (slack)
  + create   stack other

1 to create, 2 to change, 2 reused.
"""
    )


def test_a_plan_in_conflict(cli: Cli, stack, prod):
    cli.write(
        "gcp.yaml",
        PROD.replace("flavor: s3", "flavor: gcp")
        .replace("s3://", "gs://")
        .replace("        key: AKIA\n        secret: hunter2\n", ""),
    )
    result = stack("plan", "gcp.yaml")
    assert result.code == 1
    assert (
        "  ! conflict line 12:7: artifact store bucket (gcp)\n"
        "      The artifact store bucket is registered" in result.out
    )
    assert result.out.endswith("Cannot be applied: 1 conflict.\n")
    data = stack("plan", "gcp.yaml", "--output", "json")
    assert data.code == 1
    assert data.json["blocked"]
    assert data.json["conflicts"][0]["line"] == 12


def test_a_plan_of_a_wrong_file(cli: Cli, stack):
    cli.write("wrong.yaml", PROD.replace("flavor: kubernetes", "flavor: kubernets"))
    result = stack("plan", "wrong.yaml")
    assert result.code == 1
    assert "  ! error    line 7:15: " in result.out
    assert "[unknown-flavor]" in result.out


def test_placeholders(cli: Cli, stack, monkeypatch: pytest.MonkeyPatch):
    cli.write("prod.yaml", PLACEHOLDER)
    cli.write("vars.env", "BUCKET=from-file\n")
    blocked = stack("plan", "prod.yaml")
    assert blocked.code == 1
    assert "! unset    line 16:20: ${BUCKET}: no variables were given" in blocked.out
    assert "--expand-env" in blocked.out
    assert "${BUCKET}: it is not set" in stack("plan", "prod.yaml", "--expand-env").out
    assert "path: s3://from-file" in stack("plan", "prod.yaml", "--env-file", "vars.env").out
    monkeypatch.setenv("BUCKET", "from-env")
    both = stack("plan", "prod.yaml", "--env-file", "vars.env", "--expand-env")
    assert "path: s3://from-env" in both.out


def test_a_file_from_standard_input(stack):
    assert stack("plan", "-", stdin=PROD.encode()).out.startswith("Plan for the stack prod ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("plan", "missing.yaml"), "missing.yaml: "),
        (("plan", "latin.yaml"), "latin.yaml: not UTF-8"),
        (("plan", "prod.yaml", "--env-file", "bad.env"), "bad.env: Line 2 of the variables file"),
        (("plan", "prod.yaml", "--env-file", "missing.env"), "missing.env: "),
    ],
)
def test_what_cannot_be_read(cli: Cli, stack, arguments: tuple[str, ...], message: str):
    cli.write("prod.yaml", PROD)
    cli.write("latin.yaml", b"stack_name: \xe9\n")
    cli.write("bad.env", "A=1\nsecret words\n")
    result = stack(*arguments)
    assert result.code == 2
    assert result.err.startswith(f"stackls: {message}")
    assert result.err.count("\n") == 1
    assert "secret" not in result.err


@pytest.mark.parametrize("width", [40, 80])
def test_a_long_plan_line_is_broken_by_us(
    cli: Cli, stack, width: int, monkeypatch: pytest.MonkeyPatch
):
    from stackls_server.cli import terminal

    monkeypatch.setattr(terminal, "terminal_of", lambda _: Terminal(width=width, unicode=False))
    cli.write("prod.yaml", PROD.replace("s3://data", "s3://" + "a-b " * 60))
    lines = stack("plan", "prod.yaml").out.splitlines()
    assert max(map(cell_len, lines)) <= width
    assert not any("→" in line or "…" in line for line in lines)


# --- apply --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["apply", "import"])
def test_applying_twice_does_nothing_more(cli: Cli, stack, command: str):
    cli.write("prod.yaml", PROD)
    first = stack(command, "prod.yaml", "--activate")
    assert first.code == 0
    assert first.out.endswith("The stack prod is registered as the file says, and active.\n")
    again = stack(command, "prod.yaml", "--activate")
    assert again.code == 0
    assert again.out.endswith("Nothing to do: all of it is registered as the file says.\n")


def test_what_changes_needs_a_yes(cli: Cli, stack, prod):
    cli.write("prod.yaml", PROD.replace("s3://data", "s3://new"))
    refused = stack("apply", "prod.yaml")
    assert refused.code == 2
    assert "path: s3://data → s3://new" in refused.out
    assert "--yes" in refused.err
    assert "s3://data" in stack("describe").out
    assert stack("apply", "prod.yaml", "--yes").code == 0
    assert "s3://new" in stack("describe").out


def test_a_blocked_file_is_not_applied(cli: Cli, stack):
    cli.write("prod.yaml", PLACEHOLDER)
    result = stack("apply", "prod.yaml", "--yes")
    assert result.code == 1
    assert result.out.splitlines()[-2] == "Cannot be applied: 1 placeholder without a value."
    assert stack("list").out.startswith("1 stack ")


def test_an_applied_stack_only_has_to_be_activated(stack, prod):
    stack("set", "default")
    result = stack("apply", prod, "--activate")
    assert "  ~ activate stack prod" in result.out
    assert stack("get").out == "prod\n"


def test_a_file_that_changes_while_somebody_decides(
    cli: Cli, stack, prod, monkeypatch: pytest.MonkeyPatch
):
    cli.write("prod.yaml", PROD.replace("s3://data", "s3://new"))

    def decide(question: str, *, is_sure: bool) -> None:
        cli.write("prod.yaml", PROD.replace("s3://data", "s3://third"))

    monkeypatch.setattr(stack_apply, "confirm", decide)
    result = stack("apply", "prod.yaml")
    assert result.code == 2
    assert "prod.yaml has changed since the plan was made. Plan again." in result.err
    assert "s3://data" in stack("describe").out


# --- changing -----------------------------------------------------------------------------------


def test_set(stack, prod):
    assert stack("set", "default").out == (
        "default is the active stack in general, in the built-in registry.\n"
    )
    assert stack("set", "nope").code == 1
    assert stack("get").out == "default\n"


def test_set_in_a_workspace(cli: Cli, stack, prod):
    (cli.folder / ".git").mkdir()
    assert "in this workspace" in stack("set", "default").out
    assert "active (workspace)" in stack("describe").out
    (cli.folder / ".git").rmdir()
    assert stack("get").out == "prod\n"


def test_register(stack, prod):
    made = stack(
        "register",
        "mine",
        "-o",
        "k8s",
        "-a",
        "default",
        "-al",
        "news",
        "--component",
        "alerter=alarm",
        "--activate",
    )
    assert made.out == "The stack mine is registered and is the active stack.\n"
    found = json.loads(stack("describe", "-o", "json").out)
    assert [one["name"] for one in found["components"]] == ["k8s", "default", "news", "alarm"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("-o", "default"), 1, "A stack needs an artifact store."),
        (("-o", "nope", "-a", "default"), 1, "There is no orchestrator named nope."),
        (("--component", "default"), 2, "default is not of the form TYPE=NAME."),
        (
            ("--component", "alertr=x"),
            2,
            "Unknown component type alertr. Did you mean alerter?",
        ),
        (("-o", "default", "-o", "default", "-a", "default"), 1, "one orchestrator, not 2"),
    ],
)
def test_register_refuses(stack, arguments: tuple[str, ...], code: int, message: str):
    result = stack("register", "mine", *arguments)
    assert result.code == code
    assert message in result.err


def test_a_stack_that_cannot_be_activated_is_not_registered(stack, monkeypatch):
    def fails(self, changes):
        from stackls_core.registry.errors import Protected

        assert [type(change).__name__ for change in changes] == ["CreateStack", "Activate"]
        raise Protected("No.")

    monkeypatch.setattr(LocalStore, "execute", fails)
    assert stack("register", "x", "-o", "default", "-a", "default", "--set").err == "stackls: No.\n"


def test_copy_keeps_repeated_components(stack, prod):
    assert stack("copy", "prod", "twin").out == "The stack twin is registered, with 4 components.\n"


def test_rename(stack, prod):
    assert stack("rename", "prod", "live").out == "Renamed prod to live.\n"
    assert stack("rename", "default", "x").code == 1


def test_delete_asks(stack, prod):
    stack("set", "default")
    refused = stack("delete", "prod")
    assert refused.code == 2
    assert refused.err == (
        "stackls: Delete the stack prod? Pass --yes to confirm: stdin is not a terminal.\n"
    )
    done = stack("delete", "prod", "--recursive", "--yes")
    assert done.out.splitlines()[:2] == [
        "The stack prod is deleted.",
        "The orchestrator k8s is deleted.",
    ]


def test_the_active_stack_is_not_deleted(stack, prod):
    result = stack("delete", "prod", "--yes")
    assert result.code == 1
    assert "is active and cannot be deleted" in result.err


# --- the store ----------------------------------------------------------------------------------


def test_a_damaged_registry_is_one_line(cli: Cli, stack):
    cli.write("home/stacks.db", "this is no database, and long enough to be looked at\n" * 40)
    result = stack("list")
    assert result.code == 2
    assert re.fullmatch(r"stackls: The stackls database .* is damaged\. .*\n", result.err)


def test_an_interpreter_without_zenml(stack, monkeypatch: pytest.MonkeyPatch):
    for store in ("auto", "zenml"):
        result = stack("list", "--store", store, "--zenml-python", "/nowhere/python")
        assert result.code == 2
        path = str(Path("/nowhere/python"))
        assert result.err == (
            f"stackls: The interpreter {path} cannot be used for ZenML. There is no such file. "
            "Choose another one.\n"
        )


def test_an_interpreter_that_has_no_zenml(stack):
    result = stack("list", "--store", "zenml", "--zenml-python", sys.executable)
    assert result.code == 2
    assert "ZenML is not installed in it. Choose another one." in result.err


def test_no_interpreter_at_all(stack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(variable, raising=False)
    result = stack("list", "--store", "zenml")
    assert result.code == 2
    assert result.err == (
        "stackls: No Python interpreter with ZenML was found. Select one with --zenml-python.\n"
    )


def test_a_wrong_store_is_bad_usage(stack):
    assert stack("list", "--store", "remote").code == 2


def test_ctrl_c_at_a_question_ends_its_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def interrupted(*arguments: object, **options: object) -> bool:
        raise click.Abort

    monkeypatch.setattr(click, "confirm", interrupted)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with pytest.raises(click.Abort):
        asking.confirm("Delete it?", is_sure=False)
    assert capsys.readouterr().err == "\n"


EVIL = "a\x1b[2Jb [/red]"


def test_names_in_a_question_cannot_steer_the_terminal(monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []

    def confirmed(question: str, **options: object) -> bool:
        asked.append(question)
        return True

    monkeypatch.setattr(click, "confirm", confirmed)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    asking.confirm(f"Delete the stack {EVIL}?", is_sure=False)
    assert asked == ["Delete the stack a␛[2Jb [/red]?"]


def test_names_in_what_is_under_way_are_names(monkeypatch: pytest.MonkeyPatch):
    shown: list[str] = []
    real = Console.status

    def status(console: Console, text: Text) -> object:
        shown.append(text.plain)
        return real(console, text)

    monkeypatch.setattr(Console, "status", status)
    display = working.Working(f"Deleting {EVIL}")
    display._show()
    display.stop()
    assert shown == ["Deleting a␛[2Jb [/red] …"]
