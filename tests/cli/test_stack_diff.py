"""`stackls stack diff`: files, revisions and registered stacks, by what they mean."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.support.stack_texts import Entry, stack_text


def text(path: str = "s3://data", synchronous: str = "true", name: str = "k8s") -> str:
    return stack_text(
        Entry(
            "orchestrator", name, "kubernetes", f"kubernetes_context: a\nsynchronous: {synchronous}"
        ),
        Entry("artifact_store", "bucket", "s3", f"path: {path}\nsecret: hunter2"),
        name="prod",
        version="0.98.0",
    )


@pytest.fixture(autouse=True)
def _own_registry(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del home
    monkeypatch.setenv("STACKLS_STORE", "local")


def test_two_files_by_meaning(cli: Cli):
    cli.write("a.yaml", text())
    cli.write("b.yaml", "# other\n" + text(synchronous="'yes'"))
    same = cli("stack", "diff", "a.yaml", "b.yaml")
    assert same.code == 0
    assert same.out.endswith("They mean the same.\n")
    cli.write("b.yaml", text("s3://other", name="new"))
    other = cli("stack", "diff", "a.yaml", "b.yaml")
    assert other.code == 1
    assert other.out.splitlines()[2:] == [
        "  ~ artifact store bucket (s3)",
        "      ~ path: s3://data → s3://other",
        "  ~ orchestrator k8s → new (kubernetes)",
    ]
    data = cli("stack", "diff", "a.yaml", "b.yaml", "-o", "json").json
    assert data[1]["before"] == "k8s"
    assert "hunter2" not in other.out


def test_what_is_on_one_side_only(cli: Cli):
    cli.write("a.yaml", text())
    alerter = Entry("alerter", "news", "slack", '{slack_token: "{{slack.token}}"}')
    more = stack_text(alerter).split("components:\n")[1]
    cli.write("b.yaml", text() + more)
    assert "  + alerter news (slack)" in cli("stack", "diff", "a.yaml", "b.yaml").out
    assert "  - alerter news (slack)" in cli("stack", "diff", "b.yaml", "a.yaml").out


def test_a_file_and_the_registry(cli: Cli):
    cli.write("a.yaml", text())
    assert cli("stack", "apply", "a.yaml").code == 0
    assert cli("stack", "diff", "a.yaml").code == 0
    assert cli("stack", "diff", "a.yaml", "prod").code == 0
    cli("artifact-store", "update", "bucket", "--path=s3://by-hand")
    drifted = cli("stack", "diff", "a.yaml")
    assert drifted.code == 1
    assert "path: s3://data → s3://by-hand" in drifted.out
    cli("stack", "copy", "prod", "copy")
    assert cli("stack", "diff", "prod", "copy").out.splitlines()[2] == "  ~ stack prod → copy"
    assert cli("stack", "diff", "prod", "absent").code == 1
    assert cli("stack", "diff", "prod").code == 2


def test_a_revision_and_the_working_tree(cli: Cli):
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *identity, *arguments], cwd=cli.folder, check=True)

    cli.write("stacks/a.yaml", text())
    git("init", "-q", ".")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    assert cli("stack", "diff", "HEAD:stacks/a.yaml").code == 0
    cli.write("stacks/a.yaml", text("s3://new"))
    changed = cli("stack", "diff", "HEAD:stacks/a.yaml")
    assert changed.code == 1
    assert "path: s3://data → s3://new" in changed.out
    assert cli("stack", "diff", "HEAD:stacks/a.yaml", "stacks/a.yaml").code == 1
    absent = cli("stack", "diff", "HEAD:absent.yaml")
    assert absent.code == 2
    assert "absent.yaml" in absent.err


def test_git_runs_nothing_that_a_repository_configures(cli: Cli):
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *identity, *arguments], cwd=cli.folder, check=True)

    cli.write("a.yaml", text())
    cli.write(".gitattributes", "* filter=evil diff=evil\n")
    git("init", "-q", ".")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    for key in (
        "core.pager",
        "core.fsmonitor",
        "filter.evil.smudge",
        "filter.evil.clean",
        "diff.evil.textconv",
        "diff.external",
        "alias.cat-file",
    ):
        git("config", key, "touch pwned" if not key.startswith("alias") else "!touch pwned")
    assert cli("stack", "diff", "HEAD:a.yaml").code == 0
    assert not (cli.folder / "pwned").exists()


@pytest.mark.parametrize("broken", ["", "a: [", "- x"])
def test_what_cannot_be_read(cli: Cli, broken: str):
    cli.write("a.yaml", text())
    cli.write("b.yaml", broken)
    assert cli("stack", "diff", "a.yaml", "b.yaml").code in (1, 2)
    assert cli("stack", "diff", "a.yaml", "absent.yaml").code == 2
