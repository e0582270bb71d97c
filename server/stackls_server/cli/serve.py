"""``stackls serve``: the language server, on standard streams, a TCP port or WebSockets.

What it is told on the command line; `start` puts the server together.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stackls_server import jupyter
from stackls_server.cli.failures import Failure, complain
from stackls_server.lsp import start

if TYPE_CHECKING:
    from stackls_server.lsp.app import StacklsServer

TOKEN_VARIABLE = "STACKLS_TOKEN"  # noqa: S105 - the name of one
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
    "--ws",
    metavar="HOST:PORT",
    callback=read_address,
    help="Listen there for WebSockets of editors in a browser; needs the extra stackls[ws].",
)
@click.option(
    "--origin",
    "origins",
    metavar="ORIGIN",
    multiple=True,
    help="With --ws: whose pages may connect, besides those of this machine; may be repeated.",
)
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help=f"With --ws: a file with the token that clients need. [{TOKEN_VARIABLE}: the token]",
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
def serve(
    tcp: Address | None,
    ws: Address | None,
    origins: tuple[str, ...],
    token_file: Path | None,
    log_level: str,
    client: str | None,
    stdio: bool,
) -> int:
    """Run the language server. Editors start this; it talks LSP on standard input and output."""
    if sum((stdio, tcp is not None, ws is not None)) > 1:
        raise click.UsageError("--stdio, --tcp and --ws cannot be combined.")
    if ws is None and (origins or token_file):
        raise click.UsageError("--origin and --token-file are for --ws.")
    if ws is not None:
        return _serve_websockets(ws, origins, _token(token_file), log_level)
    if tcp is not None:
        return _serve_tcp(tcp, client, log_level)
    if sys.stdin is None or sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison]
        raise Failure("The language server needs standard input and output.")
    if sys.stdin.isatty():
        complain("waiting for an editor to speak LSP on standard input; Ctrl-C ends it")
    return start.serve_streams(client or "", log_level)


def _serve_tcp(address: Address, client: str | None, log_level: str) -> int:
    server = start.new_server(client or "", log_level)
    try:
        server.start_tcp(address.host, address.port)
    except OSError as error:
        raise _cannot_listen(address, error) from error
    return server.session.exit_code


def _token(file: Path | None) -> str | None:
    """The token that clients need: the first line of the file, or of the environment."""
    if file is None:
        return os.environ.get(TOKEN_VARIABLE) or None
    try:
        token = file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"Cannot read {file}: {error}.") from error
    if not token:
        raise Failure(f"There is no token in {file}.")
    return token


def _serve_websockets(
    address: Address, origins: Sequence[str], token: str | None, log_level: str
) -> int:
    if token is None and not _is_loopback(address.host):
        raise click.UsageError(
            f"--ws on {address.host} needs a token: others than you can connect. Write one into a "
            f"file and pass --token-file FILE, or set {TOKEN_VARIABLE}."
        )
    code = start.keep_generated_code()
    start.import_server()
    from stackls_server.lsp.app import create_server

    try:
        from stackls_server.lsp.websocket import Access, serve_websockets
    except ImportError as error:
        advice = "pip install 'stackls[ws]'"
        raise Failure(f"--ws needs the package websockets: {advice}.") from error
    start.log_to_stderr(log_level)

    def connect() -> StacklsServer:
        return create_server(is_remote=True)

    try:
        access = Access(origins, token)
        serve_websockets(connect, code.save, address.host, address.port, access)
    except OSError as error:
        raise _cannot_listen(address, error) from error
    return 0


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _cannot_listen(address: Address, error: OSError) -> Failure:
    place = f"{address.host}:{address.port}"
    return Failure(f"Cannot listen on {place}: {error.strerror or error}.")
