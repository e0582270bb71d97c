"""The server: which LSP method goes to which handler."""

from __future__ import annotations

import functools
import inspect
import logging
import sys
import time
from collections.abc import Callable
from typing import Any, BinaryIO

from cattrs import Converter
from lsprotocol import types
from pygls.exceptions import (
    FeatureNotificationError,
    FeatureRequestError,
    JsonRpcException,
    JsonRpcInternalError,
)
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from stackls_core.catalog.catalog import Catalogs
from stackls_core.catalog.catalogs import open_catalogs as open_all_catalogs
from stackls_core.limits import MAX_REQUEST_SECONDS
from stackls_core.paths import catalogs_folder
from stackls_core.stores.opening import open_store
from stackls_server import __version__
from stackls_server.lsp import serving
from stackls_server.lsp.converters import from_proto
from stackls_server.lsp.converters.announced import FIX_ALL, LEGEND, STACK_ACTIONS
from stackls_server.lsp.documents.requests import TooSlow
from stackls_server.lsp.handlers import connection as connection_handlers
from stackls_server.lsp.handlers import documents as handlers
from stackls_server.lsp.handlers import settings as setting_handlers
from stackls_server.lsp.handlers import stacks as stack_handlers
from stackls_server.lsp.handlers import triggers
from stackls_server.lsp.handlers import workspace as workspace_handlers
from stackls_server.lsp.handlers.command_names import NAMES
from stackls_server.lsp.handlers.documents import Handler
from stackls_server.lsp.handlers.later import import_handlers, later
from stackls_server.lsp.registry.opening import OpenStore
from stackls_server.lsp.session import Session
from stackls_server.lsp.transport.client import Client
from stackls_server.lsp.transport.failures import log_failure, silence_pygls
from stackls_server.lsp.transport.first_answer import FirstMessage
from stackls_server.lsp.transport.protocol import StacklsProtocol
from stackls_server.lsp.transport.written import with_written

logger = logging.getLogger("stackls")

FEATURES: dict[str, tuple[Handler, Any]] = {
    types.INITIALIZE: (connection_handlers.initialize, None),
    types.INITIALIZED: (connection_handlers.initialized, None),
    types.SHUTDOWN: (connection_handlers.shutdown, None),
    types.EXIT: (connection_handlers.exit_server, None),
    types.TEXT_DOCUMENT_DID_OPEN: (handlers.did_open, None),
    types.TEXT_DOCUMENT_DID_CHANGE: (handlers.did_change, None),
    types.TEXT_DOCUMENT_DID_CLOSE: (handlers.did_close, None),
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: (setting_handlers.did_change_configuration, None),
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL: (connection_handlers.cancel_progress, None),
    types.TEXT_DOCUMENT_COMPLETION: (
        later("features", "completion"),
        types.CompletionOptions(trigger_characters=triggers.CHARACTERS, resolve_provider=True),
    ),
    types.COMPLETION_ITEM_RESOLVE: (later("features", "completion_resolve"), None),
    types.TEXT_DOCUMENT_HOVER: (later("features", "hover_at"), None),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (later("features", "document_symbol", waits=True), None),
    types.TEXT_DOCUMENT_CODE_ACTION: (
        later("code_actions", "code_action", waits=True),
        types.CodeActionOptions(
            code_action_kinds=[
                types.CodeActionKind.QuickFix,
                types.CodeActionKind.RefactorRewrite,
                FIX_ALL,
                STACK_ACTIONS,
            ]
        ),
    ),
    types.TEXT_DOCUMENT_DIAGNOSTIC: (
        handlers.diagnostic,
        types.DiagnosticOptions(
            identifier="stackls", inter_file_dependencies=False, workspace_diagnostics=False
        ),
    ),
    types.WORKSPACE_EXECUTE_COMMAND: (handlers.execute_command, None),
    types.TEXT_DOCUMENT_DID_SAVE: (workspace_handlers.did_save, None),
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (workspace_handlers.did_change_watched_files, None),
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: (
        workspace_handlers.did_change_workspace_folders,
        None,
    ),
    types.TEXT_DOCUMENT_FOLDING_RANGE: (later("navigation", "folding_range", waits=True), None),
    types.TEXT_DOCUMENT_SELECTION_RANGE: (later("navigation", "selection_range"), None),
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: (
        later("navigation", "document_highlight", waits=True),
        None,
    ),
    types.TEXT_DOCUMENT_DOCUMENT_LINK: (later("navigation", "document_link", waits=True), None),
    types.TEXT_DOCUMENT_DEFINITION: (later("navigation", "go_to_definition"), None),
    types.TEXT_DOCUMENT_REFERENCES: (later("navigation", "find_references"), None),
    types.TEXT_DOCUMENT_PREPARE_RENAME: (later("navigation", "prepare"), None),
    types.TEXT_DOCUMENT_RENAME: (later("navigation", "rename_at"), None),
    types.WORKSPACE_SYMBOL: (later("navigation", "workspace_symbol"), None),
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: (
        later("navigation", "semantic_tokens_full", waits=True),
        LEGEND,
    ),
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE: (
        later("navigation", "semantic_tokens_range", waits=True),
        LEGEND,
    ),
    types.TEXT_DOCUMENT_INLAY_HINT: (later("navigation", "inlay_hint", waits=True), None),
    "stackls/selectedInterpreter": (stack_handlers.selected_interpreter, None),
    types.TEXT_DOCUMENT_CODE_LENS: (later("lenses", "code_lens", waits=True), None),
}


