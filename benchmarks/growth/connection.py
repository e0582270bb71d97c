"""A client and a server in one process, so that its processor time and its memory can be told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stackls_core.catalog.catalog import Catalogs
from stackls_server.lsp.app import create_server

CAPABILITIES = {
    "textDocument": {
        "diagnostic": {},
        "completion": {"completionItem": {"snippetSupport": True}},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
    }
}
"""Diagnostics are pulled: who asks knows when they are there."""


class Connection:
    """A session with documents open; its event loop runs while something is awaited."""

    def __init__(self, open_catalogs: Callable[[], Catalogs], folder: Path | None = None) -> None:
        """``folder`` is looked through before this returns."""
        self._loop = asyncio.new_event_loop()
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._server = create_server(open_catalogs)
        self._protocol: Any = self._server.protocol
        self._protocol.set_writer(self)
        self._versions: dict[str, int] = {}
        introduction: dict[str, Any] = {
            "processId": None,
            "rootUri": folder.as_uri() if folder is not None else None,
            "capabilities": CAPABILITIES,
            "initializationOptions": {"stackls": {"store": "local"}},
        }
        self.request("initialize", introduction)
        self.notify("initialized", {})
        self.request("workspace/symbol", {"query": "nothing is called so"})

    def write(self, data: bytes) -> None:
        """Take a message of the server's; nobody looks at what it was not asked for."""
        message = json.loads(data.partition(b"\r\n\r\n")[2])
        if "method" not in message:
            answer = self._answers.pop(message["id"])
            answer.set_result(message.get("result"))
        elif "id" in message:
            self._loop.call_soon(self._tell, {"id": message["id"], "result": None})

    def request(self, method: str, params: Any) -> Any:
        """The result; ``None`` where the server refuses."""
        return self._loop.run_until_complete(self._ask(method, params))

    def notify(self, method: str, params: Any) -> None:
        """Tell the server."""

        async def tell() -> None:
            self._tell({"method": method, "params": params})
            await asyncio.sleep(0)

        self._loop.run_until_complete(tell())

    def open(self, uri: str, text: str) -> None:
        """Open a document."""
        item = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._versions[uri] = 1
        self.notify("textDocument/didOpen", {"textDocument": item})

    def insert(self, uri: str, here: dict[str, int], text: str) -> None:
        """Edit a document, at a place as LSP has it."""
        self._versions[uri] += 1
        change = {"range": {"start": here, "end": here}, "text": text}
        document = {"uri": uri, "version": self._versions[uri]}
        params = {"textDocument": document, "contentChanges": [change]}
        self.notify("textDocument/didChange", params)

    def close(self) -> None:
        """End the session."""
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _end(self) -> None:
        self._server.session.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.wait(rest, timeout=1)

    async def _ask(self, method: str, params: Any) -> Any:
        number = len(self._answers) + 1
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        self._tell({"id": number, "method": method, "params": params})
        return await answer

    def _tell(self, message: dict[str, Any]) -> None:
        self._protocol.handle_message({"jsonrpc": "2.0", **message})
