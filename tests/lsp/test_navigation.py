"""Around the text, as a client sees it: positions, files on the disk, capabilities, settings."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from pygls.uris import to_fs_path

from stackls_server.lsp.by_folder import ByFolder
from stackls_server.lsp.documents.configurations import WATCHED as CONFIGURATIONS
from stackls_server.lsp.documents.stored_files import Bounds, look_through
from tests.lsp.editor import URI, Editor, editor

pytestmark = pytest.mark.asyncio

SHARED = "stack_name: {stack}\ncomponents:\n  orchestrator:\n    name: {name}\n    flavor: harbor\n"
ASTRAL = """\
stack_name: "\U0001f600"
components:
  orchestrator:
    name: one
    flavor: harbor
    configuration: {region: "\U0001f600${A}", token: '{{s.k}}', old_mode: x}
"""


def stack(name: str, component: str = "shared") -> str:
    return SHARED.format(stack=name, name=component)


def write(folder: Path, name: str, text: str) -> str:
    """Write a file; its URI."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


def in_folder(folder: Path, **capabilities: Any) -> dict[str, Any]:
    """How a client introduces itself that has ``folder`` open."""
    folders = [{"uri": folder.as_uri(), "name": folder.name}]
    return {"capabilities": capabilities, "workspaceFolders": folders}


def at(uri: str, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


async def places(client: Editor, uri: str, line: int, character: int) -> list[str]:
    """The names of the files that the references at a place are in."""
    params = {**at(uri, line, character), "context": {"includeDeclaration": True}}
    found = await client.request("textDocument/references", params)
    return [one["uri"].rpartition("/")[2] for one in found]


async def symbols(client: Editor, query: str = "") -> list[str]:
    found = await client.request("workspace/symbol", {"query": query})
    return [one["name"] for one in found]


RANGE = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}


# --- one document -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("utf-8", [5, 33, 4, 1, 2, 0, 15, 7, 0, 1, 0, 10, 8, 2, 4]),
        ("utf-16", [5, 31, 4, 1, 2, 0, 15, 7, 0, 1, 0, 10, 8, 2, 4]),
        ("utf-32", [5, 30, 4, 1, 2, 0, 15, 7, 0, 1, 0, 10, 8, 2, 4]),
    ],
)
async def test_semantic_tokens_in_the_clients_unit(encoding: str, data: list[int]):
    introduction = {"capabilities": {"general": {"positionEncodings": [encoding]}}}
    async with editor(introduction) as client:
        client.open(URI, ASTRAL)
        params = {"textDocument": {"uri": URI}}
        found = await client.request("textDocument/semanticTokens/full", params)
        assert found["data"] == data
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
        ranged = await client.request(
            "textDocument/semanticTokens/range", params | {"range": whole}
        )
        assert ranged["data"] == data


async def test_what_the_server_says_it_can_do():
    async with editor(initialize=False) as client:
        result = await client.initialize({"textDocument": {"rename": {"prepareSupport": True}}})
    can = result["capabilities"]
    assert can["semanticTokensProvider"]["legend"] == {
        "tokenTypes": ["variable", "macro", "property"],
        "tokenModifiers": ["secretReference", "placeholder", "deprecated"],
    }
    assert can["semanticTokensProvider"]["full"] is True
    assert can["semanticTokensProvider"]["range"] is True
    assert can["renameProvider"] == {"prepareProvider": True}
    for name in ("foldingRange", "selectionRange", "documentLink", "definition", "references",
                 "documentHighlight"):  # fmt: skip
        assert can[f"{name}Provider"]
    assert can["inlayHintProvider"]
    assert can["workspaceSymbolProvider"]


async def test_highlights():
    text = "stack_name: \U0001f600\ncomponents:\n  alerter: {name: &n \U0001f600, flavor: *n}\n"
    async with editor() as client:
        client.open(URI, text)
        found = await client.request("textDocument/documentHighlight", at(URI, 2, 34))
    where = [(one["range"]["start"], one["range"]["end"], one["kind"]) for one in found]
    line = {"line": 2}
    assert where == [
        ({**line, "character": 19}, {**line, "character": 20}, 3),
        ({**line, "character": 34}, {**line, "character": 35}, 2),
    ]


