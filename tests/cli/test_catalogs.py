"""``stackls catalog``, and checks against another version."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from stackls_core.catalog.bundled import BUNDLED_CATALOG
from stackls_core.catalog.record_source import RecordSource
from stackls_core.stores import opening
from stackls_core.zenml import catalog_making
from stackls_core.zenml.catalog_making import MakingFailed
from tests.cli.conftest import Cli

FILE = """\
stack_name: demo
zenml_version: 0.98.0
components:
  orchestrator:
    - name: local
      flavor: local
      configuration: {}
  artifact_store:
    name: local
    flavor: local
    configuration: {}
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STACKLS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_the_list_has_every_version(cli: Cli):
    rows = cli("catalog", "list", "--output", "json").json
    assert rows[0] == {
        "version": "0.98.0",
        "origin": "stackls",
        "types": 15,
        "flavors": 82,
        "default": True,
        "workspace": None,
    }
    assert {"0.68.1", "0.85.0", "0.94.6"} <= {row["version"] for row in rows}
    assert "used where nothing names a version" in cli("catalog", "list").out.splitlines()[0]


def test_a_diff(cli: Cli):
    found = cli("catalog", "diff", "0.85.0", "0.98.0", "--output", "json").json
    assert {
        "kind": "added",
        "type": "sandbox",
        "flavor": "",
        "parameter": "",
        "details": "",
    } in found
    text = cli("catalog", "diff", "0.94.6", "0.95.1").out
    assert "+ orchestrator/modal\n" in text
    markdown = cli("catalog", "diff", "0.90.0", "0.91.2", "--output", "markdown").out
    assert markdown.startswith("# ZenML 0.90.0 to 0.91.2\n")
    assert "\n## Removed\n\n- `deployer/aws.health_check_path`\n- `deployer/aws.port`\n" in markdown
    assert cli("catalog", "diff", "0.98.0", "0.98.0").out == "No differences.\n"


def test_a_version_that_is_not_known(cli: Cli):
    result = cli("catalog", "diff", "0.1.0", "0.98.0")
    assert result.code != 0
    assert "Add it with stackls catalog add 0.1.0" in result.err
    result = cli("check", "--zenml-version", "latest")
    assert result.code == 2
    assert "ZenML latest is not known." in result.err


def test_checking_against_another_version(cli: Cli):
    path = cli.write("a.stack.yaml", FILE)
    assert cli("check").code == 0
    codes = [f["code"] for f in cli("check", "--zenml-version", "0.85.0", "--format", "json").json]
    assert codes == ["version-mismatch", "list-of-components"]
    assert cli("check", "--zenml-version", "0.85.0", "--fix", "--unsafe-fixes").code == 0
    assert path.read_text("utf-8") == FILE.replace("0.98.0", "0.85.0").replace(
        "    - name: local\n      flavor: local\n      configuration: {}\n",
        "    name: local\n    flavor: local\n    configuration: {}\n",
    )
    assert cli("check", "--strict").code == 0


def test_a_file_without_a_version_has_that_of_its_project(cli: Cli):
    cli.write("old/requirements.txt", "zenml==0.85.0\n")
    cli.write("old/a.stack.yaml", FILE.replace("zenml_version: 0.98.0\n", ""))
    codes = [f["code"] for f in cli("check", "--format", "json").json]
    assert codes == ["missing-zenml-version", "list-of-components"]


def test_a_catalog_is_added_and_removed(cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch):
    def make(version: str, folder: Path, tell: object) -> Path:
        shutil.copytree(BUNDLED_CATALOG, folder / version)
        index = folder / version / "index.json"
        content = json.loads(index.read_text("utf-8"))
        index.write_text(json.dumps({**content, "zenml_version": version}), "utf-8")
        return folder / version

    monkeypatch.setattr(catalog_making, "make_catalog", make)
    assert cli("catalog", "add", "0.99.0").out == "Added ZenML 0.99.0.\n"
    assert (home / "cache" / "catalogs" / "0.99.0").is_dir()
    assert cli("catalog", "list", "--output", "json").json[0]["origin"] == "added"
    again = cli("catalog", "add", "0.99.0")
    assert (again.code, again.err) == (2, "stackls: ZenML 0.99.0 is known already.\n")
    assert cli("catalog", "remove", "0.99.0").out == "Removed ZenML 0.99.0.\n"
    assert "was not added: it is not known" in cli("catalog", "remove", "0.99.0").err
    assert "was not added: it comes with stackls" in cli("catalog", "remove", "0.85.0").err
    assert cli("catalog", "update").out == "No catalogs were added.\n"


