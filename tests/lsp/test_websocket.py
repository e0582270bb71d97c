"""The server by WebSocket: who is admitted, and that each client has a session of its own."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from stackls_server.lsp.app import all_catalogs
from tests.lsp.editor import BAD, GOOD, URI, editor
from tests.support.eventually import PATIENCE
from tests.support.stack_texts import HEAD, Entry, components

pytestmark = pytest.mark.asyncio

TOKEN = "let-me-in"


class Served:
    """A server process that listens, and clients of it."""

    def __init__(self, url: str, process: asyncio.subprocess.Process) -> None:
        self.url = url
        self.process = process

    async def status(self, path: str = "/", origin: str | None = None, **headers: str) -> int:
        """What the handshake is answered with."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            async with connect(
                self.url + path,
                origin=Origin(origin) if origin else None,
                additional_headers=given,
            ):
                return 101
        except InvalidStatus as error:
            return error.response.status_code

    @asynccontextmanager
    async def client(self, **introduction: Any) -> AsyncIterator[Page]:
        async with connect(self.url, max_size=None) as connection:
            page = Page(connection)
            await page.request(
                "initialize",
                {"processId": None, "rootUri": None, "capabilities": {}, **introduction},
            )
            await page.notify("initialized", {})
            yield page


class Page:
    """A client: one message of the protocol is one of the WebSocket, without headers."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self._last_id = 0

    async def notify(self, method: str, params: Any) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        await self.connection.send(json.dumps(message))

    async def _next(self) -> dict[str, Any]:
        return json.loads(await asyncio.wait_for(self.connection.recv(), PATIENCE))

    async def answer(self, method: str, params: Any) -> dict[str, Any]:
        self._last_id += 1
        message = {"jsonrpc": "2.0", "id": self._last_id, "method": method, "params": params}
        await self.connection.send(json.dumps(message))
        while "method" in (found := await self._next()) or found["id"] != self._last_id:
            pass
        return found

    async def request(self, method: str, params: Any) -> Any:
        return (await self.answer(method, params))["result"]

    async def run(self, name: str, /, **argument: Any) -> dict[str, Any]:
        params = {"command": f"stackls.{name}", "arguments": [argument]}
        return await self.answer("workspace/executeCommand", params)

    async def diagnostics(self, text: str, uri: str = URI) -> list[str]:
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        await self.notify("textDocument/didOpen", {"textDocument": document})
        while (found := await self._next()).get("method") != "textDocument/publishDiagnostics":
            pass
        return [one["code"] for one in found["params"]["diagnostics"]]


@asynccontextmanager
async def served(
    folder: Path, *options: str, address: str = "127.0.0.1:0", **environment: str
) -> AsyncIterator[Served]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "stackls_server", "serve", "--ws", address, *options),
        cwd=folder,
        env={**os.environ, "STACKLS_HOME": str(folder), "STACKLS_STORE": "local", **environment},
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        line = (await asyncio.wait_for(process.stderr.readline(), PATIENCE)).decode()
        found = re.fullmatch(r"stackls listens on (ws://\S+)\n", line)
        assert found is not None, line
        yield Served(found[1].replace("0.0.0.0", "127.0.0.1"), process)
    finally:
        process.kill()
        await process.wait()


async def test_each_client_has_a_session_of_its_own(tmp_path: Path):
    async with served(tmp_path) as server:
        async with server.client() as one, server.client() as other:
            assert "unknown-flavor" in await one.diagnostics(BAD)
            assert "unknown-flavor" not in await other.diagnostics(GOOD)
            assert await one.request("shutdown", None) is None
            await one.notify("exit", None)
            await asyncio.wait_for(one.connection.wait_closed(), PATIENCE)
            assert "contents" in await other.request("textDocument/hover", at(2, 4))
        async with server.client() as again:
            assert "unknown-flavor" in await again.diagnostics(BAD)
        assert server.process.returncode is None


def at(line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": URI}, "position": {"line": line, "character": character}}


ORIGINS = {
    None: 101,
    "http://localhost:3000": 101,
    "https://127.0.0.1": 101,
    "http://[::1]:8080": 101,
    "https://zenml.example.com": 101,
    "https://evil.example.com": 403,
    "https://zenml.example.com.evil.example.com": 403,
    "http://localhost.evil.example.com": 403,
    "null": 403,
}


async def test_pages_of_strangers_are_not_admitted(tmp_path: Path):
    async with served(tmp_path, "--origin", "https://zenml.example.com") as server:
        assert {origin: await server.status(origin=origin) for origin in ORIGINS} == ORIGINS


async def test_a_token_is_asked_for(tmp_path: Path):
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    async with served(tmp_path, "--token-file", str(file), address="0.0.0.0:0") as server:
        assert await server.status() == 401
        assert await server.status("/?token=guess") == 401
        assert await server.status("/?token=") == 401
        assert await server.status(Authorization="Bearer guess") == 401
        assert await server.status(f"/?token={TOKEN}") == 101
        assert await server.status(Authorization=f"Bearer {TOKEN}") == 101
        assert await server.status(f"/?token={TOKEN}", origin="https://evil.example.com") == 403
    async with served(tmp_path, STACKLS_TOKEN=TOKEN) as server:
        assert await server.status() == 401
        assert await server.status(f"/?token={TOKEN}") == 101


async def test_a_client_reads_no_files_and_chooses_no_interpreter(tmp_path: Path):
    secret = tmp_path / "other.stack.yaml"
    secret.write_text(BAD)
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\ntouch {tmp_path / 'run'}\n")
    python.chmod(0o755)
    settings = {"store": "auto", "zenml": {"interpreter": str(python)}}
    async with (
        served(tmp_path) as server,
        server.client(
            rootUri=tmp_path.as_uri(),
            initializationOptions={
                **settings,
                "trusted": True,
                "selectedInterpreter": str(python),
            },
        ) as page,
    ):
        planned = await page.run("planStack", uri=secret.as_uri())
        assert planned["error"]["message"] == "This document is not open."
        assert await page.request("workspace/symbol", {"query": ""}) == []
        listed = await page.run("listInterpreters")
        assert str(python) not in [one["path"] for one in listed["result"]]
        await page.notify("stackls/selectedInterpreter", {"path": str(python)})
        stacks = await page.run("listStacks")
        assert [stack["name"] for stack in stacks["result"]] == ["default"]
        assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("is_remote", [True, False])
async def test_project_files_are_read_for_the_user_alone(tmp_path: Path, is_remote: bool):
    text = GOOD + "  sandbox:\n    name: s\n    flavor: local\n    configuration: {}\n"
    without = "\n".join(line for line in text.split("\n") if "zenml_version" not in line)
    (tmp_path / "requirements.txt").write_text("zenml==0.85.0\n")  # which has no sandboxes
    uri = (tmp_path / "a.stack.yaml").as_uri()
    if is_remote:
        async with served(tmp_path) as server, server.client() as page:
            found = await page.diagnostics(without, uri)
    else:
        async with editor(open_catalogs=all_catalogs) as one:
            one.open(uri, without)
            found = [finding["code"] for finding in await one.diagnostics(uri)]
    assert ("unknown-type" in found) is not is_remote


async def test_secrets_in_the_clear_are_not_exported(tmp_path: Path):
    text = HEAD + components(
        Entry("orchestrator", "o", "local"),
        Entry("artifact_store", "a", "s3", "path: s3://bucket\nkey: hunter2\nsecret: hunter3"),
    )
    async with served(tmp_path) as server, server.client() as page:
        assert (await page.run("applyStack", text=text))["result"]["applied"]
        refused = (await page.run("exportStack", name="demo"))["error"]["message"]
        assert refused == "a has secrets in the clear: they stay here."
        described = await page.run("describeStack", name="demo")
        assert "hunter" not in json.dumps(described)
        assert "text" in (await page.run("exportStack", name="default"))["result"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--ws", "0.0.0.0:0"], "needs a token"),
        (["--ws", "somewhere.example.com:0"], "needs a token"),
        (["--ws", "127.0.0.1:0", "--tcp", "127.0.0.1:0"], "cannot be combined"),
        (["--origin", "https://a.example.com"], "--ws"),
        (["--ws", "127.0.0.1:0", "--token-file", "nowhere"], "nowhere"),
    ],
)
async def test_what_cannot_be_is_said(tmp_path: Path, options: list[str], message: str):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "stackls_server", "serve", *options),
        cwd=tmp_path,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 2
    assert message in said.decode()
