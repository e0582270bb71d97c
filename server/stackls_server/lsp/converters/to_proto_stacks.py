"""From plain results about stacks to LSP types; for `lenses`, `code_actions` and commands."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from stackls_core.text import Encoding, LineIndex
from stackls_core.visible import visible
from stackls_server.features.code_lenses import Lens, LensAction
from stackls_server.lsp.converters import to_proto
from stackls_server.lsp.converters.announced import STACK_ACTIONS

CHECK_FOR_STACK = "stackls.ui.checkForStack"
"""A command of ours that any client can show: it asks by itself."""

_CLIENT_COMMANDS = {
    LensAction.ACTIVATE: "stackls.activateFile",
    LensAction.PLAN: "stackls.planFile",
    LensAction.APPLY: "stackls.applyFile",
    LensAction.COMPARE: "stackls.compareFile",
    LensAction.COMPONENT: "stackls.showComponent",
    LensAction.CHECK_FOR: CHECK_FOR_STACK,
    # an empty command is how such a client shows a lens that does nothing
    LensAction.NOTHING: "",
}


def code_lens(
    lens: Lens, uri: str, lines: LineIndex, encoding: Encoding, *, has_client_commands: bool
) -> types.CodeLens:
    """A lens with a command of the client's, where it has some, or else of ours."""
    command = _client_command(lens, uri) if has_client_commands else _server_command(lens, uri)
    return types.CodeLens(to_proto.range_of(lines, lens.span, encoding), command)


def _client_command(lens: Lens, uri: str) -> types.Command:
    command = _CLIENT_COMMANDS[lens.action]
    arguments: list[Any] | None = [{"uri": uri, "name": lens.stack}] if command else None
    if lens.action is LensAction.CHECK_FOR:
        arguments = [{"uri": uri}]  # with a name it would not ask
    if lens.component is not None:
        component_type, name = lens.component
        arguments = [{"component": {"type": component_type, "name": name}}]
    return types.Command(title=visible(lens.title), command=command, arguments=arguments)


def _server_command(lens: Lens, uri: str) -> types.Command:
    """A command that says to the user what it has done: such clients show no answers."""
    named, file = {"name": lens.stack}, {"uri": uri}
    commands: dict[LensAction, tuple[str, dict[str, Any]]] = {
        LensAction.ACTIVATE: ("stackls.ui.activate", named),
        LensAction.PLAN: ("stackls.ui.show", {"page": "plan", **file}),
        LensAction.APPLY: ("stackls.ui.apply", file),
        LensAction.COMPARE: ("stackls.ui.show", {"page": "plan", **file}),
        LensAction.NOTHING: ("stackls.ui.show", {"page": "stack", **named}),
        LensAction.DESCRIBE: ("stackls.ui.show", {"page": "stack", **named}),
        LensAction.LIST: ("stackls.ui.show", {"page": "stacks"}),
        LensAction.CHOOSE: ("stackls.ui.activate", {}),
        LensAction.CHECK_FOR: (CHECK_FOR_STACK, file),
        LensAction.COMPONENT: ("stackls.ui.show", {"page": "component", **_component_of(lens)}),
    }
    command, argument = commands[lens.action]
    return types.Command(title=visible(lens.title), command=command, arguments=[argument])


def _component_of(lens: Lens) -> dict[str, str]:
    component_type, name = lens.component or ("", "")
    return {"type": component_type, "name": name}


def drift_action(action: Lens, uri: str, *, has_client_commands: bool) -> types.CodeAction:
    """A side to take in a difference between a file and the registry, by a command."""
    command = _client_command(action, uri) if has_client_commands else _server_command(action, uri)
    return types.CodeAction(
        title=visible(action.title), kind=types.CodeActionKind.RefactorRewrite, command=command
    )


def code_action(action: Lens, uri: str) -> types.CodeAction:
    """An action of `stack_actions`, for clients without commands of their own."""
    return types.CodeAction(
        title=visible(action.title), kind=STACK_ACTIONS, command=_server_command(action, uri)
    )
