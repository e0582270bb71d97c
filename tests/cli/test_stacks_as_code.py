"""`stackls stack plan` and `apply` on folders: one plan, formats, exit codes, and what fails."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stackls_core.plans import in_time
from stackls_core.plans.audit import AUDIT
from stackls_core.registry.changes import CreateStack
from stackls_core.registry.errors import ZenMLUnreachable
from stackls_core.stores.local import LocalStore
from stackls_server.cli.catalog import open_catalogs
from tests.cli.conftest import Cli
from tests.support.budgets import leave_no_time
from tests.support.stack_texts import Entry, stack_text


def text(name: str, path: str = "s3://data", extra: tuple[Entry, ...] = ()) -> str:
    return stack_text(
        Entry("orchestrator", f"o-{name}", "local"),
        Entry("artifact_store", "bucket", "s3", f"{{path: {path}}}"),
        *extra,
        name=name,
        version="0.98.0",
    )


@pytest.fixture(autouse=True)
def _own_registry(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del home
    monkeypatch.delenv("STACKLS_STORE", raising=False)


@pytest.fixture
def folder(cli: Cli) -> Cli:
    for name in ("a", "b", "c"):
        cli.write(f"stacks/{name}.stack.yaml", text(name))
    cli.write("stacks/notes.yaml", "hello: world\n")
    return cli


def test_plan_apply_and_nothing_to_do(folder: Cli):
    planned = folder("stack", "plan", "stacks")
    assert planned.code == 0
    lines = planned.out.splitlines()
    assert lines[0] == "Plan for 3 stacks in the built-in registry"
    assert lines[2] == "  + stack a (stacks/a.stack.yaml): 3 to create"
    assert "  + stack b (stacks/b.stack.yaml): 2 to create, 1 reused" in lines
    assert lines[-1] == "7 to create."
    applied = folder("stack", "apply", "stacks")
    assert applied.code == 0
    assert applied.out.endswith("All 3 stacks are registered as the files say.\n")
    again = folder("stack", "apply", "stacks")
    assert again.out.endswith("Nothing to do: all of it is registered as the files say.\n")


@pytest.mark.parametrize("named", ["stacks", "stacks/a.stack.yaml"])
@pytest.mark.parametrize("command", [("plan",), ("plan", "--exit-code"), ("apply", "--yes")])
def test_a_plan_that_takes_too_long_is_none(
    folder: Cli, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], named: str
):
    leave_no_time(monkeypatch, in_time)
    result = folder("stack", *command, named)
    assert result.code == (1 if "--exit-code" in command else 2), "where 2 is for changes"
    what = "3 files" if named == "stacks" else "this file"
    assert result.err.startswith(f"stackls: Planning {what} takes more than 60 seconds, so no plan")
    assert result.err.count("\n") == 1
    assert folder("stack", "list", "-o", "json").out.count('"name"') == 3, "nothing is registered"


def test_exit_codes_for_drift(folder: Cli):
    def code(*more: str) -> int:
        return folder("stack", "plan", "stacks", *more).code

    assert (code(), code("--exit-code")) == (0, 2)
    folder("stack", "apply", "stacks")
    assert (code(), code("--exit-code")) == (0, 0)
    folder("artifact-store", "update", "bucket", "--path=s3://by-hand")
    assert (code(), code("--exit-code")) == (0, 2)
    folder.write("stacks/d.stack.yaml", "stack_name: [\n")
    assert (code(), code("--exit-code")) == (1, 1)
    assert folder("stack", "plan", "absent", "--exit-code").code == 1
    assert folder("stack", "plan", "absent").code == 2
    assert folder("stack", "plan", "stacks/a.stack.yaml", "--exit-code").code == 2


def test_conflicts_between_files_are_refused_before_anything_happens(folder: Cli):
    folder.write("stacks/c.stack.yaml", text("c", "s3://other"))
    result = folder("stack", "apply", "stacks", "--yes")
    assert result.code == 1
    reason = "bucket is defined differently in stacks/a.stack.yaml:9 and stacks/c.stack.yaml:9."
    assert reason in result.out
    assert result.out.endswith("because of stacks/c.stack.yaml. Nothing is changed.\n")
    assert folder("stack", "list").out.startswith("1 stack ")


def test_three_broken_files_of_many_are_all_told(cli: Cli):
    for number in range(200):
        cli.write(f"s/{number:03}.stack.yaml", text(f"s{number}"))
    for number in (5, 15, 25):
        cli.write(f"s/{number:03}.stack.yaml", "components: {\n")
    result = cli("stack", "plan", "s")
    assert result.code == 1
    assert result.out.count("\n  ! s/") == 3
    assert "because of s/005.stack.yaml, s/015.stack.yaml, s/025.stack.yaml." in result.out


def test_a_configuration_that_is_no_toml_keeps_all_from_being_planned(folder: Cli):
    folder.write("stackls.toml", 'owner = "ml\nexclude = ["b.*"]\n')
    for command in ("plan", "apply"):
        result = folder("stack", command, "stacks")
        assert result.code == 2
        assert "stackls.toml:1:" in result.err
        assert "It is no TOML, so nothing of it holds." in result.err
    assert folder("stack", "plan", "stacks", "--exit-code").code == 1
    assert folder("stack", "list").out.startswith("1 stack ")


@pytest.mark.skipif(os.name == "nt" or not os.geteuid(), reason="root reads every file")
def test_a_file_that_cannot_be_read_keeps_all_from_being_planned(folder: Cli):
    (folder.folder / "stacks" / "b.stack.yaml").chmod(0)
    result = folder("stack", "apply", "stacks", "--yes")
    assert result.code == 2
    assert "stacks/b.stack.yaml: permission denied" in result.err


def test_a_file_that_is_no_utf8_keeps_all_from_being_planned(folder: Cli):
    folder.write("stacks/b.stack.yaml", b"\xff\xfe\x00")
    result = folder("stack", "apply", "stacks", "--yes")
    assert result.code == 2
    assert "Nothing was planned: a file could not be read." in result.err


def test_a_server_lost_in_the_middle_is_said_exactly(folder: Cli, monkeypatch: pytest.MonkeyPatch):
    execute = LocalStore.execute

    def lost(self, changes, before=None):
        if any(isinstance(one, CreateStack) and one.name == "b" for one in changes):
            raise ZenMLUnreachable("The server is gone.")
        return execute(self, changes, before)

    monkeypatch.setattr(LocalStore, "execute", lost)
    whole = folder("stack", "apply", "stacks")
    assert whole.code == 2
    assert "The server is gone." in whole.err
    assert folder("stack", "list").out.startswith("1 stack ")
    parts = folder("stack", "apply", "stacks", "--one-by-one")
    assert parts.code == 2
    assert "stackls: The stack b failed: The server is gone." in parts.err
    assert parts.out.splitlines()[-3:] == [
        "1 of 3 stacks are registered as the files say: a.",
        "The stack b is as it was.",
        "Not tried: c. Apply again to go on.",
    ]
    monkeypatch.setattr(LocalStore, "execute", execute)
    assert folder("stack", "apply", "stacks", "--one-by-one").code == 0


def test_ctrl_c_stack_by_stack_says_what_is_done(folder: Cli, monkeypatch: pytest.MonkeyPatch):
    execute = LocalStore.execute

    def interrupted(self, changes, before=None):
        if any(isinstance(one, CreateStack) and one.name == "b" for one in changes):
            raise KeyboardInterrupt
        return execute(self, changes, before)

    monkeypatch.setattr(LocalStore, "execute", interrupted)
    done = folder("stack", "apply", "stacks", "--one-by-one")
    assert (done.code, done.err) == (130, "stackls: Cancelled at the stack b.\n")
    assert done.out.splitlines()[-3:] == [
        "1 of 3 stacks are registered as the files say: a.",
        "The stack b is as it was.",
        "Not tried: c. Apply again to go on.",
    ]


def test_prune_needs_an_owner_and_one_folder(folder: Cli):
    result = folder("stack", "apply", "stacks", "--prune")
    assert result.code == 2
    assert "--owner NAME" in result.err
    assert folder("stack", "apply", "stacks/a.stack.yaml", "--prune", "--owner", "x").code == 2


def test_prune_removes_what_this_folder_made_and_asks(folder: Cli):
    folder.write("stackls.toml", 'owner = "ml"\n')
    folder.write("more/x.stack.yaml", text("x"))
    folder("stack", "apply", "stacks")
    folder("stack", "apply", "more")
    (folder.folder / "stacks" / "c.stack.yaml").unlink()
    planned = folder("stack", "plan", "stacks", "--prune", "--exit-code")
    assert planned.code == 2
    assert planned.out.splitlines()[2:5] == [
        "  In no file any more:",
        "    - delete   stack c",
        "    - delete   orchestrator o-c",
    ]
    asked = folder("stack", "apply", "stacks", "--prune")
    assert asked.code == 2
    assert "This removes the 2 that are in no file any more." in asked.err
    assert folder("stack", "apply", "stacks", "--prune", "--yes").code == 0
    listed = [row["name"] for row in folder("stack", "list", "-o", "json").json]
    assert sorted(listed) == ["a", "b", "default", "x"]


def test_json_markdown_and_annotations(folder: Cli):
    folder("stack", "apply", "stacks")
    folder.write("stacks/a.stack.yaml", text("a").replace("o-a", "o-`|<b>"))
    folder.write("stacks/d.stack.yaml", "stack_name: d\ncomponents: {orchestrator: x}\n")
    data = folder("stack", "plan", "stacks", "--format", "json").json
    assert [one["stack"] for one in data["files"]][:3] == ["a", "b", "c"]
    assert data["blocked"] is True
    assert data["files"][1]["empty"] is True
    comment = folder("stack", "plan", "stacks", "--format", "markdown").out
    assert comment.startswith("<!-- stackls plan -->\n### Plan for 4 stacks in")
    assert "| `=` | `b` | `stacks/b.stack.yaml` | nothing to do |" in comment
    outside = "".join(comment.split("```")[::2])
    assert "<b>" not in outside.replace("<summary>", "")
    annotations = folder("stack", "plan", "stacks", "--format", "github").out.splitlines()
    assert annotations[0].startswith("::notice file=stacks/a.stack.yaml,line=1,title=stackls plan")
    assert any(one.startswith("::error file=stacks/d.stack.yaml,line=") for one in annotations)


def test_the_configuration_chooses_registry_and_variables(cli: Cli):
    cli.write("stacks/a.stack.yaml", text("a", "s3://${BUCKET}"))
    assert cli("stack", "plan", "stacks").code == 1
    cli.write("stackls.toml", 'registry = "local"\nenv-file = "env/common.env"\n')
    cli.write("env/common.env", "BUCKET=there\n")
    assert cli("stack", "plan", "stacks").code == 0
    applied = cli("stack", "apply", "stacks/a.stack.yaml")
    assert applied.code == 0
    assert "s3://there" in applied.out


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
@pytest.mark.parametrize("name", ["../outside.env", "link.env", "/etc/passwd"])
def test_variables_outside_of_the_workspace_are_not_read(cli: Cli, name: str):
    inside = cli.folder / "inside"
    cli.write("outside.env", "BUCKET=secret\n")
    cli.write("inside/a.stack.yaml", text("a", "s3://${BUCKET}"))
    cli.write("inside/stackls.toml", f'env-file = "{name}"\n')
    (inside / "link.env").symlink_to(cli.folder / "outside.env")
    result = cli("stack", "plan", "inside/a.stack.yaml")
    assert result.code == 2
    assert f"The env-file {name} is outside of" in result.err
    assert "secret" not in result.out + result.err


def test_who_applied_is_said_where_it_is_wanted(folder: Cli):
    def labels(stack: str) -> dict[str, str]:
        return LocalStore(lambda: open_catalogs().bundled).stack(stack).labels

    folder("stack", "apply", "stacks/a.stack.yaml")
    assert labels("a") == {}
    folder("stack", "apply", "stacks", "--audit")
    assert AUDIT not in labels("a")
    assert labels("b")[AUDIT].endswith(" UTC, b.stack.yaml")
    folder.write("stackls.toml", "audit = true\n")
    folder.write("stacks/a.stack.yaml", text("a", extra=(Entry("image_builder", "i", "local"),)))
    assert folder("stack", "apply", "stacks/a.stack.yaml", "--yes").code == 0
    assert labels("a")[AUDIT].endswith(" UTC, a.stack.yaml")
    assert folder("stack", "plan", "stacks", "--exit-code").code == 0
    folder.write("stacks/d.stack.yaml", text("d"))
    folder("stack", "apply", "stacks/d.stack.yaml", "--no-audit")
    assert labels("d") == {}