@pytest.mark.parametrize("content", ["{", '{"format": 99, "zenml_version": "0.99.0"}'])
def test_a_damaged_or_newer_catalog_is_said_and_made_anew(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch, content: str
):
    made: list[str] = []
    monkeypatch.setattr(catalog_making, "make_catalog", lambda version, *_: made.append(version))
    folder = home / "cache" / "catalogs" / "0.99.0"
    folder.mkdir(parents=True)
    (folder / "index.json").write_text(content, "utf-8")
    listed = cli("catalog", "list")
    assert (listed.code, "0.99.0" in listed.out) == (0, False)
    assert listed.err == (
        "stackls: The catalog of ZenML 0.99.0 is damaged, or of another stackls. "
        "Make it again with stackls catalog update.\n"
    )
    assert cli("catalog", "update").out == "Updated ZenML 0.99.0.\n"
    assert cli("catalog", "add", "0.99.0").out == "Added ZenML 0.99.0.\n"
    assert made == ["0.99.0", "0.99.0"]
    assert cli("catalog", "remove", "0.99.0").out == "Removed ZenML 0.99.0.\n"
    assert cli("catalog", "list").err == ""


@pytest.mark.parametrize("version", ["latest", ">=0.85", "0.9"])
def test_what_is_no_version_cannot_be_added(cli: Cli, version: str):
    result = cli("catalog", "add", version)
    assert result.code == 2
    assert "is not a version: write it in full" in result.err


