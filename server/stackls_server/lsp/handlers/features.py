"""What a client asks while somebody types or reads: completion, hover, the outline.

Find the snapshot, translate, call the feature, translate back.
"""

from __future__ import annotations

from lsprotocol import types

from stackls_server.features.completion import ItemKind, complete, opens_by_itself
from stackls_server.features.completion import document as documentation
from stackls_server.features.flavor_at import flavor_at
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot
from stackls_server.lsp.converters import from_proto, to_proto_features
from stackls_server.lsp.converters.insertion import insertion
from stackls_server.lsp.handlers.triggers import is_reason_to_suggest
from stackls_server.lsp.session import Session


async def completion(
    session: Session, params: types.CompletionParams
) -> types.CompletionList | None:
    """The client asks what can stand at the cursor."""
    found = session.readable(params.text_document.uri)
    if found is None:
        return None
    snapshot = found.snapshot
    offset = from_proto.offset(snapshot.lines, params.position, session.encoding)
    typed = from_proto.typed_character(params.context)
    if typed is not None and not is_reason_to_suggest(snapshot.lines, offset, typed):
        return None
    if typed is not None and not opens_by_itself(snapshot, offset):
        return None
    offered = await session.requests.run_quickly(found, complete, offset)
    lines, capabilities = snapshot.lines, session.capabilities
    version = snapshot.catalog.zenml_version if offered else ""
    items: list[types.CompletionItem] = []
    for item in offered:
        inserted = insertion(item, lines, offset, capabilities)
        if inserted is not None:
            items.append(
                to_proto_features.completion_item(
                    item, inserted, len(items), lines, session.encoding, capabilities, version
                )
            )
    asks_again = _ASKS_AGAIN if capabilities.suggest_command else _VALUES
    is_incomplete = snapshot.kind is not None and (
        not offered or any(item.kind in asks_again for item in offered)
    )
    return types.CompletionList(is_incomplete=is_incomplete, items=items)


_VALUES = (ItemKind.VALUE, ItemKind.FLAVOR)
_ASKS_AGAIN = (ItemKind.FLAVOR,)
"""Of what lists have to be asked for with every letter: a value that is typed in full is to leave.

VS Code sees that of plain values itself (its Enter is set to ``smart``), and faster: until it has
the answer, which takes long where its window is far away, Enter accepts from the list before.
"""


def completion_resolve(session: Session, item: types.CompletionItem) -> types.CompletionItem:
    """The client shows an item and wants its documentation."""
    key = from_proto.documentation_key(item.data)
    if key is not None:
        catalog = session.catalogs.for_version(from_proto.documentation_version(item.data))
        markdown = documentation(key, Snapshot("", catalog))
        if markdown:
            as_markdown = session.capabilities.completion_markdown
            item.documentation = to_proto_features.markup_content(markdown, as_markdown=as_markdown)
    return item


async def hover_at(session: Session, params: types.HoverParams) -> types.Hover | None:
    """The client asks what is under the pointer."""
    document = session.readable(params.text_document.uri)
    if document is None:
        return None
    snapshot = document.snapshot
    offset = from_proto.offset(snapshot.lines, params.position, session.encoding)
    found = await session.requests.run_quickly(document, hover, offset)
    if found is None:
        return None
    flavor = flavor_at(snapshot, offset) if session.stores.has_client_commands else None
    return to_proto_features.hover(
        found, snapshot.lines, session.encoding, session.capabilities, flavor
    )


async def document_symbol(
    session: Session, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation] | None:
    """The client asks for the outline."""
    uri = params.text_document.uri
    snapshot = session.snapshot(uri)
    if snapshot is None:
        return None
    symbols = await session.run(snapshot.view.symbols)
    if session.capabilities.hierarchical_symbols:
        return [
            to_proto_features.document_symbol(symbol, snapshot.lines, session.encoding)
            for symbol in symbols
        ]
    return to_proto_features.flat_symbols(symbols, uri, snapshot.lines, session.encoding)
