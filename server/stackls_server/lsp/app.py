"""The server: which LSP method goes to which handler."""

from __future__ import annotations

import asyncio
import functools
import inspect
import logging
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer

from stackls_core.flavors.catalog import open_catalog
from stackls_core.flavors.registry import FlavorRegistry
from stackls_server import __version__
from stackls_server.lsp import commands, from_proto, handlers
from stackls_server.lsp.capabilities import read_capabilities
from stackls_server.lsp.protocol import StacklsProtocol
from stackls_server.lsp.session import Session
from stackls_server.lsp.settings import read_settings

logger = logging.getLogger("stackls")

Handler = Callable[[Session, Any], Any]

FEATURES: dict[str, tuple[Handler, Any]] = {
    types.TEXT_DOCUMENT_DID_OPEN: (handlers.did_open, None),
    types.TEXT_DOCUMENT_DID_CHANGE: (handlers.did_change, None),
    types.TEXT_DOCUMENT_DID_CLOSE: (handlers.did_close, None),
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: (handlers.did_change_configuration, None),
    types.TEXT_DOCUMENT_COMPLETION: (
        handlers.completion,
        types.CompletionOptions(
            trigger_characters=[":", " ", "-", "{", "'", '"'], resolve_provider=True
        ),
    ),
    types.COMPLETION_ITEM_RESOLVE: (handlers.completion_resolve, None),
    types.TEXT_DOCUMENT_HOVER: (handlers.hover_at, None),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (handlers.document_symbol, None),
    types.TEXT_DOCUMENT_CODE_ACTION: (
        handlers.code_action,
        types.CodeActionOptions(
            code_action_kinds=[
                types.CodeActionKind.QuickFix,
                handlers.FIX_ALL,
            ]
        ),
    ),
    types.TEXT_DOCUMENT_DIAGNOSTIC: (
        handlers.diagnostic,
        types.DiagnosticOptions(
            identifier="stackls", inter_file_dependencies=False, workspace_diagnostics=False
        ),
    ),
}


class StacklsServer(LanguageServer):
    """pygls' server with our session; errors go to the log, never into the user's way."""

    def __init__(self, open_registry: Callable[[], FlavorRegistry]) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType] - pygls leaves it untyped
            "stackls", __version__, protocol_cls=StacklsProtocol
        )
        self.session = Session(_PyglsClient(self), open_registry)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log what went wrong. The error's text may hold a document's, so only its kind is told."""
        if source is FeatureRequestError:
            return  # the response to the request says it already
        logger.error("%s", type(error).__name__)
        message = f"stackls could not handle a message ({type(error).__name__})."
        self.session.client.log(message, types.MessageType.Error)


class _PyglsClient:
    """The client at the other end of a pygls connection."""

    def __init__(self, server: StacklsServer) -> None:
        self._server = server

    def publish(self, params: types.PublishDiagnosticsParams) -> None:
        self._server.text_document_publish_diagnostics(params)

    def log(self, message: str, kind: types.MessageType) -> None:
        self._server.window_log_message(types.LogMessageParams(kind, message))

    def tell(self, message: str, kind: types.MessageType) -> None:
        self._server.window_show_message(types.ShowMessageParams(kind, message))

    def refresh_diagnostics(self) -> None:
        self._server.workspace_diagnostic_refresh(None)


def create_server(
    open_registry: Callable[[], FlavorRegistry] | None = None,
) -> StacklsServer:
    """A server that is ready to be started; ``open_registry`` is called when first needed."""
    server = StacklsServer(open_registry or bundled_registry)
    session = server.session
    server.feature(types.INITIALIZE)(functools.partial(_initialize, session, server))
    server.feature(types.INITIALIZED)(_bind(_initialized(server), session))
    for method, (handler, options) in FEATURES.items():
        server.feature(method, options)(_bind(handler, session))
    for name, command in commands.COMMANDS.items():
        server.command(name)(_bind_command(command, session))
    return server


def bundled_registry() -> FlavorRegistry:
    """The flavors that come with stackls. Raises `CatalogError`."""
    return FlavorRegistry([open_catalog()])


def _initialize(session: Session, server: StacklsServer, params: types.InitializeParams) -> None:
    session.capabilities = read_capabilities(params)
    session.encoding = from_proto.encoding(server.workspace.position_encoding)
    settings, complaints = read_settings(params.initialization_options)
    session.settings = settings
    for complaint in complaints:
        logger.warning("%s", complaint)


def _initialized(server: StacklsServer) -> Handler:
    async def initialized(session: Session, params: types.InitializedParams) -> None:
        del params
        if not session.capabilities.configuration:
            return
        items = [types.ConfigurationItem(section="stackls")]
        try:
            answers = await server.workspace_configuration_async(types.ConfigurationParams(items))
        except Exception as error:  # noqa: BLE001 - a client may refuse; the defaults still hold
            logger.warning("The client did not give its settings (%s).", type(error).__name__)
            return
        if answers and answers[0] is not None:
            settings, complaints = read_settings(answers[0])
            for complaint in complaints:
                session.client.log(complaint, types.MessageType.Warning)
            session.configure(settings)

    return initialized


def _bind(handler: Handler, session: Session) -> Callable[[Any], Any]:
    """The handler with its session; pygls has to see whether it is a coroutine function."""
    if asyncio.iscoroutinefunction(handler):

        async def bound_async(params: Any) -> Any:
            return await handler(session, params)

        return bound_async

    def bound(params: Any) -> Any:
        return handler(session, params)

    return bound


def _bind_command(command: commands.Command, session: Session) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(command):

        async def bound_async(*arguments: Any) -> Any:
            return await command(session, commands.single_argument(arguments))

        return bound_async

    def bound(*arguments: Any) -> Any:
        return command(session, commands.single_argument(arguments))

    return bound
