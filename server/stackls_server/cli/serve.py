"""``stackls serve``: the language server, on standard streams or a TCP port.

This is where the server is put together: what it imports before its first answer, what it keeps
for the next start, and what it reads and writes.
"""

from __future__ import annotations

import gc
import importlib
import logging
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from stackls_core.visible import visible_lines
from stackls_server import jupyter
from stackls_server.cli.failures import Failure, complain

if TYPE_CHECKING:
    from stackls_server.lsp.transport.code_cache import CodeCache

LOG_LEVELS = ("debug", "info", "warning", "error")
_LARGEST_PORT = 65_535


@dataclass(frozen=True)
class Address:
    """Where to listen."""

    host: str
    port: int


def read_address(
    ctx: click.Context, parameter: click.Parameter, value: str | None
) -> Address | None:
    """The address in ``HOST:PORT``; without a host, this machine. IPv6 hosts stand in brackets."""
    if value is None:
        return None
    host, _, port = value.rpartition(":")
    if not (port.isascii() and port.isdigit()) or int(port) > _LARGEST_PORT:
        message = f"{value} is not an address; write HOST:PORT, such as 127.0.0.1:2087."
        raise click.BadParameter(message, ctx, parameter)
    return Address(host.strip("[]") or "127.0.0.1", int(port))


@click.command("serve", epilog="Example: stackls serve --tcp 127.0.0.1:2087")
@click.option(
    "--tcp",
    metavar="HOST:PORT",
    callback=read_address,
    help="Listen there instead of on standard input.",
)
@click.option(
    "--log-level",
    type=click.Choice(LOG_LEVELS),
    default="warning",
    metavar="LEVEL",
    help="What to log on standard error: debug, info, warning (the default) or error.",
)
@click.option(
    "--client",
    type=click.Choice([jupyter.CLIENT]),
    metavar="NAME",
    help="The editor, where it does not say itself which it is: jupyterlab.",
)
@click.option("--stdio", is_flag=True, help="The default; editors pass it.")
@click.option("--clientProcessId", "client_process_id", hidden=True, expose_value=False)
def serve(tcp: Address | None, log_level: str, client: str | None, stdio: bool) -> int:
    """Run the language server. Editors start this; it talks LSP on standard input and output."""
    if stdio and tcp is not None:
        raise click.UsageError("--stdio and --tcp cannot be combined.")
    code = keep_generated_code()
    import_server()
    from stackls_server.lsp.app import create_server

    _log_to_stderr(log_level)
    server = create_server(started_by=client or "", at_end=code.save)
    if tcp is not None:
        try:
            server.start_tcp(tcp.host, tcp.port)
        except OSError as error:
            place = f"{tcp.host}:{tcp.port}"
            raise Failure(f"Cannot listen on {place}: {error.strerror or error}.") from error
        return server.session.exit_code
    if sys.stdin is None or sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison]
        raise Failure("The language server needs standard input and output.")
    if sys.stdin.isatty():
        complain("waiting for an editor to speak LSP on standard input; Ctrl-C ends it")
    protocol_in, protocol_out = sys.stdin.buffer, sys.stdout.buffer
    # Standard output is the protocol's: whatever else prints must not get into its way.
    sys.stdout = sys.stderr
    server.start_io(protocol_in, protocol_out)
    return server.session.exit_code


def keep_generated_code() -> CodeCache:
    """The methods of lsprotocol's classes, which attrs and cattrs write anew at each start."""
    from stackls_server.lsp.transport import code_cache, library_internals

    code = code_cache.CodeCache(code_cache.beside_bytecode(code_cache.__file__))
    library_internals.keep_generated_code(code)
    return code


def import_server() -> None:
    """Import the server with lsprotocol, which has to be there before the first answer.

    So many objects are made, none of them garbage, that looking for some takes its time.
    """
    gc.disable()
    try:
        importlib.import_module("stackls_server.lsp.app")
    finally:
        gc.enable()
        gc.freeze()


class _Formatter(logging.Formatter):
    """Standard error may be a terminal, and paths and names are those of others."""

    def format(self, record: logging.LogRecord) -> str:
        """The record in visible characters."""
        return visible_lines(super().format(record))


def _log_to_stderr(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(without_content)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    if level == "info":
        # What pygls calls information is every feature as it is registered and every message.
        logging.getLogger("pygls").setLevel(logging.WARNING)


def without_content(record: logging.LogRecord) -> bool:
    """Let a record pass, without what a library may have put into it of a document.

    pygls logs whole messages, and documents hold secrets. Of other loggers than ours only the
    beginning of the message stays, and the kind of the exception.
    """
    if record.name.partition(".")[0] == "stackls":
        return True
    told = str(record.msg).partition("%")[0].split("\n")[0].rstrip(" \"'({:")
    error = record.exc_info[1] if record.exc_info else None
    record.msg = f"{told} ({type(error).__name__})" if error is not None else told
    record.args = ()
    record.exc_info = record.exc_text = record.stack_info = None
    return True
