"""What a client says about its folders and files."""

from __future__ import annotations

from lsprotocol import types

from stackls_server.lsp.documents.configurations import WATCHED as WATCHED_CONFIGURATION
from stackls_server.lsp.documents.configurations import is_configuration
from stackls_server.lsp.documents.workspace_code import WATCHED as WATCHED_CODE
from stackls_server.lsp.documents.workspace_files import watched_files
from stackls_server.lsp.handlers import settings as setting_handlers
from stackls_server.lsp.session import Session
from stackls_server.lsp.transport.failures import log_failure


def open_workspace(session: Session, params: types.InitializeParams) -> None:
    """The client says which folders it has open."""
    uris = [folder.uri for folder in params.workspace_folders or ()]
    if not uris and params.root_uri:
        uris = [params.root_uri]
    session.workspace_files.add_folders(uris)


async def watch_files(session: Session) -> None:
    """The client is ready to be asked to tell of changed files."""
    if session.capabilities.watched_files:
        try:
            await session.client.register([watched_files(WATCHED_CODE, WATCHED_CONFIGURATION)])
        except Exception as error:  # noqa: BLE001 - a client may refuse; files are read again anyway
            log_failure("registering for files", error)


async def did_change_workspace_folders(
    session: Session, params: types.DidChangeWorkspaceFoldersParams
) -> None:
    """The user added folders, or removed some; each may have settings of its own."""
    if session.is_remote:
        return
    session.workspace_files.remove_folders(folder.uri for folder in params.event.removed)
    session.workspace_files.add_folders(folder.uri for folder in params.event.added)
    session.workspace_files.look(session.globs)
    session.code.look()
    await setting_handlers.ask(session)


async def did_change_watched_files(
    session: Session, params: types.DidChangeWatchedFilesParams
) -> None:
    """Files changed on the disk."""
    if any(is_configuration(event.uri) for event in params.changes):
        session.configuration_changed()
    session.code.reread(event.uri for event in params.changes)
    await session.workspace_files.reread(event.uri for event in params.changes)


async def did_save(session: Session, params: types.DidSaveTextDocumentParams) -> None:
    """A document was written to the disk."""
    if is_configuration(params.text_document.uri):
        session.configuration_changed()
    session.code.look()
    await session.workspace_files.reread([params.text_document.uri])
