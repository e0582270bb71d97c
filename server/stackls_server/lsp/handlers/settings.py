"""The settings of a client: sent at the start, asked for, or sent when they change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lsprotocol import types
from pygls.uris import from_fs_path

from stackls_server.lsp.by_folder import ByFolder
from stackls_server.lsp.session import Session
from stackls_server.lsp.settings import Settings, ZenMLSettings, has_settings, read_settings
from stackls_server.lsp.transport.failures import log_failure

_NONE: Mapping[str, object] = {}


def introduce(session: Session, params: types.InitializeParams) -> None:
    """The client introduces itself, with settings perhaps."""
    if has_settings(params.initialization_options):
        _configure(session, params.initialization_options)


async def did_change_configuration(
    session: Session, params: types.DidChangeConfigurationParams
) -> None:
    """The user changed a setting. Many clients send nothing but that news, so they are asked."""
    if session.capabilities.configuration:
        await ask(session)
    elif has_settings(params.settings):
        _configure(session, params.settings)


async def ask(session: Session) -> None:
    """Ask for the settings of the workspace, and of each folder where it has several."""
    if not session.capabilities.configuration:
        return
    try:
        folders = session.workspace_files.folders
        asked = folders if len(folders) > 1 else ()  # a folder that is alone is the workspace
        uris = [from_fs_path(folder) for folder in asked]
        everywhere, *others = await session.client.configuration(None, *uris)
    except Exception as error:  # noqa: BLE001 - a client may refuse; what it said before holds
        log_failure("asking for settings", error)
        return
    if everywhere is not None:
        of_folders = zip(asked, others, strict=True)
        _configure(session, everywhere, {path: one for path, one in of_folders if one is not None})


def _configure(session: Session, data: object, of_folders: Mapping[str, object] = _NONE) -> None:
    """``of_folders`` is what the client says of folders of the workspace, by their paths."""
    complaints: dict[str, None] = {}
    settings = ByFolder(data, of_folders).map(lambda one: _read(session, one, complaints))
    for complaint in complaints:
        session.client.log(complaint, types.MessageType.Warning)
    session.configure(settings)


def _read(session: Session, data: object, complaints: dict[str, None]) -> Settings:
    settings, found = read_settings(data)
    complaints.update(dict.fromkeys(found))
    if session.is_remote:
        settings = replace(settings, store=Settings.store, zenml=ZenMLSettings())
    return settings
