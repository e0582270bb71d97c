"""The commands that read registered stacks, or make them what a file says.

Each takes one JSON object and returns plain JSON, as do those of `stack_change_commands`. What is
registered is read anew unless a client says by ``revision`` which state it wants to know of: then
what the session knows of that, or of a later one, is the answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from pygls.exceptions import JsonRpcInvalidParams
from pygls.uris import to_fs_path

from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.stack_file.view import parse_stack_file
from stackls_core.plans.agreed import AgreedPlans
from stackls_core.plans.apply import apply
from stackls_core.plans.export import export
from stackls_core.plans.plan import plan_text
from stackls_core.plans.plan_set import StackText, set_of_one
from stackls_core.plans.written_like import written_like
from stackls_core.registry import edits, references
from stackls_core.registry.errors import NotPlannable
from stackls_core.registry.known import KnownRegistry
from stackls_core.registry.model import Snapshot, Stack
from stackls_core.registry.store import StackStore, StoreInfo
from stackls_core.regular_files import FileTooLarge, read_bounded
from stackls_server.features import stack_data
from stackls_server.features.diagnostics import diagnose, finding_rows
from stackls_server.features.file_status import status_data
from stackls_server.features.plan_data import plan_data
from stackls_server.features.snapshot import Snapshot as File
from stackls_server.features.stack_findings import findings_data, stack_findings
from stackls_server.lsp.converters import from_proto
from stackls_server.lsp.documents.named_files import Unreadable, shown, variables_for
from stackls_server.lsp.handlers.arguments import (
    Arguments,
    CommandFailed,
    flag_argument,
    number_argument,
    reported_errors,
    required_text,
    text_argument,
    texts_argument,
)
from stackls_server.lsp.handlers.stack_change_commands import change
from stackls_server.lsp.session import Session

Variables: TypeAlias = "Mapping[str, str] | None"

MAX_FILE_BYTES = 64_000_000
"""A file that is not open and larger than this is not read."""


# --- what is registered -------------------------------------------------------------------------


async def _store_info(session: Session, arguments: Arguments) -> Any:
    known, revision = session.stores.known, number_argument(arguments, "revision")
    if known is not None and revision is not None and session.stores.follower.revision >= revision:
        return stack_data.store_data(known.info)
    with reported_errors():
        info = await session.stores.read(_info, title="Reading the registry")
    return stack_data.store_data(info)


def _info(store: StackStore) -> StoreInfo:
    return store.info()


async def _state(session: Session, arguments: Arguments, title: str) -> Snapshot:
    """What is registered, no older than the ``revision`` that is asked for; without one, now."""
    revision = number_argument(arguments, "revision")
    with reported_errors():
        return await session.stores.state(revision, title=title)


async def _list_interpreters(session: Session, arguments: Arguments) -> Any:
    """Those that were looked at; with ``all``, those that could be set, ``offered`` ones too."""
    offered = texts_argument(arguments, "offered")
    if flag_argument(arguments, "all"):
        found = await session.stores.selectable(offered)
    else:
        found = await session.stores.candidates()
    return [
        {
            "path": one.path,
            "found": one.source,
            "verdict": one.verdict.value,
            "reason": one.reason,
            "zenml_version": one.zenml_version,
            "python_version": one.python_version,
        }
        for one in found
    ]


async def _list_stacks(session: Session, arguments: Arguments) -> Any:
    state = await _state(session, arguments, "Reading the stacks")
    return [stack_data.stack_summary(stack, state) for stack in state.stacks]


async def _describe_stack(session: Session, arguments: Arguments) -> Any:
    name = required_text(arguments, "name")
    settings = session.settings

    def describe(state: Snapshot, known: KnownRegistry, catalog: Catalog) -> Any:
        stack = references.find(name, state.stacks, "stack")
        described = stack_data.stack_description(stack, state, catalog)
        if not settings.validation.enabled:
            return findings_data(described, [], [[] for _ in stack.components])
        found = stack_findings(stack, known.info.zenml_version, catalog, known)
        levels = session.levels(None)
        of_components = [levels.applied(one) for one in found.components]
        return findings_data(described, levels.applied(found.stack), of_components)

    with reported_errors():
        known = await session.stores.latest()
        catalog = await session.stores.catalog()
        state = await _state(session, arguments, f"Reading {name}")
        return await session.run(describe, state, known, catalog)


async def _list_components(session: Session, arguments: Arguments) -> Any:
    component_type = text_argument(arguments, "type")
    state = await _state(session, arguments, "Reading the components")
    with reported_errors():
        found = edits.components_of(state, component_type) if component_type else state.components
    return [stack_data.component_summary(component, state) for component in found]


async def _describe_component(session: Session, arguments: Arguments) -> Any:
    component_type = required_text(arguments, "type")
    name = required_text(arguments, "name")
    with reported_errors():
        catalog = await session.stores.catalog()
        state = await _state(session, arguments, f"Reading {name}")
        component = edits.find_component(state, component_type, name)
    return await session.run(stack_data.component_description, component, state, catalog)


async def _export_stack(session: Session, arguments: Arguments) -> Any:
    """With the ``uri`` of an open document, written the way that writes it, as far as that goes."""
    name = required_text(arguments, "name")
    uri = text_argument(arguments, "uri")
    document = session.readable(uri) if uri is not None else None
    if uri is not None and document is None:
        raise CommandFailed("This document is not open.")
    title = f"Exporting {name}"
    state = await _state(session, arguments, title)
    with reported_errors():
        stack = references.find(name, state.stacks, "stack")
        if session.is_remote:
            _refuse_secrets(stack, await session.stores.catalog())
        known = session.stores.known
        info = known.info if known else await session.stores.read(_info, title=title)
    text = None
    if document is not None:
        text = await session.run(written_like, document.snapshot.text, stack)
    if text is None:
        with reported_errors():
            lists = session.catalogs.for_version(info.zenml_version).imports.lists
        text = export(stack, info.zenml_version, lists=lists)
    return {"text": text}


def _refuse_secrets(stack: Stack, catalog: Catalog) -> None:
    """Raise `CommandFailed` where an export would have secrets in the clear."""
    for component in stack.components:
        shown = stack_data.shown_configuration(component, catalog)
        if shown != stack_data.shown_configuration(component, catalog, show_secrets=True):
            raise CommandFailed(f"{component.name} has secrets in the clear: they stay here.")


# --- files ----------------------------------------------------------------------------------------


async def _file_status(session: Session, arguments: Arguments) -> Any:
    """Whether an open stack file is as registered, by what was read last."""
    uri = required_text(arguments, "uri")
    with reported_errors():
        known = await session.stores.latest()
    document = session.readable(uri)
    if document is None:
        raise CommandFailed("This document is not open.")
    snapshot = document.snapshot
    if snapshot.known is not known:
        snapshot = replace(snapshot, known=known)
    return await session.run(status_data, snapshot)


async def _check_file(session: Session, arguments: Arguments) -> Any:
    """The findings of a document, of a file or of a text, with the severities of the settings."""
    uri = text_argument(arguments, "uri")
    with reported_errors():
        text = await text_of(session, arguments)
    path = from_proto.path(uri) if uri is not None else None
    (globs, _), documents = session.configured(path), session.documents
    catalogs = session.catalogs_for(path)
    snapshot = File(text, catalogs, path, globs, documents.known, documents.code)
    found = await session.run(diagnose, snapshot)
    return finding_rows(session.levels(path).applied(found), snapshot)


async def _plan_stack(session: Session, arguments: Arguments) -> Any:
    with reported_errors():
        text, variables = await _text_and_variables(session, arguments)
        catalog = await session.stores.catalog()
        seen = session.stores.plans
        return await session.stores.read(_plan, text, variables, catalog, seen, title="Planning")


async def _apply_stack(session: Session, arguments: Arguments) -> Any:
    activate = flag_argument(arguments, "activate")
    planned = text_argument(arguments, "planned")
    with reported_errors():
        text, variables = await _text_and_variables(session, arguments)
        catalog = await session.stores.catalog()
    seen = session.stores.plans
    file = StackText(_name_of_file(session, arguments), text, variables)
    return await change(session, _apply, file, catalog, activate, planned, seen, title="Applying")


def _name_of_file(session: Session, arguments: Arguments) -> str:
    """How messages call the file that a command is about; empty where it is none."""
    uri = text_argument(arguments, "uri") or ""
    path = from_proto.path(uri) if uri.startswith("file:") else None
    return shown(path, session.workspace_files.folders) if path is not None else ""


def _plan(
    store: StackStore, text: str, variables: Variables, catalog: Catalog, seen: AgreedPlans
) -> Any:
    planned = plan_text(text, store, catalog, variables=variables)
    name = parse_stack_file(text).stack_name or ""
    data = plan_data(planned, text, name, where=store.info().place)
    return {**data, "planned": seen.name(set_of_one(planned, StackText("", text, variables)))}


def _apply(
    store: StackStore,
    before: object,
    file: StackText,
    catalog: Catalog,
    activate: bool,
    agreed: str | None,
    seen: AgreedPlans,
) -> tuple[dict[str, Any], Snapshot]:
    """Plan and apply at once; the result says what there was to do. For a thread.

    ``agreed`` is what the plan was called that the user agreed to; another one is not applied.
    """
    del before
    text = file.text
    planned = plan_text(text, store, catalog, variables=file.variables)
    if agreed is not None:
        agreed_file = replace(file, path="")  # by which it was named
        seen.check(agreed, set_of_one(planned, agreed_file), store.snapshot)
    if planned.stack is None and not planned.findings:
        raise NotPlannable("The file gives its stack no name.")
    name = parse_stack_file(text).stack_name or ""
    data = plan_data(planned, text, name, where=store.info().place)
    applied = apply(planned, store, activate=activate, file=file if file.path else None)
    return {**data, "applied": True}, applied.state


async def _text_and_variables(session: Session, arguments: Arguments) -> tuple[str, Variables]:
    """The text, and what its placeholders stand for, as the configuration of its file says."""
    text = await text_of(session, arguments)
    uri = text_argument(arguments, "uri") or ""
    is_file = uri.startswith("file:") and not session.is_remote
    path = from_proto.path(uri) if is_file else None
    try:
        return text, await session.run(variables_for, path) if path is not None else None
    except Unreadable as error:
        raise CommandFailed(str(error)) from error


async def text_of(session: Session, arguments: Arguments) -> str:
    """The text that a command is about: given, of an open document, or of a file."""
    text = text_argument(arguments, "text")
    if text is not None:
        return text
    uri = text_argument(arguments, "uri")
    if uri is None:
        raise JsonRpcInvalidParams("One of the arguments uri and text has to be given.")
    document = session.documents.get(uri)
    if document is not None:
        return document.snapshot.text
    reads_files = uri.startswith("file:") and not session.is_remote
    path = to_fs_path(uri) if reads_files else None
    if path is None:
        raise CommandFailed("This document is not open.")
    return await session.run(_read_file, Path(path))


def _read_file(path: Path) -> str:
    try:
        return read_bounded(path, MAX_FILE_BYTES).decode("utf-8-sig")
    except FileTooLarge:
        raise CommandFailed(f"{path.name} is too large to be a stack file.") from None
    except UnicodeDecodeError:
        raise CommandFailed(f"{path.name} is not UTF-8.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CommandFailed(f"{path.name} cannot be read: {reason}.") from error


STACK_COMMANDS: dict[str, Callable[[Session, Arguments], Awaitable[Any]]] = {
    "stackls.storeInfo": _store_info,
    "stackls.listInterpreters": _list_interpreters,
    "stackls.listStacks": _list_stacks,
    "stackls.describeStack": _describe_stack,
    "stackls.listComponents": _list_components,
    "stackls.describeComponent": _describe_component,
    "stackls.fileStatus": _file_status,
    "stackls.checkFile": _check_file,
    "stackls.planStack": _plan_stack,
    "stackls.applyStack": _apply_stack,
    "stackls.exportStack": _export_stack,
}
