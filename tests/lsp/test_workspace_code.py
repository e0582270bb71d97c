"""When the Python of the workspace is read, and what documents get of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackls_core.workspace_code.files import Bounds
from stackls_server.lsp.documents.workspace_code import CodeReader
from tests.lsp.editor import GOOD, Editor, editor
from tests.support.eventually import eventually_async

pytestmark = pytest.mark.asyncio

CODE = """
from zenml import pipeline, step
@step
def {step}(): ...
@pipeline
def training():
    {step}()
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "run.py").write_text(CODE.format(step="first"))
    (tmp_path / "demo.stack.yaml").write_text(GOOD)
    return tmp_path


def offered(client: Editor, path: Path) -> list[str]:
    document = client.session.documents.get(path.as_uri())
    scope = document.snapshot.scope if document is not None else None
    return sorted(scope.offered) if scope is not None else []


async def opened(client: Editor, folder: Path) -> Path:
    await client.initialize(workspaceFolders=[{"uri": folder.as_uri(), "name": "w"}])
    path = folder / "demo.stack.yaml"
    client.open(path.as_uri(), GOOD)
    return path


async def test_an_open_document_knows_the_code_and_what_is_saved_of_it(workspace: Path):
    async with editor(initialize=False) as client:
        path = await opened(client, workspace)
        await eventually_async(lambda: offered(client, path) == ["first"], "the code is read")
        (workspace / "run.py").write_text(CODE.format(step="second"))
        client.notify(
            "workspace/didChangeWatchedFiles",
            {"changes": [{"uri": (workspace / "run.py").as_uri(), "type": 2}]},
        )
        await eventually_async(lambda: offered(client, path) == ["second"], "it is read again")


async def test_without_word_of_changes_code_is_read_again_when_a_document_is_saved(
    workspace: Path,
):
    async with editor(initialize=False) as client:
        path = await opened(client, workspace)
        await eventually_async(lambda: offered(client, path) == ["first"], "the code is read")
        (workspace / "more.py").write_text(CODE.format(step="second"))
        client.notify("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})
        await eventually_async(
            lambda: offered(client, path) == ["first", "second"], "the new file is read"
        )


async def test_a_workspace_without_pipelines_changes_nothing(tmp_path: Path):
    (tmp_path / "run.py").write_text("x = 1\n")
    async with editor(initialize=False) as client:
        path = await opened(client, tmp_path)
        await eventually_async(lambda: not client.session.busy, "the code is read")
        document = client.session.documents.get(path.as_uri())
        assert document is not None
        assert document.snapshot.code is None


async def test_that_there_is_too_much_code_is_told_once(workspace: Path):
    async with editor(initialize=False) as client:
        await client.initialize()
        session = client.session
        reader = CodeReader(
            session.client, lambda: (str(workspace),), session.use_code, Bounds(files=0)
        )
        for _ in range(2):
            looking = reader.look()
            assert looking is not None
            await looking
        await eventually_async(lambda: bool(logged(client)), "the client is told")
        told = [line for line in logged(client) if "Python files" in line]
        assert len(told) == 1


def logged(client: Editor) -> list[str]:
    return [
        str(message["params"]["message"])
        for message in client.notifications
        if message["method"] == "window/logMessage"
    ]