async def test_folds_and_selections():
    async with editor() as client:
        client.open(URI, ASTRAL)
        document = {"textDocument": {"uri": URI}}
        folds = await client.request("textDocument/foldingRange", document)
        assert [(one["startLine"], one["endLine"]) for one in folds] == [(1, 5), (2, 5)]
        params = {**document, "positions": [{"line": 3, "character": 11}]}
        (selection,) = await client.request("textDocument/selectionRange", params)
        assert selection["range"]["start"] == {"line": 3, "character": 10}
        steps = 0
        while selection is not None:
            selection, steps = selection.get("parent"), steps + 1
        assert steps == 7


async def test_a_client_that_folds_little():
    async with editor(
        {"capabilities": {"textDocument": {"foldingRange": {"rangeLimit": 1}}}}
    ) as it:
        it.open(URI, ASTRAL)
        folds = await it.request("textDocument/foldingRange", {"textDocument": {"uri": URI}})
        assert [(one["startLine"], one["endLine"]) for one in folds] == [(1, 5)]


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("textDocument/foldingRange", {}),
        ("textDocument/documentLink", {}),
        ("textDocument/documentSymbol", {}),
        ("textDocument/codeLens", {}),
        ("textDocument/semanticTokens/full", {}),
        ("textDocument/selectionRange", {"positions": [{"line": 1, "character": 10}]}),
        ("textDocument/inlayHint", {"range": RANGE}),
        ("textDocument/hover", {"position": {"line": 1, "character": 10}}),
        ("textDocument/definition", {"position": {"line": 2, "character": 10}}),
        ("textDocument/documentHighlight", {"position": {"line": 2, "character": 10}}),
        ("textDocument/prepareRename", {"position": {"line": 2, "character": 10}}),
        (
            "textDocument/references",
            {"position": {"line": 2, "character": 10}, "context": {"includeDeclaration": True}},
        ),
        (
            "textDocument/rename",
            {"position": {"line": 2, "character": 10}, "newName": "other"},
        ),
    ],
)
async def test_files_of_others_are_left_to_the_client(method: str, more: dict[str, Any]):
    """Features answer for any YAML; whether a document is ours is asked before they are called."""
    async with editor() as client:
        settings = {"stackls": {"inlayHints": {"defaults": True}}}
        client.notify("workspace/didChangeConfiguration", {"settings": settings})
        uri = "file:///team/compose.yaml"
        text = "services:\n  web: &ab {image: 'https://example.com/${A}'}\n  other: *ab\n"
        client.open(uri, text)
        assert not await client.request(method, {"textDocument": {"uri": uri}, **more})


async def test_links():
    async with editor() as client:
        client.open(URI, ASTRAL.replace("old_mode: x", "old_mode: https://example.com/x"))
        (link,) = await client.request("textDocument/documentLink", {"textDocument": {"uri": URI}})
        assert link["target"] == "https://example.com/x"
        assert link["tooltip"] == "Open https://example.com/x"


async def test_a_flavor_leads_to_its_page():
    async with editor() as client:
        client.open(URI, ASTRAL)
        at = client.place(ASTRAL, ASTRAL.index("harbor") + 2)
        (found,) = await client.request("textDocument/definition", at)
        page = Path(to_fs_path(found["uri"]) or "")
        assert page.read_text(encoding="utf-8").startswith("# Orchestrator flavor harbor\n")
        hovered = await client.request("textDocument/hover", at)
        assert "command:" not in hovered["contents"]["value"]


async def test_a_client_with_commands_gets_a_link_to_the_page_of_a_flavor():
    async with editor("vscode", initializationOptions={"commands": True}) as client:
        client.open(URI, ASTRAL)
        at = client.place(ASTRAL, ASTRAL.index("harbor") + 2)
        hovered = await client.request("textDocument/hover", at)
        argument = (
            "%5B%7B%22type%22%3A%20%22orchestrator%22%2C%20%22name%22%3A%20%22harbor%22%7D%5D"
        )
        link = f"[All parameters](command:stackls.flavors.describe?{argument})"
        assert hovered["contents"]["value"].endswith(link)


async def test_defaults_are_not_shown_until_the_user_wants_them():
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
    params = {"textDocument": {"uri": URI}, "range": whole}
    introduction = {"capabilities": {"workspace": {"inlayHint": {"refreshSupport": True}}}}
    async with editor(introduction) as client:
        client.open(URI, ASTRAL)
        assert await client.request("textDocument/inlayHint", params) == []
        settings = {"stackls": {"inlayHints": {"defaults": True}}}
        client.notify("workspace/didChangeConfiguration", {"settings": settings})
        (hint,) = await client.request("textDocument/inlayHint", params)
        assert hint["label"] == "mode: fast, synchronous: true, workers: 1"
        assert [one["method"] for one in client.requests] == ["workspace/inlayHint/refresh"]


