"""``stackls mcp``: the tools of `mcp_tools`, by the Model Context Protocol."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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


def _told(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The tool with its failures as those of the protocol; others would be shown as crashes."""
    from mcp.server.mcpserver.exceptions import ToolError

    from stackls_server.cli.mcp_tools import ToolFailed

    @functools.wraps(tool)
    def told(*arguments: Any, **named: Any) -> dict[str, Any]:
        try:
            return tool(*arguments, **named)
        except ToolFailed as error:
            raise ToolError(str(error)) from error

    return told
