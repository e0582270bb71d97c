"""The client at the other end: what the session may say to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from stackls_core.visible import visible, visible_lines
from stackls_server.lsp.transport.protocol import StacklsProtocol
from stackls_server.lsp.transport.written import Written

ProgressValue: TypeAlias = (
    "types.WorkDoneProgressBegin | types.WorkDoneProgressReport | types.WorkDoneProgressEnd"
)


class Client:
    """The client of a pygls connection.

    The coroutines ask and wait for the answer; they raise when the client refuses.
    """

    def __init__(self, server: LanguageServer) -> None:
        """Talk through ``server``."""
        self._server = server

    def publish(self, params: types.PublishDiagnosticsParams) -> None:
        """Show these diagnostics."""
        self._server.text_document_publish_diagnostics(params)

    def publish_written(self, params: Written) -> None:
        """Show these diagnostics, of which there may be many."""
        protocol = cast("StacklsProtocol", self._server.protocol)
        protocol.notify_written(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)

    def log(self, message: str, kind: types.MessageType) -> None:
        """Write to the client's log, not into the user's way."""
        self._server.window_log_message(types.LogMessageParams(kind, visible_lines(message)))

    def show_message(self, message: str, kind: types.MessageType) -> None:
        """Show the user a message: what came of a command, or what makes the server useless."""
        self._server.window_show_message(types.ShowMessageParams(kind, visible_lines(message)))

    def refresh_diagnostics(self) -> None:
        """Ask the client to pull diagnostics again."""
        self._server.workspace_diagnostic_refresh(None)

    def refresh_inlay_hints(self) -> None:
        """Ask the client to ask for inlay hints again."""
        self._server.workspace_inlay_hint_refresh(None)

    def refresh_code_lenses(self) -> None:
        """Ask the client to ask for code lenses again."""
        self._server.workspace_code_lens_refresh(None)

    def notify(self, method: str, params: object) -> None:
        """Send a notification of ours."""
        self._server.protocol.notify(method, params)

    async def configuration(self, *scopes: str | None) -> list[object]:
        """The client's settings for stackls, of each folder in ``scopes``, which are URIs.

        ``None`` in place of a URI is what counts where no folder says otherwise; ``None`` in the
        answer stands where the client has none.
        """
        items = [types.ConfigurationItem(scope, "stackls") for scope in scopes]
        answers = await self._server.workspace_configuration_async(types.ConfigurationParams(items))
        given: list[object] = list(answers or ())
        return (given + [None] * len(scopes))[: len(scopes)]

    async def ask(self, question: str, answers: Sequence[str]) -> str | None:
        """Ask the user; ``None`` for a user who wants none of the answers."""
        items = [types.MessageActionItem(visible(answer)) for answer in answers]
        chosen = await self._server.window_show_message_request_async(
            types.ShowMessageRequestParams(types.MessageType.Info, visible_lines(question), items)
        )
        if chosen is None:
            return None
        return next((one for one in answers if visible(one) == chosen.title), None)

    async def show_document(self, uri: str) -> bool:
        """Open a file in front of the user; whether that was done."""
        params = types.ShowDocumentParams(uri, take_focus=True)
        return (await self._server.window_show_document_async(params)).success

    async def register(self, registrations: list[types.Registration]) -> None:
        """Ask for what has to be registered while the server runs."""
        await self._server.client_register_capability_async(types.RegistrationParams(registrations))

    async def create_progress(self, token: str) -> None:
        """Ask for a place to show progress."""
        params = types.WorkDoneProgressCreateParams(token)
        await self._server.window_work_done_progress_create_async(params)

    def progress(self, token: str, value: ProgressValue) -> None:
        self._server.progress(types.ProgressParams(token, value))
