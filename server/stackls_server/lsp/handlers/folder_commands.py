"""The commands about several stack files as one plan."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.uris import from_fs_path

from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.stack_file.kind import STACK_FILE
from stackls_core.plans.agreed import AgreedPlans
from stackls_core.plans.apply_set import apply_one_by_one, apply_set
from stackls_core.plans.audit import audited, describe_with
from stackls_core.plans.plan_set import PlanSet, plan_set
from stackls_core.registry.errors import NotPlannable
from stackls_core.registry.model import Snapshot
from stackls_core.registry.store import StackStore
from stackls_server.features.plan_comment import plan_comment
from stackls_server.features.plan_set_data import applied_data, plan_set_data
from stackls_server.lsp.converters import from_proto
from stackls_server.lsp.documents.named_files import NamedFiles, Unreadable, key_of, read_named
from stackls_server.lsp.handlers.arguments import (
    Arguments,
    CommandFailed,
    flag_argument,
    reported_errors,
    text_argument,
    texts_argument,
)
from stackls_server.lsp.handlers.stack_change_commands import change
from stackls_server.lsp.session import Session

Tell = Callable[[str], None]
"""Takes what is done by now, as a client shows it behind what it is doing."""


async def _plan_folder(session: Session, arguments: Arguments) -> Any:
    """``uris`` are files and folders; with ``prune``, what no file holds any more goes.

    With ``comment``, the plan comes as a comment for a pull request, too.
    """
    removes = flag_argument(arguments, "prune")
    comments = flag_argument(arguments, "comment")
    named = await _named(session, arguments)
    with reported_errors():
        catalog = await session.stores.catalog()
        tell = _telling(session, arguments)
        return await session.stores.read(
            _plan,
            named,
            catalog,
            session.stores.plans,
            removes,
            comments,
            tell,
            title="Planning",
        )


async def _apply_folder(session: Session, arguments: Arguments) -> Any:
    """With ``planned``, only what a plan of that name says; ``one_by_one`` keeps what is done."""
    agreed = text_argument(arguments, "planned")
    removes = flag_argument(arguments, "prune")
    one_by_one = flag_argument(arguments, "one_by_one")
    named = await _named(session, arguments)
    with reported_errors():
        catalog = await session.stores.catalog()
    count = len(named.texts)
    return await change(
        session,
        _apply,
        named,
        catalog,
        session.stores.plans,
        agreed,
        removes,
        one_by_one,
        _telling(session, arguments),
        title=f"Applying {count} stacks" if count > 1 else "Applying a stack",
    )


async def _list_stack_files(session: Session, arguments: Arguments) -> Any:
    """Those of the workspace, as far as it has been looked through."""
    del arguments
    workspace = await session.workspace_files.workspace(session.documents, session.globs)
    return [{"uri": one.uri} for one in workspace.index.files if one.kind is STACK_FILE]


async def _named(session: Session, arguments: Arguments) -> NamedFiles:
    uris = texts_argument(arguments, "uris")
    if not uris:
        raise JsonRpcInvalidParams("The argument uris has to name a file or a folder.")
    if session.is_remote:
        raise CommandFailed("Files are not read for this connection.")
    paths = [from_proto.path(uri) for uri in uris if uri.startswith("file:")]
    if len(paths) < len(uris) or None in paths:
        raise CommandFailed("Only files and folders on the disk can be planned together.")
    opened = {
        key_of(path): document.snapshot.text
        for document in session.documents
        if document.uri.startswith("file:") and (path := from_proto.path(document.uri)) is not None
    }
    folders, globs = session.workspace_files.folders, session.globs
    try:
        return await session.run(read_named, paths, opened, folders, globs)
    except Unreadable as error:
        raise CommandFailed(str(error)) from error


def _telling(session: Session, arguments: Arguments) -> Tell:
    """Reports how far it is to the token that the client has given as ``progress``, if any."""
    token = text_argument(arguments, "progress")
    loop = asyncio.get_running_loop()

    def tell(said: str) -> None:
        if token is not None:
            report = types.WorkDoneProgressReport(message=said)
            loop.call_soon_threadsafe(session.client.progress, token, report)

    return tell


def _planned(
    named: NamedFiles, store: StackStore, catalog: Catalog, tell: Tell, *, removes: bool
) -> PlanSet:
    if removes and not named.owner:
        raise NotPlannable(
            'Only what one folder\'s owner has made can be removed: write owner = "NAME" into '
            "stackls.toml. What is made from then on is marked."
        )
    total = len(named.texts)
    return plan_set(
        named.texts,
        store,
        catalog,
        lambda count: tell(f"{count} of {total} stacks are planned"),
        owner=named.owner,
        removes=removes,
    )


def _plan(
    store: StackStore,
    named: NamedFiles,
    catalog: Catalog,
    agreed: AgreedPlans,
    removes: bool,
    comments: bool,
    tell: Tell,
) -> Any:
    plans = _planned(named, store, catalog, tell, removes=removes)
    place = store.info().place
    data = plan_set_data(plans, place)
    if comments:
        data["comment"] = plan_comment(plans, place)
    for file, path in zip(data["files"], named.paths, strict=True):
        file["uri"] = from_fs_path(path)
    return {**data, "owner": named.owner or None, "planned": agreed.name(plans)}


def _apply(
    store: StackStore,
    seen: object,
    named: NamedFiles,
    catalog: Catalog,
    plans_seen: AgreedPlans,
    agreed: str | None,
    removes: bool,
    one_by_one: bool,
    tell: Tell,
) -> tuple[dict[str, Any], Snapshot]:
    """Plan and apply at once; the result says what is registered by now. For a thread."""
    del seen
    plans = _planned(named, store, catalog, tell, removes=removes)
    if agreed is not None:
        plans_seen.check(agreed, plans, store.snapshot)
    if named.is_audited:
        described = describe_with(store.info())
        by_name = dict(zip((one.path for one in named.texts), named.paths, strict=True))
        plans = audited(plans, store, lambda one: described(replace(one, path=by_name[one.path])))
    if one_by_one:
        total = len(plans.files)
        applied = apply_one_by_one(
            plans, store, lambda count: tell(f"{count} of {total} stacks are registered")
        )
    else:
        tell("all of it as one change")
        applied = apply_set(plans, store)
    return applied_data(applied), applied.state


FOLDER_COMMANDS: dict[str, Callable[[Session, Arguments], Awaitable[Any]]] = {
    "stackls.listStackFiles": _list_stack_files,
    "stackls.planFolder": _plan_folder,
    "stackls.applyFolder": _apply_folder,
}
