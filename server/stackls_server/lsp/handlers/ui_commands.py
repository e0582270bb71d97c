"""The commands that talk to the user, for editors that show no answers of commands.

They answer nothing, and at once: an editor may wait for the answer of a command, and not be able to
show a question meanwhile. What comes of them is a message, a question or a page. Clients that show
pages themselves ask for their text by ``stackls.page``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.uris import from_fs_path

from stackls_core.analysis import rule_pages
from stackls_core.catalog.component_types import label_of
from stackls_server.features import pages
from stackls_server.features.flavors import FlavorNotFound, describe_flavor
from stackls_server.features.pages import Page
from stackls_server.features.what_will_run import NothingRuns, what_will_run
from stackls_server.lsp.converters import from_proto
from stackls_server.lsp.handlers.arguments import (
    Arguments,
    CommandFailed,
    required_text,
    text_argument,
)
from stackls_server.lsp.handlers.comparison_commands import COMPARISON_COMMANDS
from stackls_server.lsp.handlers.folder_commands import FOLDER_COMMANDS
from stackls_server.lsp.handlers.stack_change_commands import STACK_CHANGE_COMMANDS
from stackls_server.lsp.handlers.stack_commands import STACK_COMMANDS
from stackls_server.lsp.handlers.version_commands import check_against
from stackls_server.lsp.session import Session
from stackls_server.lsp.settings import SEVERITIES, Settings
from stackls_server.lsp.transport.failures import log_failure

_SOON = 0.5
"""Seconds that a command waits for its page before it answers."""
_APPLY, _APPLY_AND_ACTIVATE, _SHOW_PLAN = "Apply", "Apply and activate", "Show the plan"


# --- pages --------------------------------------------------------------------------------------


async def _stacks(session: Session, arguments: Arguments) -> Page:
    stacks = await STACK_COMMANDS["stackls.listStacks"](session, arguments)
    store = await STACK_COMMANDS["stackls.storeInfo"](session, {"revision": 0})
    return pages.stacks_page(stacks, store)


async def _stack(session: Session, arguments: Arguments) -> Page:
    return pages.stack_page(await STACK_COMMANDS["stackls.describeStack"](session, arguments))


async def _component(session: Session, arguments: Arguments) -> Page:
    describe = STACK_COMMANDS["stackls.describeComponent"]
    return pages.component_page(await describe(session, arguments))


async def _plan(session: Session, arguments: Arguments) -> Page:
    return pages.plan_page(await STACK_COMMANDS["stackls.planStack"](session, arguments))


async def _folder(session: Session, arguments: Arguments) -> Page:
    return pages.folder_page(await FOLDER_COMMANDS["stackls.planFolder"](session, arguments))


async def _difference(session: Session, arguments: Arguments) -> Page:
    diff = COMPARISON_COMMANDS["stackls.diffStacks"]
    return pages.difference_page(await diff(session, arguments))


async def _rule(session: Session, arguments: Arguments) -> Page:
    del session
    code = required_text(arguments, "code")
    text = rule_pages.page_of(code)
    if text is None:
        raise CommandFailed(f"There is no page about the rule {code}.")
    return pages.rule_page(code, text)


async def _flavor(session: Session, arguments: Arguments) -> Page:
    component_type, name = (required_text(arguments, key) for key in ("type", "name"))
    try:
        catalog = session.catalog_for(text_argument(arguments, "uri"))
        found = await session.run(describe_flavor, catalog, component_type, name)
    except FlavorNotFound as error:
        raise CommandFailed(str(error)) from error
    return pages.flavor_page(found)


async def _run(session: Session, arguments: Arguments) -> Page:
    document = session.readable(required_text(arguments, "uri"))
    if document is None:
        raise CommandFailed("This document is not open.")
    step, stack = (text_argument(arguments, key) or "" for key in ("step", "stack"))
    try:
        return await session.run(what_will_run, document.snapshot, step, stack)
    except NothingRuns as error:
        raise CommandFailed(str(error)) from error


async def _version(session: Session, arguments: Arguments) -> Page:
    name = from_proto.name(required_text(arguments, "uri"))
    return pages.version_page(name, await check_against(session, arguments))


_PAGES: dict[str, Callable[[Session, Arguments], Awaitable[Page]]] = {
    "stacks": _stacks,
    "stack": _stack,
    "component": _component,
    "plan": _plan,
    "folder": _folder,
    "difference": _difference,
    "flavor": _flavor,
    "rule": _rule,
    "run": _run,
    "version": _version,
}


async def _page_of(session: Session, arguments: Arguments) -> Page:
    kind = required_text(arguments, "page")
    make = _PAGES.get(kind)
    if make is None:
        raise JsonRpcInvalidParams(f"The argument page has to be one of {', '.join(_PAGES)}.")
    return await make(session, arguments)


async def _page(session: Session, arguments: Arguments) -> Any:
    page = await _page_of(session, arguments)
    return {"title": page.title, "text": page.text}


async def _show(session: Session, page: Page) -> None:
    """Open the page, or show it as a message where the editor cannot open files."""
    if session.capabilities.show_documents and not session.is_remote:
        try:
            uri = from_fs_path(str(session.page_files.write(page)))
            if uri is not None and await session.client.show_document(uri):
                return
        except (OSError, JsonRpcException) as error:
            log_failure("showing a page", error)
    session.client.show_message(page.text, types.MessageType.Info)


# --- the dialogues ------------------------------------------------------------------------------


async def _show_page(session: Session, arguments: Arguments) -> None:
    await _show(session, await _page_of(session, arguments))


async def _activate(session: Session, arguments: Arguments) -> None:
    """Without a ``name``, the user is asked for one."""
    name = text_argument(arguments, "name") or await _chosen_stack(session)
    if name is None:
        return
    done = await STACK_CHANGE_COMMANDS["stackls.activateStack"](session, {"name": name})
    store = await STACK_COMMANDS["stackls.storeInfo"](session, {"revision": 0})
    _say(session, f"{done['name']} is the active stack in {store['place']}.")


async def _chosen_stack(session: Session) -> str | None:
    stacks = await STACK_COMMANDS["stackls.listStacks"](session, {})
    others = [stack["name"] for stack in stacks if not stack["active"]]
    active = next((stack["name"] for stack in stacks if stack["active"]), None)
    if not others:
        raise CommandFailed(f"There is no other stack than {active}.")
    question = f"The active stack is {active}. Which one instead?" if active else "Which stack?"
    return await _asked(session, question, others)


async def _check_for_stack(session: Session, arguments: Arguments) -> None:
    """Look at a run configuration for another stack; nothing is activated."""
    document = session.readable(required_text(arguments, "uri"))
    if document is None:
        raise CommandFailed("This document is not open.")
    name = text_argument(arguments, "name")
    if name is None:
        stacks = await STACK_COMMANDS["stackls.listStacks"](session, {})
        names = [stack["name"] for stack in stacks]
        name = await _asked(session, "Which stack is this file to be checked for?", names)
    if name is not None:
        session.look_at(document, name)


async def _apply(session: Session, arguments: Arguments) -> None:
    """Apply a plan that the user has agreed to, and no other one."""
    plan = await STACK_COMMANDS["stackls.planStack"](session, arguments)
    if plan["blocked"] or plan["empty"]:
        await _show(session, pages.plan_page(plan))
        return
    answers = [_APPLY, _APPLY_AND_ACTIVATE, _SHOW_PLAN]
    answer = await _asked(session, _question(plan), answers)
    if answer == _SHOW_PLAN:
        await _show(session, pages.plan_page(plan))
        answer = await _asked(session, _question(plan), answers[:-1])
    if answer not in (_APPLY, _APPLY_AND_ACTIVATE):
        return
    activate = answer == _APPLY_AND_ACTIVATE
    agreed = {**arguments, "planned": plan["planned"], "activate": activate}
    await STACK_COMMANDS["stackls.applyStack"](session, agreed)
    _say(
        session, f"Applied: {plan['stack']} is {'the active stack' if activate else 'registered'}."
    )


async def _apply_folder(session: Session, arguments: Arguments) -> None:
    """The same of several files; what no file holds any more is kept unless the user says so."""
    plan = await FOLDER_COMMANDS["stackls.planFolder"](session, arguments)
    page = pages.folder_page(plan)
    unheld = len(plan["unheld"])
    if plan["blocked"] or (plan["empty"] and not unheld):
        await _show(session, page)
        return
    delete = f"Apply and delete {unheld}"
    answers = [*([] if plan["empty"] else [_APPLY]), *([delete] if unheld else [])]
    question = f"{page.title}: {plan['summary']} Apply it?"
    answer = await _asked(session, question, [*answers, _SHOW_PLAN])
    if answer == _SHOW_PLAN:
        await _show(session, page)
        answer = await _asked(session, question, answers)
    if answer not in answers:
        return
    agreed = {**arguments, "planned": plan["planned"], "prune": answer == delete}
    done = await FOLDER_COMMANDS["stackls.applyFolder"](session, agreed)
    _say(session, f"Applied: {len(done['done'])} stacks are registered as the files say.")


def _question(plan: dict[str, Any]) -> str:
    changes = [
        f"{step['action']} {label_of(step['type']) if step['type'] else 'stack'} {step['name']}"
        for step in plan["steps"]
        if step["action"] != "reuse"
    ]
    return f"Apply {plan['stack']}? {', '.join(changes)}."


async def _set_severity(session: Session, arguments: Arguments) -> None:
    """For this session; for good, the user writes it into the settings of their editor."""
    code = required_text(arguments, "code")
    severity = await _asked(session, f"How severe are findings of {code}?", list(SEVERITIES))
    if severity is None:
        return

    def with_it(settings: Settings) -> Settings:
        severities = {**settings.validation.severities, code: severity}
        return replace(settings, validation=replace(settings.validation, severities=severities))

    session.configure(session.settings_by_folder.map(with_it))
    setting = f'stackls.validation.severities: {{"{code}": "{severity}"}}'
    _say(session, f"{code}: {severity} until the editor is closed. To keep it, set {setting}.")


async def _asked(session: Session, question: str, answers: list[str]) -> str | None:
    try:
        return await session.client.ask(question, answers)
    except JsonRpcException as error:
        advice = "This editor shows no questions of language servers. Use `stackls stack` instead."
        raise CommandFailed(advice) from error


def _say(session: Session, message: str) -> None:
    session.client.show_message(message, types.MessageType.Info)


def _in_background(
    dialogue: Callable[[Session, Arguments], Coroutine[Any, Any, None]],
) -> Callable[[Session, Arguments], Awaitable[Any]]:
    async def begin(session: Session, arguments: Arguments) -> None:
        session.in_background(_reported(session, dialogue(session, arguments)))

    return begin


async def _show_soon(session: Session, arguments: Arguments) -> None:
    """Show a page in the background, where it is a message before the answer if it is made soon.

    jsonrpc.el lets a notification that comes together with an answer, and behind it, lie until the
    server says something else.
    """
    showing = session.in_background(_reported(session, _show_page(session, arguments)))
    if not session.capabilities.show_documents:
        await asyncio.wait([showing], timeout=_SOON)


async def _reported(session: Session, dialogue: Awaitable[None]) -> None:
    try:
        await dialogue
    except JsonRpcException as error:
        session.client.show_message(error.message, types.MessageType.Error)
    except Exception as error:  # noqa: BLE001 - a defect, whose text may hold a piece of a document
        log_failure("talking to the user", error)
        message = f"stackls could not do that ({type(error).__name__})."
        session.client.show_message(message, types.MessageType.Error)


UI_COMMANDS: dict[str, Callable[[Session, Arguments], Awaitable[Any]]] = {
    "stackls.page": _page,
    "stackls.ui.show": _show_soon,
    "stackls.ui.activate": _in_background(_activate),
    "stackls.ui.checkForStack": _in_background(_check_for_stack),
    "stackls.ui.setSeverity": _in_background(_set_severity),
    "stackls.ui.apply": _in_background(_apply),
    "stackls.ui.applyFolder": _in_background(_apply_folder),
}
