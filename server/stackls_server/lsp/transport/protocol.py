"""pygls' protocol, stricter where pygls leaves a client without an answer.

- Messages are read whole, by `framing`. pygls reads from the inside out, and mistakes any object
  with a ``jsonrpc`` member, in whatever place, for a message.
- A request with parameters that cannot be read is answered. pygls logs them and answers nothing,
  and the client waits for ever.
- So is a request before ``initialize`` or after ``shutdown``.
- Documents, commands and progress are the business of our handlers alone: pygls would keep a second
  copy of every document, and its own handlers leave an entry behind for each notification.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol

from stackls_server.lsp.transport.failures import log_failure
from stackls_server.lsp.transport.header import framed
from stackls_server.lsp.transport.library_internals import (
    has_handler,
    send_otherwise,
    take_over,
)
from stackls_server.lsp.transport.written import Written

_OURS = (
    types.INITIALIZED,
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
    types.WORKSPACE_EXECUTE_COMMAND,
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL,
    types.SHUTDOWN,
    types.EXIT,
)

START_SECONDS = 1.0
"""What nobody waits for is left for so long after the start."""


class StacklsProtocol(LanguageServerProtocol):
    """One connection's messages."""

    def __init__(self, *arguments: Any) -> None:
        """As pygls calls it."""
        super().__init__(*arguments)
        take_over(self, _OURS)
        send_otherwise(self, self._send_result, self._is_for_later)
        self._has_headers = True
        self._is_initialized = False
        self._is_shut_down = False
        self.is_answered = False
        """Whether ``initialize`` is: writing the answer to it takes a while, and nobody waits."""

    def set_writer(self, writer: Any, include_headers: bool = True) -> None:
        """Where messages go; a WebSocket takes them without headers."""
        super().set_writer(writer, include_headers)
        self._has_headers = include_headers

    def handle_message(self, message: Any) -> None:
        """Hand a message to its handler, or say why that cannot be."""
        if not isinstance(message, dict) or "jsonrpc" not in message:
            self._refuse(None, types.ErrorCodes.InvalidRequest, "This is no JSON-RPC message.")
            return
        data = cast("dict[str, Any]", message)
        if "method" not in data:
            self._handle_answer(data)
            return
        method, is_request, request_id = data["method"], "id" in data, _id(data)
        refusal = self._refusal(method, is_request=is_request)
        if refusal is not None:
            if is_request:
                self._refuse(request_id, *refusal)
            return
        try:
            structured: Any = self.structure_message(data)
        except JsonRpcException as error:
            log_failure(f"reading the parameters of {method}", error.__cause__ or error)
            if is_request:
                text = f"The parameters of {method} cannot be read."
                self._refuse(request_id, types.ErrorCodes.InvalidParams, text)
            return
        if method == types.INITIALIZE:
            self._is_initialized = True
        elif method == types.SHUTDOWN:
            self._is_shut_down = True
        super().handle_message(structured)

    def _refusal(self, method: object, *, is_request: bool) -> tuple[Any, str] | None:
        """Why a message is not handled, as an error code and a text."""
        if not isinstance(method, str):
            return types.ErrorCodes.InvalidRequest, "A method has to be a string."
        if method == types.EXIT:
            return None
        if not self._is_initialized and method != types.INITIALIZE:
            return types.ErrorCodes.ServerNotInitialized, "The server is not initialized yet."
        if self._is_shut_down:
            return types.ErrorCodes.InvalidRequest, "The server is shutting down."
        if self._is_initialized and method == types.INITIALIZE:
            return types.ErrorCodes.InvalidRequest, "The server is initialized already."
        is_optional = not is_request and method == types.CANCEL_REQUEST
        if not is_optional and not has_handler(self, method):
            return types.ErrorCodes.MethodNotFound, f"Method not found: {method}"
        return None

    def _handle_answer(self, data: dict[str, Any]) -> None:
        """The client's answer to a request of ours; one that cannot be read counts as refused."""
        try:
            structured: Any = self.structure_message(data)
        except JsonRpcException as error:
            log_failure("reading an answer", error.__cause__ or error)
            code = types.ErrorCodes.InternalError
            reason = types.ResponseError(code, "The answer cannot be read.")
            structured = types.ResponseErrorMessage(error=reason, id=_id(data))
        super().handle_message(structured)

    def notify_written(self, method: str, params: Written) -> None:
        """Send a notification whose parameters are written already."""
        self._write(f'"method":{json.dumps(method)},"params":{params.text}')

    def _send_result(self, request_id: str | int, result: Written) -> None:
        self._write(f'"id":{json.dumps(request_id)},"result":{result.text}')

    def _is_for_later(self, result: object, send: Callable[[], object]) -> bool:
        if not (self.is_answered and isinstance(result, types.InitializeResult)):
            return False
        asyncio.get_running_loop().call_later(START_SECONDS, send)
        return True

    def _refuse(self, request_id: str | int | None, code: Any, message: str) -> None:
        error = {"code": code.value, "message": message}
        self._write(f'"id":{json.dumps(request_id)},"error":{json.dumps(error)}')

    def _write(self, members: str) -> None:
        """Send a message with these members."""
        if self.writer is not None:
            body = f'{{"jsonrpc":"2.0",{members}}}'.encode()
            self.writer.write(framed(body) if self._has_headers else body)


def _id(data: Mapping[str, Any]) -> str | int | None:
    value = data.get("id")
    return value if isinstance(value, (str, int)) else None
