"""Which files `stackls check` looks at, and what it does about those it cannot read."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from stackls_core.catalog.errors import CatalogError
from stackls_core.documents.view import View
from stackls_core.limits import MAX_CHARACTERS
from stackls_core.search import walk
from stackls_server.cli import check_files
from tests.cli.conftest import GOOD, MISSPELT, Cli

needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")


def checked(cli: Cli, *paths: str) -> list[str]:
    """The files that have findings, all files here being misspelt."""
    return [row["path"] for row in cli("check", "--format", "json", *paths).json]


def test_folders_are_walked_for_stack_files(cli: Cli):
    for name in ("b.yml", "a/A.YAML", "a/deep/er/c.yaml"):
        cli.write(name, MISSPELT)
    for name in ("a/notes.txt", ".git/x.yaml", ".venv/x.yaml", "venv/x.yaml", ".hidden/x.yaml"):
        cli.write(name, MISSPELT)
    for name in ("node_modules/x.yaml", "a/__pycache__/x.yaml", ".nox/x.yaml", ".tox/x.yaml"):
        cli.write(name, MISSPELT)
    cli.write("openapi.yaml", "openapi: 3.1.0\ncomponents:\n  schemas: {}\n")
    assert checked(cli) == ["a/A.YAML", "a/deep/er/c.yaml", "b.yml"]


def test_a_skipped_folder_is_walked_when_it_is_named(cli: Cli):
    cli.write(".venv/share/x.yaml", MISSPELT)
    assert checked(cli, ".venv") == [".venv/share/x.yaml"]


def test_a_named_file_is_checked_whatever_is_in_it(cli: Cli):
    cli.write("anything.txt", "services: {}\n")
    result = cli("check", "--format", "json", "anything.txt")
    assert result.code == 1
    assert "missing-components" in result.codes


def test_a_name_can_say_that_it_is_a_stack_file(cli: Cli):
    cli.write("empty.stack.yaml", "")
    assert "missing-stack-name" in cli("check", "--format", "json").codes


def test_paths_stay_as_they_were_given(cli: Cli):
    cli.write("a/b.yaml", MISSPELT)
    assert checked(cli, ".") == ["a/b.yaml"]
    assert checked(cli, "./a") == ["a/b.yaml"]
    assert checked(cli, "a/") == ["a/b.yaml"]
    absolute = (cli.folder / "a").as_posix()
    assert checked(cli, absolute) == [f"{absolute}/b.yaml"]


def test_a_file_counts_once_however_often_it_is_named(cli: Cli):
    cli.write("a/b.yaml", MISSPELT)
    assert checked(cli, ".", "a", "a/b.yaml", "./a/b.yaml") == ["a/b.yaml"]


@needs_links
def test_links_are_followed_and_loops_are_told(cli: Cli):
    cli.write("real/a.yaml", MISSPELT)
    elsewhere = cli.write("real/.store/b.yaml", MISSPELT).parent
    (cli.folder / "alias").symlink_to("real")
    (cli.folder / "real" / "up").symlink_to("..")
    (cli.folder / "linked").symlink_to(elsewhere)
    (cli.folder / "self.yaml").symlink_to("self.yaml")
    (cli.folder / "gone.yaml").symlink_to("nowhere")
    (cli.folder / ".#a.yaml").symlink_to("me@host.1234")
    result = cli("check", "--format", "json")
    assert [row["path"] for row in result.json] == ["linked/b.yaml", "real/a.yaml"]
    assert sorted(result.err.splitlines()) == [
        "stackls: gone.yaml: no such file or folder",
        "stackls: real/up: a symbolic link to a folder that it is in; not followed",
        "stackls: self.yaml: a symbolic link that leads back to itself",
    ]
    assert result.code == 1


@needs_links
def test_pipes_are_no_files(cli: Cli):
    os.mkfifo(cli.folder / "pipe.yaml")
    assert cli("check").code == 0


@needs_links
def test_a_file_without_an_end_is_not_read_for_ever(cli: Cli):
    (cli.folder / "a.stack.yaml").symlink_to("/dev/zero")
    assert cli("check").code == 0, "no device is looked at"
    for command in (["check"], ["stack", "plan", "--store", "local"]):
        result = cli(*command, "a.stack.yaml")
        assert result.code == 2
        assert "a.stack.yaml: larger than 64 MB; not read" in result.err


def test_what_is_missing_does_not_stop_the_rest(cli: Cli):
    cli.write("a.yaml", MISSPELT)
    result = cli("check", "--format", "json", "gone.yaml", "a.yaml")
    assert result.code == 2
    assert result.err == "stackls: gone.yaml: no such file or folder\n"
    assert result.codes == ["unknown-flavor"]


def test_an_unreadable_folder_is_noted(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    cli.write("a.yaml", GOOD)
    cli.write("locked/b.yaml", GOOD)
    real = os.scandir

    def scandir(path: str) -> object:
        if path == "locked":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(walk.os, "scandir", scandir)
    result = cli("check")
    assert result.err == "stackls: locked: permission denied\n"
    assert (result.code, result.out) == (0, "Checked 1 file: no problems.\n")
    assert cli("check", "locked").code == 2


@pytest.mark.parametrize(("name", "code"), [("a.yaml", 0), ("a.stack.yaml", 2)])
def test_a_file_that_vanishes_is_noted(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str, code: int
):
    path = cli.write(name, GOOD)
    real = check_files.find_candidates

    def find_then_vanish(*arguments: object) -> object:
        found = real(*arguments)  # type: ignore[arg-type]
        path.unlink()
        return found

    monkeypatch.setattr(check_files, "find_candidates", find_then_vanish)
    result = cli("check")
    assert result.code == code
    assert result.err == f"stackls: {name}: no such file or folder\n"


# --- length -------------------------------------------------------------------------------------


def test_a_stack_file_that_is_too_long_cannot_be_checked(cli: Cli):
    long = GOOD + "#" * MAX_CHARACTERS
    path = cli.write("a.yaml", long)
    cli.write("b.yaml", GOOD)
    cli.write("other.yaml", long.replace("stack_name", "name").replace("components", "parts"))
    told = "more than 2,000,000 characters; not checked\n"
    result = cli("check", "--fix")
    assert (result.code, result.err) == (2, f"stackls: a.yaml: {told}")
    assert result.out == "Checked 1 file: no problems.\n"
    assert path.read_text() == long
    named = cli("check", "--format", "json", "other.yaml")
    assert (named.code, named.json) == (2, [])
    assert named.err.startswith(f"stackls: other.yaml: {told}")
    assert cli("check", "-", stdin=long.encode()).code == 2


def test_a_stack_file_of_the_greatest_length_is_checked(cli: Cli):
    cli.write("a.yaml", GOOD + "#" * (MAX_CHARACTERS - len(GOOD)))
    assert cli("check").out == "Checked 1 file: no problems.\n"


# --- encodings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (GOOD.encode("utf-16"), "it is UTF-16; save it as UTF-8"),
        (GOOD.encode("utf-16-le"), "it is UTF-16; save it as UTF-8"),
        (GOOD.encode("utf-16-be"), "it is UTF-16; save it as UTF-8"),
        (
            GOOD.replace("laptop", "läuft").encode("latin-1"),
            "not UTF-8: line 1 holds the byte 0xe4; save it as UTF-8",
        ),
    ],
    ids=["utf-16", "utf-16-le", "utf-16-be", "latin-1"],
)
def test_a_stack_file_in_another_encoding_cannot_be_checked(cli: Cli, content: bytes, message: str):
    cli.write("a.yaml", content)
    cli.write("b.yaml", GOOD)
    result = cli("check")
    assert result.code == 2
    assert result.err == f"stackls: a.yaml: {message}\n"
    assert result.out == "Checked 1 file: no problems.\n"


def test_other_yaml_in_another_encoding_is_noted_only(cli: Cli):
    cli.write("other.yaml", "größe: 1\n".encode("latin-1"))
    result = cli("check")
    assert (result.code, result.err.count("\n")) == (0, 1)
    assert cli("check", "other.yaml").code == 2


def test_a_byte_order_mark_is_no_column(cli: Cli):
    cli.write("a.yaml", "\ufeff" + MISSPELT.replace("stack_name: laptop", "stack_name: 7"))
    (first, _) = cli("check", "--format", "json").json
    assert (first["line"], first["column"], first["code"]) == (1, 13, "wrong-stack-name")


# --- standard input -----------------------------------------------------------------------------


def test_standard_input_is_checked(cli: Cli):
    result = cli("check", "-", "--format", "json", stdin=MISSPELT.encode())
    assert [row["path"] for row in result.json] == ["<stdin>"]
    named = cli("check", "-", "--stdin-filename", "a/b.yaml", stdin=MISSPELT.encode())
    assert named.out.startswith("a/b.yaml:7:15: error[unknown-flavor]")


def test_standard_input_may_be_empty_or_no_text(cli: Cli):
    assert cli("check", "-").code == 1
    assert cli("check", "-", stdin=b"\xff\x00").err.startswith("stackls: <stdin>: not UTF-8")


# --- defects ------------------------------------------------------------------------------------


def test_a_defect_names_the_file_and_spares_the_others(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    cli.write("bad.yaml", MISSPELT.replace("laptop", "trap"))
    cli.write("fine.yaml", GOOD)
    real = check_files.analyze

    def analyze(view: View, *arguments: Any, **options: Any) -> object:
        if "trap" in view.text:
            raise KeyError("a secret of the file")
        return real(view, *arguments, **options)

    monkeypatch.setattr(check_files, "analyze", analyze)
    result = cli("check")
    assert result.code == 2
    assert result.err.startswith("stackls: internal error in bad.yaml (KeyError). Please report it")
    assert result.err.count("\n") == 1
    assert "secret" not in result.err
    assert "Checked 1 file" in result.out


def test_a_missing_catalog_is_told(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    from stackls_server.cli import catalog

    def missing(*_: object) -> object:
        raise CatalogError("The flavor catalog is missing. Install stackls again.")

    monkeypatch.setattr(catalog, "open_all", missing)
    for command in (["check"], ["orchestrator", "flavor", "list"]):
        result = cli(*command)
        assert result.code == 2
        assert result.err == "stackls: The flavor catalog is missing. Install stackls again.\n"


def test_a_broken_flavor_ends_the_run(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    cli.write("a.yaml", GOOD)

    def analyze(*arguments: object, **options: object) -> object:
        raise CatalogError("The flavor catalog is broken.")

    monkeypatch.setattr(check_files, "analyze", analyze)
    result = cli("check")
    assert (result.code, result.err) == (2, "stackls: The flavor catalog is broken.\n")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_no_text_are_shown_harmlessly(cli: Cli):
    path = os.fsencode(cli.folder) + b"/\x1b[2Jx\xff\n.yaml"
    Path(os.fsdecode(path)).write_text(MISSPELT)
    text = cli("check")
    assert text.out.splitlines()[0].startswith("␛[2Jx?␊.yaml:7:15: error[unknown-flavor]")
    for form in ("json", "sarif", "github"):
        assert cli("check", "--format", form).code == 1
    assert "%1B%5B2Jx%FF%0A.yaml" in cli("check", "--format", "sarif").out


def test_a_run_configuration_is_checked_with_the_code_around_it(cli: Cli):
    cli.write(".git/HEAD", "")
    cli.write(
        "run.py",
        "from zenml import pipeline, step\n@step\ndef load(): ...\n"
        "@pipeline\ndef training():\n    load()\n"
        "training.with_options(config_path='configs/a.run.yaml')()\n",
    )
    cli.write("configs/a.run.yaml", "steps:\n  loads:\n    enable_cache: true\n")
    result = cli("check", "--format", "json", "configs")
    assert (result.code, result.codes) == (0, ["unknown-step"])