# --- the workspace ------------------------------------------------------------------------------


async def test_a_component_is_found_in_files_that_are_not_open(tmp_path: Path):
    write(tmp_path, "b.yaml", stack("b"))
    write(tmp_path, "deep/c.yml", stack("c"))
    write(tmp_path, ".venv/d.yaml", stack("d"))
    write(tmp_path, "node_modules/x/e.yaml", stack("e"))
    write(tmp_path, "compose.yaml", "services: {}\n")
    uri = write(tmp_path, "a.yaml", stack("a"))
    async with editor(in_folder(tmp_path)) as client:
        client.open(uri, stack("a"))
        assert await places(client, uri, 3, 12) == ["a.yaml", "b.yaml", "c.yml"]
        found = await client.request("textDocument/definition", at(uri, 3, 12))
        assert [one["uri"].rpartition("/")[2] for one in found] == ["b.yaml", "c.yml"]
        assert found[0]["range"] == {
            "start": {"line": 3, "character": 10},
            "end": {"line": 3, "character": 16},
        }
        assert await symbols(client, "c") == ["c"]


async def test_what_is_open_counts_instead_of_the_disk(tmp_path: Path):
    uri = write(tmp_path, "a b.yaml", stack("a"))
    async with editor(in_folder(tmp_path)) as client:
        client.open(uri, stack("a", "edited"))
        assert sorted(await symbols(client)) == ["a", "edited"]
        client.open(URI, stack("unsaved"))
        assert "unsaved" in await symbols(client)
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        assert sorted(await symbols(client)) == ["a", "shared"]


async def test_changes_on_the_disk_are_seen(tmp_path: Path):
    write(tmp_path, "a.yaml", stack("a"))
    gone = write(tmp_path, "gone.yaml", stack("gone"))
    async with editor(in_folder(tmp_path)) as client:
        assert {"a", "gone"} < set(await symbols(client))
        write(tmp_path, "a.yaml", stack("another"))
        (tmp_path / "gone.yaml").unlink()
        assert sorted(await symbols(client)) == ["another", "shared"]
        new = write(tmp_path, "new.yaml", stack("new"))
        hidden = write(tmp_path, ".hidden/x.yaml", stack("hidden"))
        outside = write(tmp_path.parent, f"{tmp_path.name}-x.yaml", stack("outside"))
        changes = [{"uri": one, "type": 1} for one in (new, hidden, outside, gone)]
        client.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        assert sorted(set(await symbols(client))) == ["another", "new", "shared"]


async def test_a_file_that_is_saved_is_known(tmp_path: Path):
    async with editor(in_folder(tmp_path)) as client:
        assert await symbols(client) == []
        uri = write(tmp_path, "new.yaml", stack("new"))
        client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        assert "new" in await symbols(client)


async def test_folders_come_and_go(tmp_path: Path):
    write(tmp_path, "one/a.yaml", stack("a"))
    write(tmp_path, "two/b.yaml", stack("b"))
    async with editor(in_folder(tmp_path / "one")) as client:
        event = {
            "added": [{"uri": (tmp_path / "two").as_uri(), "name": "two"}],
            "removed": [{"uri": (tmp_path / "one").as_uri(), "name": "one"}],
        }
        client.notify("workspace/didChangeWorkspaceFolders", {"event": event})
        assert sorted(await symbols(client)) == ["b", "shared"]


async def test_globs_of_the_settings_count(tmp_path: Path):
    write(tmp_path, "ml/odd.yaml", "stack_name: odd\n")
    async with editor(in_folder(tmp_path)) as client:
        assert await symbols(client) == []
        settings = {"stackls": {"files": {"globs": ["ml/*.yaml"]}}}
        client.notify("workspace/didChangeConfiguration", {"settings": settings})
        assert await symbols(client) == ["odd"]