def test_without_a_network_nothing_is_left(cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(command: object) -> str:
        raise MakingFailed("pip failed:\nno network")

    monkeypatch.setattr(catalog_making, "_run", fail)
    result = cli("catalog", "add", "0.99.0")
    assert result.code == 2
    assert "no network" in result.err
    assert list((home / "cache" / "catalogs").iterdir()) == []


def test_the_documented_diff_is_what_is_printed(cli: Cli):
    page = (Path(__file__).parents[2] / "docs" / "versions.md").read_text("utf-8")
    shown = page.partition("$ stackls catalog diff 0.85.0 0.98.0\n")[2].partition("```")[0]
    printed = cli("catalog", "diff", "0.85.0", "0.98.0").out.splitlines()
    documented = [line for line in shown.splitlines() if line != "..."]
    assert len(documented) == 4
    assert [line for line in printed if line in documented] == documented


@pytest.fixture
def old_project(cli: Cli) -> Path:
    """A folder inside of this one whose project pins ZenML 0.85.0."""
    cli.write("old/requirements.txt", "zenml==0.85.0\n")
    cli.write("old/.git/HEAD", "")
    return cli.folder / "old"


def test_what_is_explained_is_what_the_project_has(
    cli: Cli, old_project: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(old_project)
    for path, message in (
        ("sandbox", "no component type sandbox. It came with ZenML 0.95."),
        ("orchestrator.modal", "no orchestrator flavor modal. It came with ZenML 0.95."),
        (
            "orchestrator.local_docker.synchronous",
            "no parameter synchronous for the local_docker orchestrator. It came with ZenML 0.93.",
        ),
    ):
        refused = cli("explain", path)
        assert (refused.code, refused.err) == (1, f"stackls: ZenML 0.85.0 has {message}\n")
        assert cli("explain", path, "--zenml-version", "0.98.0").code == 0
    assert "ZenML 0.9 is not known" in cli("explain", "sandbox", "--zenml-version", "0.9").err


def test_a_schema_is_that_of_the_project(
    cli: Cli, old_project: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(old_project)
    assert cli("schema").json["title"] == "ZenML 0.85.0 stack file"
    newest = cli("schema", "--zenml-version", "0.98.0", "run-configuration").json
    assert newest["title"] == "ZenML 0.98.0 run configuration"
    assert "sandbox" not in cli("schema").json["$defs"]


def test_a_new_stack_is_for_the_project_that_it_is_written_into(cli: Cli, old_project: Path):
    assert cli("stack", "new", "prod", "old/prod.stack.yaml").code == 0
    text = (old_project / "prod.stack.yaml").read_text("utf-8")
    assert "zenml_version: 0.85.0\n" in text
    assert "- name:" not in text
    assert "zenml_version: 0.98.0\n" in cli("stack", "new", "prod").out
    assert cli("check", "old/prod.stack.yaml", "--strict").code == 0
    refused = cli("stack", "new", "prod", "old/other.yaml", "-o", "modal")
    assert "ZenML 0.85.0 has no orchestrator flavor modal" in refused.err
    there = ("stack", "new", "prod", "old/other.yaml", "-o", "modal", "--zenml-version", "0.98.0")
    assert cli(*there).code == 0


class Store:
    """A store of a ZenML with these custom flavors."""

    def __init__(self, *records: dict[str, Any]) -> None:
        self.records = records

    def flavors(self) -> RecordSource:
        return RecordSource(self.records, "0.97.0")

    def unfinished(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        pass


HARBOR = {
    "type": "orchestrator",
    "name": "harbor",
    "origin": "custom",
    "schema": {"properties": {"region": {"type": "string"}}, "required": ["region"]},
    "facts": {"required": ["region"]},
}


def test_custom_flavors_of_a_workspace_are_added_and_removed(
    cli: Cli, old_project: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[Any] = []
    stores = [Store(HARBOR), Store(HARBOR, {**HARBOR, "name": "quay"})]

    def open_store(kind: str, catalog: object, context: Any) -> Store:
        asked.append((kind, context.workspace, context.trust.code))
        return stores.pop(0)

    monkeypatch.setattr(opening, "open_store", open_store)
    cli.write("old/a.stack.yaml", OWN)
    codes = [f["code"] for f in cli("check", "old/a.stack.yaml", "--format", "json").json]
    assert codes == ["unknown-flavor"]
    what = f"1 custom flavor of {old_project}"
    assert cli("catalog", "add", "old").out == f"Added {what}.\n"
    assert asked == [("zenml", old_project, False)]
    assert cli("check", "old/a.stack.yaml", "--strict").code == 0
    for version in ("0.85.0", "0.98.0"):
        assert cli("upgrade", version, "old/a.stack.yaml").code == 0
    assert f"\n{what}  added, from ZenML 0.97.0\n" in cli("catalog", "list").out
    row = cli("catalog", "list", "--output", "json").json[-1]
    assert (row["origin"], row["flavors"], row["workspace"]) == ("workspace", 1, str(old_project))
    assert cli("catalog", "update").out == f"Updated 2 custom flavors of {old_project}.\n"
    assert cli("catalog", "remove", "old").out == f"Removed 2 custom flavors of {old_project}.\n"
    assert cli("catalog", "remove", "old").code == 1
    assert cli("check", "old/a.stack.yaml").code == 1


OWN = """\
stack_name: demo
zenml_version: 0.85.0
components:
  orchestrator:
    name: mine
    flavor: harbor
    configuration:
      region: eu
  artifact_store:
    name: local
    flavor: local
    configuration: {}
"""


NOT_TRUSTED = (
    "The orchestrator flavor harbor is known only by what is registered of it: the code of the "
    "workspace is not trusted. Allow it with: stackls trust"
)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (None, "ZenML 0.97.0 has no custom flavors registered, so there are none to add."),
        (
            {**HARBOR, "not_imported": "No module named flavors"},
            NOT_TRUSTED,
        ),
    ],
)
def test_what_cannot_be_added_of_a_workspace_is_told(
    cli: Cli,
    old_project: Path,
    monkeypatch: pytest.MonkeyPatch,
    record: dict[str, Any] | None,
    said: str,
):
    store = Store(record) if record else Store()
    monkeypatch.setattr(opening, "open_store", lambda *_: store)
    result = cli("catalog", "add", "old")
    assert result.err == f"stackls: {said}\n"
    assert result.code == (0 if record else 2)


def test_flavors_of_a_folder_that_is_gone_can_be_forgotten(
    cli: Cli, old_project: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(opening, "open_store", lambda *_: Store(HARBOR))
    assert cli("catalog", "add", "old").code == 0
    shutil.rmtree(old_project)
    result = cli("catalog", "update")
    assert (result.code, f"{old_project} is gone." in result.err) == (1, True)
    assert cli("catalog", "remove", "old").code == 0


def test_a_damaged_file_of_flavors_is_told(
    cli: Cli, home: Path, old_project: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(opening, "open_store", lambda *_: Store(HARBOR))
    cli("catalog", "add", "old")
    (file,) = (home / "cache" / "catalogs").glob("workspace-*")
    file.write_text("{", "utf-8")
    assert cli("catalog", "list").err == (
        f"stackls: {file.name} is damaged, or of another stackls. "
        "Make it again with stackls catalog add FOLDER.\n"
    )
