"""A client comes, says what it can do, and goes."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from stackls_server.lsp.converters import from_proto
from stackls_server.lsp.converters.capabilities import read_capabilities
from stackls_server.lsp.handlers import settings as setting_handlers
from stackls_server.lsp.handlers import stacks as stack_handlers
from stackls_server.lsp.handlers import workspace as workspace_handlers
from stackls_server.lsp.session import Session
from stackls_server.lsp.transport.failures import log_failure
from stackls_server.lsp.transport.processes import is_alive


def initialize(session: Session, params: types.InitializeParams) -> None:
    """The client introduces itself; pygls answers with what the server can do."""
    if session.is_remote:
        params = from_proto.without_files(params)
    session.capabilities = read_capabilities(params, session.started_by)
    if params.process_id is not None and is_alive(params.process_id):
        session.client_process = params.process_id
    workspace_handlers.open_workspace(session, params)
    stack_handlers.introduce(session, params)
    setting_handlers.introduce(session, params)


async def initialized(session: Session, params: types.InitializedParams) -> None:
    """The client is ready to be asked for its settings, and to tell when they change."""
    del params
    session.workspace_files.look(session.globs)
    await setting_handlers.ask(session)
    if session.capabilities.dynamic_configuration:
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        options = types.DidChangeConfigurationRegistrationOptions(section="stackls")
        try:
            await session.client.register([types.Registration("stackls.settings", method, options)])
        except Exception as error:  # noqa: BLE001 - a client may refuse; changes may come anyway
            log_failure("registering for settings", error)
    await workspace_handlers.watch_files(session)


def shutdown(session: Session, params: Any = None) -> None:
    """The client is about to end the server."""
    del params
    session.is_shut_down = True
    session.workspace_files.stop()
    session.code.stop()


def exit_server(session: Session, params: Any = None) -> None:
    """The server ends after this message."""
    del params
    session.ended.set()


def cancel_progress(session: Session, params: types.WorkDoneProgressCancelParams) -> None:
    """The user does not want to wait for something that shows progress."""
    session.analyses.progress.cancel(params.token)
