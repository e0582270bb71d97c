"""Code lenses: what can be done with a stack file, above its lines."""

from __future__ import annotations

from lsprotocol import types

from stackls_server.features.code_lenses import code_lenses
from stackls_server.lsp.converters import to_proto_stacks
from stackls_server.lsp.session import Session


async def code_lens(session: Session, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    """The client asks what can be done with a document."""
    uri = params.text_document.uri
    snapshot = session.snapshot(uri)
    if snapshot is None:
        return None
    lenses = await session.run(code_lenses, snapshot)
    if lenses:
        session.stores.start()
    return [
        to_proto_stacks.code_lens(
            lens,
            uri,
            snapshot.lines,
            session.encoding,
            has_client_commands=session.stores.has_client_commands,
        )
        for lens in lenses
    ]
