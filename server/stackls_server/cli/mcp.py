"""``stackls mcp``: the tools of `mcp_tools`, by the Model Context Protocol."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stackls_core.cancellation import Cancellation
from stackls_server import __version__
from stackls_server.cli.failures import Failure
from stackls_server.cli.stack_store import Opener
from stackls_server.cli.store_options import store_option

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from stackls_server.cli.mcp_tools import Tools

_INSTRUCTIONS = """\
Work with ZenML stack files (YAML) and with the stacks that are registered. Look flavors up by \
describe_flavor before writing a configuration, and check files after writing them. A plan says \
what applying a file would do."""


@click.command("mcp", epilog="Example: stackls mcp --store zenml")
@click.option(
    "--allow-changes",
    is_flag=True,
    help="Let agents apply stack files and activate stacks, too.",
)
@store_option
def mcp(opener: Opener, allow_changes: bool) -> None:
    """Serve agents by the Model Context Protocol, on standard input and output.

    They can check and plan the stack files of the current folder, list and describe stacks, and
    look up flavors and rules. Needs the extra stackls[mcp].
    """
    from stackls_server.cli.mcp_tools import Tools

    tools = Tools(opener, Path.cwd())
    try:
        server = create_mcp_server(tools, allow_changes=allow_changes)
    except ImportError as error:
        advice = "pip install 'stackls[mcp]'"
        raise Failure(f"This needs the package mcp, from version 2 on: {advice}.") from error
    try:
        server.run("stdio")
    finally:
        tools.close()


def create_mcp_server(tools: Tools, *, allow_changes: bool) -> MCPServer[Any]:
    """A server with the tools, not started yet."""
    from mcp.server import MCPServer
    from mcp_types import ToolAnnotations

    server: MCPServer[Any] = MCPServer(
        "stackls", version=__version__, instructions=_INSTRUCTIONS, log_level="WARNING"
    )
    reading = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    changing = ToolAnnotations(destructive_hint=True, open_world_hint=False)
    for tool in tools.reading:
        server.tool(annotations=reading)(_told(tool))
    for tool in tools.changing if allow_changes else ():
        server.tool(annotations=changing)(_told(tool))
    return server


def _told(tool: Callable[..., dict[str, Any]]) -> Callable[..., Awaitable[dict[str, Any]]]:
    """The tool in a thread, where it hears when its agent gives it up.

    Its failures are those of the protocol; others would be shown as crashes.
    """
    import anyio
    from anyio.to_thread import run_sync
    from mcp.server.mcpserver.exceptions import ToolError

    from stackls_server.cli.mcp_tools import ToolFailed

    @wraps(tool)
    async def told(*arguments: Any, **named: Any) -> dict[str, Any]:
        cancellation = Cancellation()

        async def hear() -> None:
            try:
                await anyio.sleep_forever()
            finally:
                cancellation.cancel()

        failure: Exception | None = None
        answer: dict[str, Any] = {}
        async with anyio.create_task_group() as group:
            group.start_soon(hear)
            try:
                # what changes something is waited for: it is undone first
                answer = await run_sync(
                    partial(cancellation.run, partial(tool, *arguments, **named))
                )
            except Exception as error:  # noqa: BLE001 - raised below: the group would wrap it
                failure = error
            group.cancel_scope.cancel()
        if isinstance(failure, ToolFailed):
            raise ToolError(str(failure)) from failure
        if failure is not None:
            raise failure
        return answer

    return told