async def test_watching_is_asked_of_clients_that_can(tmp_path: Path):
    watching = {"didChangeWatchedFiles": {"dynamicRegistration": True}}
    async with editor(in_folder(tmp_path, workspace=watching)) as client:
        await symbols(client)
        (request,) = [one for one in client.requests if one["method"].startswith("client/")]
        (registration,) = request["params"]["registrations"]
        assert registration["method"] == "workspace/didChangeWatchedFiles"
        watchers = registration["registerOptions"]["watchers"]
        assert [one["globPattern"] for one in watchers] == [
            "**/*.{yaml,yml}",
            "**/*.py",
            CONFIGURATIONS,
        ]


async def test_a_rename_across_files(tmp_path: Path):
    closed = write(tmp_path, "b.yaml", stack("b", '"shared"'))
    uri = write(tmp_path, "a.yaml", stack("a"))
    documents = {"workspaceEdit": {"documentChanges": True}}
    async with editor(in_folder(tmp_path, workspace=documents)) as client:
        client.open(uri, stack("a"), 7)
        prepared = await client.request("textDocument/prepareRename", at(uri, 3, 12))
        assert prepared["placeholder"] == "shared"
        edit = await client.request("textDocument/rename", {**at(uri, 3, 12), "newName": "central"})
        changes = edit["documentChanges"]
        assert [one["textDocument"] for one in changes] == [
            {"uri": uri, "version": 7},
            {"uri": closed, "version": None},
        ]
        assert client.applied(stack("a"), changes[0]["edits"]) == stack("a", "central")
        text = stack("b", '"shared"')
        assert client.applied(text, changes[1]["edits"]) == stack("b", '"central"')


async def test_a_rename_for_clients_without_versions():
    async with editor() as client:
        client.open(URI, stack("a"))
        edit = await client.request("textDocument/rename", {**at(URI, 0, 12), "newName": "b"})
        assert client.applied(stack("a"), edit["changes"][URI]) == stack("b")


async def test_a_rename_that_is_refused_says_why():
    async with editor() as client:
        client.open(URI, stack("a"))
        error = await client.error("textDocument/rename", {**at(URI, 3, 12), "newName": ""})
        assert error["message"] == "A component's name cannot be empty."
        assert error["code"] == -32803
        assert await client.request("textDocument/prepareRename", at(URI, 4, 14)) is None
        params = {**at(URI, 4, 14), "newName": "x"}
        assert await client.request("textDocument/rename", params) is None


# --- bounds -------------------------------------------------------------------------------------


async def test_looking_ends_somewhere(tmp_path: Path):
    for number in range(5):
        write(tmp_path, f"{number}/a.yaml", stack("a"))
    write(tmp_path, "large.yaml", stack("large") + "# " + "x" * 2000)
    (tmp_path / "latin.yaml").write_bytes(stack("caf\xe9").encode("latin-1"))
    folders, go_on = [str(tmp_path)], threading.Event()

    def count(bounds: Bounds) -> int:
        found = look_through(folders, ByFolder(()), bounds, go_on)
        return sum(one is not None for one in found.values())

    assert count(Bounds(bytes=1000)) == 5
    assert count(Bounds(files=3)) == 2
    assert count(Bounds(folders=3, bytes=1000)) == 2
    assert count(Bounds()) == 6
    go_on.set()
    assert count(Bounds()) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="there every name is text")
async def test_a_name_that_is_no_text_hides_no_other_file(tmp_path: Path):
    write(tmp_path, "a.yaml", stack("demo"))
    (tmp_path / os.fsdecode(b"caf\xe9.yaml")).write_text(stack("lost"), "utf-8")
    found = look_through([str(tmp_path)], ByFolder(()), Bounds(), threading.Event())
    assert [Path(path).name for path, stored in found.items() if stored] == ["a.yaml"]


async def test_a_folder_that_cannot_be_one_hides_no_other(tmp_path: Path):
    write(tmp_path, "a.yaml", stack("demo"))
    uris = ["file:///no%00where", "file:///" + "x" * 5000, tmp_path.as_uri()]
    folders = [{"uri": uri, "name": "folder"} for uri in uris]
    async with editor({"workspaceFolders": folders}) as one:
        assert "demo" in await symbols(one)


async def test_links_that_lead_back_are_not_followed(tmp_path: Path):
    write(tmp_path, "a/a.yaml", stack("a"))
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "nowhere.yaml").symlink_to(tmp_path / "missing")
    found = look_through([str(tmp_path), str(tmp_path)], ByFolder(()), Bounds(), threading.Event())
    assert [Path(path).name for path in found] == ["a.yaml"]