@functools.cache
def _converter() -> Converter:
    """Takes a while to make, and holds nothing of a connection."""
    return with_written(default_converter())


class StacklsServer(LanguageServer):
    """pygls' server with our session; errors go to the log, never into the user's way."""

    def __init__(
        self,
        open_catalogs: Callable[[], Catalogs],
        open_store: OpenStore,
        started_by: str,
        at_end: Callable[[], None],
        *,
        is_remote: bool = False,
    ) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType] - pygls leaves it untyped
            "stackls",
            __version__,
            protocol_cls=StacklsProtocol,
            converter_factory=_converter,
        )
        self.session = Session(
            Client(self), open_catalogs, open_store, started_by, is_remote=is_remote
        )
        self._at_end = at_end

    def start_io(
        self,
        stdin: BinaryIO | None = None,
        stdout: BinaryIO | None = None,
        first: FirstMessage | None = None,
    ) -> None:
        """Serve one client on two streams, until it is gone; `Session.exit_code` says how.

        ``first`` is the message that was read before.
        """
        serving.serve_streams(
            self.session,
            self.protocol,
            self.report_server_error,
            self._at_end,
            stdin or sys.stdin.buffer,
            stdout or sys.stdout.buffer,
            first,
        )

    def start_tcp(self, host: str, port: int) -> None:
        """Serve the one client that connects. Raises ``OSError`` if the port cannot be had."""
        serving.serve_tcp(
            self.session, self.protocol, self.report_server_error, self._at_end, host, port
        )

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log what no handler could have seen: a message that is no JSON, an answer not sent."""
        if source not in (FeatureRequestError, FeatureNotificationError):
            log_failure("handling a message", error)


def create_server(
    open_catalogs: Callable[[], Catalogs] | None = None,
    open_store: OpenStore = open_store,
    started_by: str = "",
    at_end: Callable[[], None] = lambda: None,
    *,
    is_remote: bool = False,
) -> StacklsServer:
    """A server that is ready to be started; what opens things is called when first needed.

    ``started_by`` is the name of a client that does not say its own; ``at_end`` is called when the
    client is gone; for ``is_remote`` see `Session`.
    """
    silence_pygls()
    server = StacklsServer(
        *(open_catalogs or all_catalogs, open_store, started_by, at_end), is_remote=is_remote
    )
    for method, (handler, options) in FEATURES.items():
        server.feature(method, options)(_bind(method, handler, server.session))
    server.session.warm_up.add(import_handlers)
    for name in NAMES:
        server.command(name)(handlers.execute_command)  # only to be announced
    return server


def all_catalogs() -> Catalogs:
    """Those that come with stackls and those that were added. Raises `CatalogError`."""
    return open_all_catalogs(catalogs_folder())


def _bind(method: str, handler: Handler, session: Session) -> Callable[[Any], Any]:
    """The handler with its session; pygls has to see whether it is a coroutine function.

    A defect becomes an answer and a log line that name the kind of the exception and nothing else:
    its text may hold a piece of the document.
    """

    def failure(error: Exception, params: Any) -> JsonRpcException:
        if isinstance(error, TooSlow):
            document: Any = getattr(params, "text_document", None)
            about = f" of {from_proto.name(document.uri)}" if document is not None else ""
            limit = f"it takes more than {MAX_REQUEST_SECONDS} seconds"
            message = f"stackls gave up on {method}{about}: {limit}."
            session.client.log(message, types.MessageType.Warning)
            return JsonRpcException(message, types.LSPErrorCodes.RequestFailed.value)
        log_failure(method, error)
        message = f"stackls could not handle {method} ({type(error).__name__})."
        session.client.log(message, types.MessageType.Error)
        return JsonRpcInternalError(message)

    if inspect.iscoroutinefunction(handler):

        async def bound_async(params: Any) -> Any:
            started = time.perf_counter()
            try:
                return await handler(session, params)
            except JsonRpcException:
                raise
            except Exception as error:  # noqa: BLE001 - a defect of ours
                raise failure(error, params) from None
            finally:
                _log_duration(method, started)

        return bound_async

    def bound(params: Any) -> Any:
        started = time.perf_counter()
        try:
            return handler(session, params)
        except JsonRpcException:
            raise
        except Exception as error:  # noqa: BLE001 - a defect of ours
            raise failure(error, params) from None
        finally:
            _log_duration(method, started)

    return bound


def _log_duration(method: str, started: float) -> None:
    logger.debug("%s: %.1f ms", method, 1000 * (time.perf_counter() - started))
