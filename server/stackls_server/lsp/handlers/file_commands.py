"""The commands about the text of files. They need no registry, and answer plain JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from stackls_core.documents.run_configuration.templates import (
    pipeline_for,
    run_configuration_text,
)
from stackls_core.text import LineIndex
from stackls_server.features.flavors import FlavorNotFound
from stackls_server.features.kinds import document_kind, path_kind
from stackls_server.features.stack_writing import Wanted, inserted_component, stack_text
from stackls_server.lsp.converters import from_proto, to_proto
from stackls_server.lsp.handlers.arguments import (
    Arguments,
    CommandFailed,
    objects_argument,
    required_text,
    text_argument,
)
from stackls_server.lsp.session import Session


async def _document_kind(session: Session, arguments: Arguments) -> Any:
    uri = required_text(arguments, "uri")
    document = session.readable(uri)
    path = from_proto.path(uri)
    if document is None:
        return path_kind(path, session.configured(path)[0])
    return await session.run(document_kind, document.snapshot)


async def _insert_component(session: Session, arguments: Arguments) -> Any:
    """Without a document, what is written into an empty one."""
    uri = text_argument(arguments, "uri")
    document = session.readable(uri) if uri is not None else None
    if uri is not None and document is None:
        raise CommandFailed("This document is not open.")
    lines = document.snapshot.lines if document is not None else LineIndex("")
    catalogs = document.snapshot.catalogs if document is not None else session.workspace_catalogs
    wanted = _wanted(arguments)
    try:
        found = await session.run(inserted_component, lines.text, wanted, catalogs)
    except FlavorNotFound as error:
        raise CommandFailed(str(error)) from error
    if found is None:
        return {"edit": None, "snippet": None}
    edit = to_proto.text_edit(lines, found.edit, session.encoding)
    return {"edit": edit, "snippet": found.snippet}


async def _new_stack(session: Session, arguments: Arguments) -> Any:
    name = required_text(arguments, "name")
    wanted = [_wanted(one) for one in objects_argument(arguments, "components")]
    try:
        text, snippet = await session.run(stack_text, name, wanted, session.catalog)
    except FlavorNotFound as error:
        raise CommandFailed(str(error)) from error
    return {"text": text, "snippet": snippet}


async def _new_run_configuration(session: Session, arguments: Arguments) -> Any:
    """For the ``pipeline`` of that name; without one, for the only one that the workspace has."""
    code = session.documents.code
    try:
        pipeline = pipeline_for(code, text_argument(arguments, "pipeline"))
    except LookupError as error:
        raise CommandFailed(str(error)) from error
    text, snippet = await session.run(run_configuration_text, code, pipeline)
    names = dict.fromkeys(one.name for one in code.pipelines) if code is not None else {}
    return {"text": text, "snippet": snippet, "pipelines": list(names)}


def _wanted(arguments: Mapping[str, Any]) -> Wanted:
    component_type, flavor = (required_text(arguments, key) for key in ("type", "flavor"))
    return Wanted(component_type, flavor, text_argument(arguments, "name"))


FILE_COMMANDS: dict[str, Callable[[Session, Arguments], Awaitable[Any]]] = {
    "stackls.documentKind": _document_kind,
    "stackls.insertComponent": _insert_component,
    "stackls.newRunConfiguration": _new_run_configuration,
    "stackls.newStack": _new_stack,
}
