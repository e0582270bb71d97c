"""The LSP methods around the text: folding, links, definitions, rename and the like.

Of the same shape as `features`: find the snapshot, translate, call the feature in a thread,
translate back.
"""

from __future__ import annotations

import functools
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.uris import from_fs_path

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.model import Flavor
from stackls_core.paths import find_repository
from stackls_server.features.code_places import code_places
from stackls_server.features.definition import definition
from stackls_server.features.flavor_at import flavor_at
from stackls_server.features.flavors import describe_flavor
from stackls_server.features.folding import folds
from stackls_server.features.highlights import highlights
from stackls_server.features.inlay_hints import inlay_hints
from stackls_server.features.links import links
from stackls_server.features.pages import flavor_page
from stackls_server.features.references import references
from stackls_server.features.rename import RenameRefused, prepare_rename, rename
from stackls_server.features.selection_ranges import selection_spans
from stackls_server.features.semantic_tokens import semantic_tokens
from stackls_server.features.workspace_symbols import workspace_symbols
from stackls_server.lsp.converters import from_proto, to_proto_navigation
from stackls_server.lsp.documents.workspace_code import location_of_class, locations_of
from stackls_server.lsp.documents.workspace_files import Workspace
from stackls_server.lsp.session import Session
from stackls_server.lsp.transport.failures import log_failure


async def _workspace(session: Session) -> Workspace:
    workspace = await session.workspace_files.workspace(session.documents, session.globs)
    session.documents.forget_oldest()
    return workspace


# --- one document -------------------------------------------------------------------------------


async def folding_range(
    session: Session, params: types.FoldingRangeParams
) -> list[types.FoldingRange] | None:
    """The client asks what can be folded. Other files than ours are left to it."""
    snapshot = session.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    found = await session.run(folds, snapshot, session.capabilities.folding_limit)
    return [to_proto_navigation.folding_range(fold) for fold in found]


async def selection_range(
    session: Session, params: types.SelectionRangeParams
) -> list[types.SelectionRange] | None:
    """The client asks how selections at some positions grow."""
    snapshot = session.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    lines, encoding = snapshot.lines, session.encoding
    result: list[types.SelectionRange] = []
    for position in params.positions:
        offset = from_proto.offset(lines, position, encoding)
        spans = await session.run(selection_spans, snapshot, offset)
        result.append(to_proto_navigation.selection_range(spans, lines, encoding))
    return result


async def document_highlight(
    session: Session, params: types.DocumentHighlightParams
) -> list[types.DocumentHighlight] | None:
    """The client asks where else in the file the thing at the cursor is named."""
    snapshot = session.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    lines, encoding = snapshot.lines, session.encoding
    offset = from_proto.offset(lines, params.position, encoding)
    found = await session.run(highlights, snapshot, offset)
    return [to_proto_navigation.document_highlight(one, lines, encoding) for one in found]


async def document_link(
    session: Session, params: types.DocumentLinkParams
) -> list[types.DocumentLink] | None:
    """The client asks what can be clicked."""
    snapshot = session.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    found = await session.run(links, snapshot)
    return [
        to_proto_navigation.document_link(link, snapshot.lines, session.encoding) for link in found
    ]


async def semantic_tokens_full(
    session: Session, params: types.SemanticTokensParams
) -> types.SemanticTokens | None:
    """The client asks what to colour."""
    snapshot = session.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    tokens = await session.run(semantic_tokens, snapshot)
    return to_proto_navigation.semantic_tokens(tokens, snapshot.lines, session.encoding)


async def semantic_tokens_range(
    session: Session, params: types.SemanticTokensRangeParams
) -> types.SemanticTokens | None:
    """The client asks what to colour of the lines that it shows."""
    snapshot = session.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    within = from_proto.span(snapshot.lines, params.range, session.encoding)
    tokens = await session.run(semantic_tokens, snapshot, within)
    return to_proto_navigation.semantic_tokens(tokens, snapshot.lines, session.encoding)


async def inlay_hint(
    session: Session, params: types.InlayHintParams
) -> list[types.InlayHint] | None:
    """The client asks what to show between the lines' words: what the user wants of it."""
    snapshot = session.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    wanted = session.settings_by_folder.of(snapshot.path).inlayHints
    if not (wanted.defaults or wanted.registered):
        return None
    within = from_proto.span(snapshot.lines, params.range, session.encoding)
    found = await session.run(inlay_hints, snapshot, within) if wanted.defaults else []
    if wanted.registered and snapshot.known is not None:
        from stackls_server.features.drift import drift_hints

        found = [*found, *await session.run(drift_hints, snapshot, within)]
    lines, encoding = snapshot.lines, session.encoding
    return [
        to_proto_navigation.inlay_hint(hint, lines, encoding, session.capabilities)
        for hint in found
    ]


