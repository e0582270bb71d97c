"""An editor without a screen, in the same process as the server: what a client would show.

Messages go through JSON and back, so what a test sees is what a client gets.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from stackls_core.catalog.catalog import Catalogs
from stackls_core.stores.opening import open_store
from stackls_core.text import Encoding, LineIndex, Position, Span, TextEdit, apply_edits
from stackls_server.lsp.app import StacklsServer, create_server
from stackls_server.lsp.registry.opening import OpenStore
from tests.lsp.wire import Wire
from tests.support.catalog import tiny_catalog
from tests.support.stack_texts import HEAD, REST

CLIENTS = Path(__file__).parent / "clients"
STARTED_BY_NAME = ("jupyterlab",)
"""Clients that do not say who they are; the server is told when it is started."""
URI = "file:///team/demo.stack.yaml"

GOOD = HEAD + REST
BAD = GOOD.replace("flavor: local", "flavor: locall", 1)


def client_params(name: str) -> dict[str, Any]:
    """How a real client introduces itself, as far as it matters here."""
    return json.loads((CLIENTS / f"{name}.json").read_text())


class _ToServer:
    """Takes what a client writes, and handles it at once, as when messages come in one packet."""

    def __init__(self, server: StacklsServer) -> None:
        self._server = server

    def write(self, data: bytes) -> None:
        body = data.partition(b"\r\n\r\n")[2]
        protocol: Any = self._server.protocol
        protocol.handle_message(json.loads(body))

    def close(self) -> None:
        pass


class _ToClient:
    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    def write(self, data: bytes) -> None:
        self._reader.feed_data(data)

    def close(self) -> None:
        self._reader.feed_eof()


class Editor(Wire):
    """A client and the server it talks to."""

    def __init__(self, server: StacklsServer) -> None:
        reader = asyncio.StreamReader(limit=2**30)
        protocol: Any = server.protocol
        protocol.set_writer(_ToClient(reader))
        writer: Any = _ToServer(server)
        super().__init__(reader, writer)
        self.server = server
        self.session = server.session
        self.encoding = Encoding.UTF16

    async def initialize(self, capabilities: dict[str, Any] | None = None, **more: Any) -> Any:
        result = await super().initialize(capabilities, **more)
        self.encoding = Encoding(result["capabilities"]["positionEncoding"])
        return result

    def position(self, text: str, offset: int) -> dict[str, int]:
        """An offset as this client counts."""
        found = LineIndex(text).position(offset, self.encoding)
        return {"line": found.line, "character": found.column}

    def place(self, text: str, offset: int) -> dict[str, Any]:
        """Parameters of a request about an offset of the document."""
        return {"textDocument": {"uri": URI}, "position": self.position(text, offset)}

    def span(self, text: str, range_: dict[str, Any]) -> Span:
        """A range as this client reads it."""
        lines = LineIndex(text)
        ends = [
            lines.offset(Position(end["line"], end["character"]), self.encoding)
            for end in (range_["start"], range_["end"])
        ]
        return Span(*ends)

    def applied(self, text: str, edits: Iterable[dict[str, Any]]) -> str:
        """``text`` after the edits of a response."""
        return apply_edits(
            text, [TextEdit(self.span(text, edit["range"]), edit["newText"]) for edit in edits]
        )

    def inserted(self, item: dict[str, Any]) -> str:
        """The text that a completion item writes; the other form is for JupyterLab."""
        return item["textEdit"]["newText"] if "textEdit" in item else item["insertText"]

    def accepted(self, text: str, item: dict[str, Any]) -> str:
        """``text`` after a completion item was accepted, by a client that inserts as it is told."""
        return self.applied(text, [item["textEdit"], *(item.get("additionalTextEdits") or ())])

    async def complete(self, text: str, offset: int, **context: Any) -> list[dict[str, Any]]:
        """The items at an offset of the open document."""
        params = self.place(text, offset)
        if context:
            params["context"] = context
        result = await self.request("textDocument/completion", params)
        return result["items"] if result else []


@asynccontextmanager
async def editor(
    client: str | dict[str, Any] = "neovim-0.7",
    open_catalogs: Callable[[], Catalogs] = tiny_catalog,
    *,
    settings: Any = None,
    initialize: bool = True,
    open_store: OpenStore = open_store,
    **more: Any,
) -> AsyncIterator[Editor]:
    """An editor of a kind; its settings are given to a server that asks for them."""
    introduction = client_params(client) if isinstance(client, str) else client
    started_by = client if client in STARTED_BY_NAME else ""
    found = Editor(create_server(open_catalogs, open_store, str(started_by)))
    found.answers["workspace/configuration"] = [settings]
    if initialize:
        await found.initialize(**{**introduction, **more})
    try:
        yield found
    finally:
        await found.close()
        found.session.close()
