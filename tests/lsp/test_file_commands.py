"""The commands about the text of files, as an editor runs them."""

from __future__ import annotations

from typing import Any

import pytest

from stackls_core.documents.snippets import without_tab_stops
from tests.lsp.editor import GOOD, URI, Editor, editor
from tests.lsp.stack_support import command

pytestmark = pytest.mark.asyncio


async def run(ed: Editor, name: str, /, **argument: Any) -> Any:
    return await ed.request("workspace/executeCommand", command(name, **argument))


async def test_the_kind_of_a_document():
    plain = "file:///team/plain.yaml"
    async with editor() as ed:
        ed.open(plain, "a: b\n")
        assert await run(ed, "documentKind", uri=plain) == {"kind": None, "stack": None}
        ed.change(plain, 2, {"text": GOOD})
        assert await run(ed, "documentKind", uri=plain) == {"kind": "stack file", "stack": "demo"}
        ed.open(URI, "")
        assert await run(ed, "documentKind", uri=URI) == {"kind": "stack file", "stack": None}


async def test_the_kind_of_a_file_that_is_not_open_is_that_of_its_path():
    settings = {"files": {"globs": ["infra/*.yaml"]}}
    async with editor("neovim-0.11", settings=settings) as ed:
        for path, kind in [
            ("/team/prod.stack.yml", "stack file"),
            ("/team/infra/prod.yaml", "stack file"),
            ("/team/prod.yaml", None),
        ]:
            found = await run(ed, "documentKind", uri=f"file://{path}")
            assert found == {"kind": kind, "stack": None}
        assert await run(ed, "documentKind", uri="untitled:Untitled-1") == {
            "kind": None,
            "stack": None,
        }


async def test_a_component_is_inserted_where_the_client_counts():
    text = GOOD + "# ⚓🚢\n"
    async with editor("neovim-0.7") as ed:
        ed.open(URI, text)
        port = {"type": "orchestrator", "flavor": "harbor", "name": "port"}
        found = await run(ed, "insertComponent", uri=URI, **port)
        before, after = text.split("  artifact_store:\n")
        component = """\
    - name: port
      type: orchestrator
      flavor: harbor
      configuration:
        region: eu-west-1
"""
        written = f"{before}{component}  artifact_store:\n{after}"
        assert ed.applied(text, [found["edit"]]) == written
        assert found["snippet"] == (
            "\n    - name: ${1:port}\n      type: orchestrator\n      flavor: harbor\n"
            "      configuration:\n        region: ${2:eu-west-1}"
        )


async def test_a_component_without_a_document_is_for_an_empty_one():
    async with editor() as ed:
        local = {"type": "orchestrator", "flavor": "local", "name": "it's"}
        found = await run(ed, "insertComponent", **local)
        start = {"line": 0, "character": 0}
        assert found == {
            "edit": {
                "range": {"start": start, "end": start},
                "newText": "components:\n  orchestrator:\n    - name: it's\n"
                "      type: orchestrator\n      flavor: local\n      configuration: {}",
            },
            "snippet": "components:\n  orchestrator:\n    - name: ${1:it's}\n"
            "      type: orchestrator\n      flavor: local\n      configuration: {\\}",
        }


async def test_what_cannot_be_inserted():
    async with editor() as ed:
        local = {"type": "orchestrator", "flavor": "local", "name": "a"}
        ed.open(URI, "components: {}\n")
        found = await run(ed, "insertComponent", uri=URI, **local)
        assert found == {"edit": None, "snippet": None}
        for argument, message in [
            ({**local, "uri": "file:///team/closed.yaml"}, "This document is not open."),
            ({**local, "name": 1}, "The argument name has to be a string."),
            (
                {**local, "flavor": "locl"},
                "Unknown orchestrator flavor locl. Did you mean local?",
            ),
        ]:
            params = command("insertComponent", **argument)
            error = await ed.error("workspace/executeCommand", params)
            assert error["message"] == message


async def test_the_text_of_a_new_stack():
    async with editor() as ed:
        chosen = [
            {"type": "artifact_store", "flavor": "local"},
            {"type": "orchestrator", "flavor": "harbor", "name": "port"},
        ]
        found = await run(ed, "newStack", name="my-stack", components=chosen)
        assert (
            found["text"]
            == """\
stack_name: my-stack
zenml_version: 1.2.3
components:
  orchestrator:
    - name: port
      type: orchestrator
      flavor: harbor
      configuration:
        region: eu-west-1
  artifact_store:
    - name: my_stack_local
      type: artifact_store
      flavor: local
      configuration: {}
"""
        )
        assert without_tab_stops(found["snippet"]) == found["text"]
        assert "${3:my_stack_local}" in found["snippet"]
        for components, message in [
            ("x", "The argument components has to be a list of objects."),
            ([1], "The argument components has to be a list of objects."),
            ([{"type": "orchestrator"}], "The argument flavor has to be a string."),
            (
                [{"type": "orchestrator", "flavor": "x"}],
                "Unknown orchestrator flavor x. The flavors are local, harbor.",
            ),
        ]:
            params = command("newStack", name="a", components=components)
            error = await ed.error("workspace/executeCommand", params)
            assert error["message"] == message