# --- several documents --------------------------------------------------------------------------


async def go_to_definition(
    session: Session, params: types.DefinitionParams
) -> list[types.Location] | None:
    """The client asks where what is at the cursor is defined."""
    uri = params.text_document.uri
    snapshot = session.snapshot(uri)
    if snapshot is None:
        return None
    offset = from_proto.offset(snapshot.lines, params.position, session.encoding)
    in_code = await session.run(code_places, snapshot, offset)
    if in_code:
        found = await session.run(locations_of, in_code)
        return [to_proto_navigation.location(one, session.encoding) for one in found]
    index = (await _workspace(session)).index
    found = await session.run(definition, snapshot, uri, offset, index)
    if not found and (flavor := flavor_at(snapshot, offset)) is not None:
        return await _class_of_flavor(session, flavor, snapshot.path) or _page_of_flavor(
            session, snapshot.catalog, flavor
        )
    return [to_proto_navigation.location(one, session.encoding) for one in found]


async def _class_of_flavor(
    session: Session, flavor: Flavor, path: str | None
) -> list[types.Location] | None:
    """A custom flavor is defined by its class, where that is in the workspace."""
    if not flavor.source or session.is_remote:
        return None
    repository = find_repository(Path(path).parent) if path else None
    folders = [*session.workspace_files.folders, *([str(repository)] if repository else [])]
    found = await session.run(location_of_class, flavor.source, folders)
    return [to_proto_navigation.location(found, session.encoding)] if found else None


def _page_of_flavor(
    session: Session, catalog: Catalog, flavor: Flavor
) -> list[types.Location] | None:
    """ZenML defines it: what a user wants to see of that is what the flavor is and takes."""
    described = describe_flavor(catalog, flavor.type, flavor.name)
    try:
        page = session.page_files.write(flavor_page(described))
    except OSError as error:
        log_failure("writing a page", error)
        return None
    uri = from_fs_path(str(page))
    start = types.Position(0, 0)
    return [types.Location(uri, types.Range(start, start))] if uri is not None else None


async def find_references(
    session: Session, params: types.ReferenceParams
) -> list[types.Location] | None:
    """The client asks where what is at the cursor is used."""
    uri = params.text_document.uri
    snapshot = session.snapshot(uri)
    if snapshot is None:
        return None
    offset = from_proto.offset(snapshot.lines, params.position, session.encoding)
    index, declaration = (await _workspace(session)).index, params.context.include_declaration
    find = functools.partial(references, include_declaration=declaration)
    found = await session.run(find, snapshot, uri, offset, index)
    if declaration:
        in_code = await session.run(code_places, snapshot, offset)
        found = [*await session.run(locations_of, in_code), *found]
    return [to_proto_navigation.location(one, session.encoding) for one in found]


async def prepare(
    session: Session, params: types.PrepareRenameParams
) -> types.PrepareRenamePlaceholder | None:
    """The client asks whether what is at the cursor can be renamed."""
    snapshot = session.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    offset = from_proto.offset(snapshot.lines, params.position, session.encoding)
    found = await session.run(prepare_rename, snapshot, offset)
    if found is None:
        return None
    return to_proto_navigation.renamable(found, snapshot.lines, session.encoding)


async def rename_at(session: Session, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """The client asks for the edits that rename what is at the cursor."""
    uri = params.text_document.uri
    snapshot = session.snapshot(uri)
    if snapshot is None:
        return None
    offset = from_proto.offset(snapshot.lines, params.position, session.encoding)
    workspace = await _workspace(session)
    if not workspace.is_complete:
        raise _refused("The workspace is still being looked through. Try again in a moment.")
    newest = session.snapshot(uri)
    if newest is None or newest.text != snapshot.text:
        code = types.LSPErrorCodes.ContentModified.value
        raise JsonRpcException("The document was edited in the meantime.", code)
    try:
        index, new_name = workspace.index, params.new_name
        changes = await session.run(rename, snapshot, uri, offset, new_name, index)
    except RenameRefused as error:
        raise _refused(str(error)) from None
    if not changes:
        return None
    return to_proto_navigation.workspace_edit(
        changes, workspace.versions, session.encoding, session.capabilities
    )


def _refused(message: str) -> JsonRpcException:
    return JsonRpcException(message, types.LSPErrorCodes.RequestFailed.value)


async def workspace_symbol(
    session: Session, params: types.WorkspaceSymbolParams
) -> list[types.SymbolInformation]:
    """The client asks for stacks and components by name."""
    index = (await _workspace(session)).index
    found = await session.run(workspace_symbols, index, params.query)
    return [to_proto_navigation.workspace_symbol(one, session.encoding) for one in found]
