"""A client that speaks bare JSON-RPC: for what a proper client library would never send."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.support.eventually import PATIENCE

COMMAND = (sys.executable, "-m", "stackls_server.cli.main", "serve")


class Wire:
    """Sends messages and sorts what comes back."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._last_id = 0
        self._arrived = asyncio.Condition()
        self.responses: dict[object, dict[str, Any]] = {}
        self.notifications: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.answers: dict[str, Any] = {}
        """What requests of the server are answered with, by method; ``null`` for all others."""
        self._reading = asyncio.ensure_future(self._read())

    async def _read(self) -> None:
        while header := await self._reader.readline():
            if not header.lower().startswith(b"content-length:"):
                continue
            length = int(header.split(b":")[1])
            while (await self._reader.readline()).strip():
                pass
            message = json.loads(await self._reader.readexactly(length))
            async with self._arrived:
                self._sort(message)
                self._arrived.notify_all()

    def _sort(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            self.responses[message.get("id")] = message
        elif "id" in message:
            self.requests.append(message)
            answer = self.answers.get(message["method"])
            self.send({"id": message["id"], "result": answer})
        else:
            self.notifications.append(message)

    def send(self, message: dict[str, Any] | list[Any]) -> None:
        """Send a message; ``jsonrpc`` is added."""
        if isinstance(message, dict):
            message = {"jsonrpc": "2.0", **message}
        self.send_bytes(json.dumps(message).encode())

    def send_bytes(self, body: bytes) -> None:
        """Send a body that may be no JSON."""
        self._writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def notify(self, method: str, params: Any = None) -> None:
        """Send a notification."""
        self.send({"method": method, **({} if params is None else {"params": params})})

    def begin(self, method: str, params: Any = None) -> int:
        """Send a request; its id."""
        self._last_id += 1
        extra = {} if params is None else {"params": params}
        self.send({"id": self._last_id, "method": method, **extra})
        return self._last_id

    async def response(self, request_id: object) -> dict[str, Any]:
        """The response to a request, whether a result or an error."""
        async with self._arrived:
            await asyncio.wait_for(
                self._arrived.wait_for(lambda: request_id in self.responses), PATIENCE
            )
        return self.responses.pop(request_id)

    async def request(self, method: str, params: Any = None) -> Any:
        """The result of a request."""
        response = await self.response(self.begin(method, params))
        assert "error" not in response, response
        return response.get("result")

    async def error(self, method: str, params: Any = None) -> dict[str, Any]:
        """The error that a request is answered with."""
        response = await self.response(self.begin(method, params))
        assert "error" in response, response
        return response["error"]

    async def notification(self, method: str, **wanted: Any) -> dict[str, Any]:
        """The parameters of the next notification whose parameters have the ``wanted`` values."""

        def found() -> dict[str, Any] | None:
            for message in self.notifications:
                params = message.get("params") or {}
                if message["method"] == method and wanted.items() <= params.items():
                    self.notifications.remove(message)
                    return message
            return None

        async with self._arrived:
            message = await asyncio.wait_for(self._arrived.wait_for(found), PATIENCE)
        return message["params"]

    async def asked(self, method: str) -> Any:
        """The parameters of the next request that the server makes of this method."""

        def found() -> dict[str, Any] | None:
            return next((one for one in self.requests if one["method"] == method), None)

        async with self._arrived:
            message = await asyncio.wait_for(self._arrived.wait_for(found), PATIENCE)
        self.requests.remove(message)
        return message.get("params")

    async def initialize(self, capabilities: dict[str, Any] | None = None, **more: Any) -> Any:
        """Introduce a client with these capabilities."""
        params = {"processId": None, "rootUri": None, "capabilities": capabilities or {}, **more}
        result = await self.request("initialize", params)
        self.notify("initialized", {})
        return result

    def open(self, uri: str, text: str, version: int = 1) -> None:
        """Open a document."""
        document = {"uri": uri, "languageId": "yaml", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, uri: str, version: int, *changes: dict[str, Any]) -> None:
        """Edit a document."""
        document = {"uri": uri, "version": version}
        params = {"textDocument": document, "contentChanges": list(changes)}
        self.notify("textDocument/didChange", params)

    async def diagnostics(self, uri: str, **wanted: Any) -> list[dict[str, Any]]:
        """The diagnostics that are published next for a document."""
        method = "textDocument/publishDiagnostics"
        return (await self.notification(method, uri=uri, **wanted))["diagnostics"]

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        self._reading.cancel()


@asynccontextmanager
async def wired(process: asyncio.subprocess.Process) -> AsyncIterator[Wire]:
    """A client of a server on standard streams, which is killed in the end, if it still runs."""
    assert process.stdin is not None
    assert process.stdout is not None
    wire = Wire(process.stdout, process.stdin)
    try:
        yield wire
    finally:
        await wire.close()
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def server_process(
    *options: str, environment: dict[str, str] | None = None
) -> AsyncIterator[tuple[Wire, asyncio.subprocess.Process]]:
    """A server on standard streams; it is killed in the end, if it still runs."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *options,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with wired(process) as wire:
        yield wire, process


def at(uri: str, line: int, character: int) -> dict[str, Any]:
    """A place in a document."""
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
