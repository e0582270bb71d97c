"""Who the client is to the store of registered stacks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types

from stackls_server.lsp.converters import from_proto

if TYPE_CHECKING:
    from stackls_server.lsp.session import Session

_ASK_FOR_TRUST = ("visual studio code", "code - oss", "code-server", "vscodium", "cursor")
"""Editors that know workspaces which are not trusted: they have to say that one is."""


def introduce(session: Session, params: types.InitializeParams) -> None:
    """The client says which folder is open, and whether its user trusts it."""
    given: Any = params.initialization_options
    options = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
    client = params.client_info.name.lower() if params.client_info else ""
    said = options.get("trusted")
    asks = any(name in client for name in _ASK_FOR_TRUST)
    trusted = said if isinstance(said, bool) else False if asks else None
    session.stores.select(_text(options.get("selectedInterpreter")))
    workspace = Path.cwd() if session.is_remote else _workspace(params)
    session.stores.introduce(
        workspace, trusted=trusted, has_client_commands=options.get("commands") is True
    )


def opened_file(session: Session, uri: str) -> None:
    """A document of ours is open: where no folder is, its own is the workspace."""
    if session.is_remote:
        return
    path = from_proto.path(uri) if uri.startswith("file:") else None
    folder = Path(path).parent if path else None
    if folder is not None and folder.is_dir():
        session.stores.fall_back_to(folder)


def selected_interpreter(session: Session, params: Any) -> None:
    """The user has selected another interpreter in the editor, or none any more."""
    if not session.is_remote:
        session.stores.select(_text(getattr(params, "path", None)))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _workspace(params: types.InitializeParams) -> Path | None:
    """The folder whose active stack is meant: the first one."""
    uris = [folder.uri for folder in params.workspace_folders or ()] or [params.root_uri]
    path = from_proto.path(uris[0]) if uris[0] and uris[0].startswith("file:") else None
    found = Path(path) if path else None
    return found if found is not None and found.is_dir() else None
