"""The server goes by the configuration of a file's workspace, and follows its changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stackls_core.registry.store import StackStore
from stackls_core.stores.opening import StoreContext, open_store
from stackls_server.lsp.by_folder import ByFolder
from stackls_server.lsp.settings import Settings, ValidationSettings
from tests.lsp.editor import BAD, Editor, editor
from tests.lsp.stack_support import command

pytestmark = pytest.mark.asyncio

OFF = '[severities]\nunknown-flavor = "off"\n'


def write(one: Editor, path: Path, text: str) -> None:
    """Write a file, and tell the server as editors do."""
    path.write_text(text, "utf-8")
    changes = [{"uri": path.as_uri(), "type": 2}]
    one.notify("workspace/didChangeWatchedFiles", {"changes": changes})


async def published(one: Editor, path: Path) -> list[Any]:
    """The next diagnostics of a file."""
    while True:
        found = await one.notification("textDocument/publishDiagnostics")
        if found["uri"] == path.as_uri():
            return found["diagnostics"]


async def test_the_configuration_counts_below_the_settings_and_is_followed(tmp_path: Path):
    configuration, document = tmp_path / "stackls.toml", tmp_path / "a.stack.yaml"
    configuration.write_text(OFF, "utf-8")
    (tmp_path / ".git").mkdir()
    async with editor() as one:
        one.open(document.as_uri(), BAD)
        assert await published(one, document) == []
        write(one, configuration, OFF.replace("off", "warning"))
        assert [found["severity"] for found in await published(one, document)] == [2]
        validation = ValidationSettings(severities={"unknown-flavor": "hint"})
        one.session.configure(ByFolder(Settings(validation)))
        assert [found["severity"] for found in await published(one, document)] == [4]


async def test_what_a_configuration_says_wrongly_is_shown_in_it(tmp_path: Path):
    configuration, document = tmp_path / "pyproject.toml", tmp_path / "a.stack.yaml"
    configuration.write_text('[tool.stackls]\nignor = ["x"]\n', "utf-8")
    (tmp_path / ".git").mkdir()
    async with editor() as one:
        one.open(document.as_uri(), BAD)
        [wrong] = await published(one, configuration)
        assert wrong["message"] == "Unknown key ignor. Did you mean ignore?"
        assert wrong["range"]["start"] == {"line": 1, "character": 0}
        write(one, configuration, "[tool.stackls]\nignore = []\n")
        assert await published(one, configuration) == []


async def test_a_registry_may_be_chosen_and_nothing_else(tmp_path: Path):
    """Not its address, nor the interpreter that has it."""
    (tmp_path / "stackls.toml").write_text(
        'registry = "local"\ninterpreter = "./evil"\nurl = "http://evil"\n', "utf-8"
    )
    opened: list[tuple[str, Any]] = []

    def opens(kind: str, bundled: Any, context: StoreContext) -> StackStore:
        opened.append((kind, context.interpreter))
        return open_store(kind, bundled, context)

    async with editor(open_store=opens, rootUri=tmp_path.as_uri()) as one:
        await one.request("workspace/executeCommand", command("listStacks"))
    assert set(opened) == {("local", None)}
