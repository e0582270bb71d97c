"""The version of a document and why, the versions that are known, and a check against one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stackls_core.catalog.catalogs import open_catalogs
from tests.lsp.editor import URI as OPEN
from tests.lsp.editor import Editor, editor
from tests.lsp.stack_support import command

pytestmark = pytest.mark.asyncio

URI = "file:///team/prod.stack.yaml"
OLD = """\
stack_name: prod
zenml_version: 0.85.0
components:
  orchestrator:
    name: cluster
    type: orchestrator
    flavor: kubernetes
    configuration:
      pipeline_root_volume: 1
  artifact_store:
    name: files
    type: artifact_store
    flavor: local
    configuration: {}
"""


async def run(ed: Editor, name: str, /, **argument: Any) -> Any:
    return await ed.request("workspace/executeCommand", command(name, **argument))


async def fails(ed: Editor, name: str, /, **argument: Any) -> str:
    return (await ed.error("workspace/executeCommand", command(name, **argument)))["message"]


def without_version(text: str = OLD) -> str:
    return text.replace("zenml_version: 0.85.0\n", "")


async def version(ed: Editor, uri: str = URI) -> tuple[str, str, str | None]:
    found = await run(ed, "documentVersion", uri=uri)
    return found["zenml_version"], found["source"], found["where"]


async def test_the_file_says_its_version_and_else_the_newest_counts():
    async with editor(open_catalogs=open_catalogs) as ed:
        ed.open(URI, OLD)
        assert await run(ed, "documentVersion", uri=URI) == {
            "zenml_version": "0.85.0",
            "source": "file",
            "where": None,
            "judged_by": "0.85.0",
            "is_known": True,
        }
        ed.change(URI, 2, {"text": OLD.replace("0.85.0", "0.85.77")})
        found = await run(ed, "documentVersion", uri=URI)
        assert (found["zenml_version"], found["is_known"]) == ("0.85.77", False)
        ed.change(URI, 3, {"text": OLD.replace("0.85.0", "latest")})
        assert await version(ed) == ("0.98.0", "newest", None)


async def test_a_setting_goes_before_what_the_project_pins(tmp_path: Path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "requirements.txt").write_text("zenml==0.90.0\n", encoding="utf-8")
    uri = (tmp_path / "prod.stack.yaml").as_uri()
    async with editor(open_catalogs=open_catalogs) as ed:
        ed.open(uri, without_version())
        assert await version(ed, uri) == ("0.90.0", "project", "requirements.txt")
    settings = {"zenml": {"version": "0.94.2"}}
    async with editor(
        "neovim-0.7", open_catalogs, initializationOptions={"stackls": settings}
    ) as ed:
        ed.open(uri, without_version())
        assert await version(ed, uri) == ("0.94.2", "setting", None)
        ed.change(uri, 2, {"text": OLD})
        assert await version(ed, uri) == ("0.85.0", "file", None)


async def test_the_versions_are_listed_the_newest_first():
    async with editor(open_catalogs=open_catalogs) as ed:
        found = await run(ed, "listVersions")
        assert found[0] == "0.98.0"
        assert found[-1] == "0.68.1"


async def test_a_check_against_another_version_migrates():
    async with editor(open_catalogs=open_catalogs) as ed:
        ed.open(URI, OLD)
        found = await run(ed, "checkForVersion", uri=URI, version="0.98.0")
        assert found["zenml_version"] == "0.98.0"
        assert [row["code"] for row in found["findings"]][:1] == ["version-mismatch"]
        assert "zenml_version: 0.98.0" in found["text"]
        assert found["fixed"] >= 1
        assert "version-mismatch" not in [row["code"] for row in found["left"]]
        assert ed.applied(OLD, found["edits"]) == found["text"]
        assert all(one["range"]["start"]["line"] > 0 for one in found["edits"])
        same = await run(ed, "checkForVersion", uri=URI, version="0.85.0")
        assert "version-mismatch" not in [row["code"] for row in same["findings"]]


async def test_the_check_is_a_page_too():
    async with editor(open_catalogs=open_catalogs) as ed:
        ed.open(URI, OLD)
        page = await run(ed, "page", page="version", uri=URI, version="0.98.0")
        assert page["title"] == "Check of prod.stack.yaml against ZenML 0.98.0"
        assert "- line 2, warning: The file is for ZenML 0.85.0" in page["text"]
        assert "can be fixed." in page["text"]


async def test_what_cannot_be_checked_is_told():
    async with editor(open_catalogs=open_catalogs) as ed:
        ed.open(URI, OLD)
        message = await fails(ed, "checkForVersion", uri=URI, version="1.2.3")
        assert message == "ZenML 1.2.3 is not known. stackls catalog add 1.2.3 adds it."
        closed = "file:///nowhere.yaml"
        message = await fails(ed, "checkForVersion", uri=closed, version="0.98.0")
        assert message == "This document is not open."
        assert await run(ed, "documentVersion", uri=closed) is None


async def test_checking_a_file_goes_by_its_version():
    async with editor(open_catalogs=open_catalogs) as ed:
        text = OLD.replace("    flavor: kubernetes", "    flavor: nothing")
        found = await run(ed, "checkFile", text=text)
        assert "ZenML 0.85.0 has no" in found[0]["message"] or found[0]["code"] == "unknown-flavor"


async def test_flavors_and_new_files_are_of_the_project_or_of_a_document(tmp_path: Path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "requirements.txt").write_text("zenml==0.85.0\n", encoding="utf-8")
    newer = (tmp_path / "new.stack.yaml").as_uri()
    folders = [{"uri": tmp_path.as_uri(), "name": "project"}]
    components = [{"type": "orchestrator", "flavor": "local"}]
    async with editor("vscode", open_catalogs, workspaceFolders=folders) as ed:
        ed.open(newer, OLD.replace("0.85.0", "0.98.0"))
        assert "sandbox" not in [one["type"] for one in await run(ed, "listTypes")]
        assert "sandbox" in [one["type"] for one in await run(ed, "listTypes", uri=newer)]
        message = await fails(ed, "describeFlavor", type="orchestrator", name="modal")
        assert message == "ZenML 0.85.0 has no orchestrator flavor modal. It came with ZenML 0.95."
        found = await run(ed, "describeFlavor", type="orchestrator", name="modal", uri=newer)
        assert found["name"] == "modal"
        text = (await run(ed, "newStack", name="prod", components=components))["text"]
        assert "zenml_version: 0.85.0" in text
        assert "- name:" not in text
        written = await run(ed, "insertComponent", type="alerter", flavor="slack")
        assert "- name:" not in written["edit"]["newText"]
        pinned = (tmp_path / "old.stack.yaml").as_uri()
        ed.open(pinned, without_version())
        written = await run(ed, "insertComponent", type="alerter", flavor="slack", uri=pinned)
        assert "- name:" not in written["edit"]["newText"]
        written = await run(ed, "insertComponent", type="alerter", flavor="slack", uri=newer)
        assert "- name:" in written["edit"]["newText"]


async def test_an_item_is_documented_by_the_version_of_its_document():
    async with editor(open_catalogs=open_catalogs) as ed:
        ed.open(OPEN, OLD)
        for number, (version, says) in enumerate((("0.94.6", True), ("0.85.0", False)), 2):
            text = OLD.replace("0.85.0", version).replace("pipeline_root_volume: 1", "")
            ed.change(OPEN, number, {"text": text})
            items = await ed.complete(text, text.index("      \n") + 6)
            names = {item["label"]: item for item in items}
            assert ("api_request_timeout" in names) is says
            assert names["local"]["data"]["version"] == version
            resolved = await ed.request("completionItem/resolve", names["local"])
            assert resolved["documentation"]["value"]
