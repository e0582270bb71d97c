"""``stackls serve``: the language server, on standard streams, a TCP port or WebSockets.

This is where the server is put together: what it imports before its first answer, what it keeps
for the next start, and what it reads and writes.
"""

from __future__ import annotations

import gc
import importlib
import ipaddress
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stackls_core.visible import visible_lines
from stackls_server import jupyter
from stackls_server.cli.failures import Failure, complain

if TYPE_CHECKING:
    from stackls_server.lsp.app import StacklsServer
    from stackls_server.lsp.transport.code_cache import CodeCache

TOKEN_VARIABLE = "STACKLS_TOKEN"  # noqa: S105 - the name of one
LOG_LEVELS = ("debug", "info", "warning", "error")
_LARGEST_PORT = 65_535
_SWITCH_INTERVAL = 0.0002


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
    return _serve_streams(client, log_level)


def _serve_tcp(address: Address, client: str | None, log_level: str) -> int:
    server = _new_server(client, log_level)
    try:
        server.start_tcp(address.host, address.port)
    except OSError as error:
        raise _cannot_listen(address, error) from error
    return server.session.exit_code


def _serve_streams(client: str | None, log_level: str) -> int:
    """Answer the first message if its answer is known, while the server is imported."""
    from stackls_server.lsp.transport.first_answer import FirstMessage, kept_answers

    protocol_in, protocol_out = sys.stdin.buffer, sys.stdout.buffer
    # Standard output is the protocol's: whatever else prints must not get into its way.
    sys.stdout = sys.stderr
    # a thread that imports keeps the one that answers waiting this long, at every byte
    sys.setswitchinterval(_SWITCH_INTERVAL)
    first = FirstMessage(protocol_in, protocol_out, kept_answers())
    first.start()
    server = _new_server(client, log_level)
    first.wait()
    server.start_io(protocol_in, protocol_out, first)
    return server.session.exit_code


def _new_server(client: str | None, log_level: str) -> StacklsServer:
    code = keep_generated_code()
    import_server()
    from stackls_server.lsp.app import create_server

    _log_to_stderr(log_level)
    return create_server(started_by=client or "", at_end=code.save)


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
    code = keep_generated_code()
    import_server()
    from stackls_server.lsp.app import create_server

    try:
        from stackls_server.lsp.websocket import Access, serve_websockets
    except ImportError as error:
        advice = "pip install 'stackls[ws]'"
        raise Failure(f"--ws needs the package websockets: {advice}.") from error
    _log_to_stderr(log_level)

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


def keep_generated_code() -> CodeCache:
    """The methods of lsprotocol's classes, which attrs and cattrs write anew at each start."""
    from stackls_server.lsp.transport import code_cache, kept, library_internals

    code = code_cache.CodeCache(kept.beside_bytecode(code_cache.__file__, code_cache.SUFFIX))
    library_internals.keep_generated_code(code)
    return code


def import_server() -> None:
    """Import the server with lsprotocol, which has to be there before the first answer.

    So many objects are made, none of them garbage, that looking for some takes its time.
    """
    from stackls_server.lsp.transport.library_internals import define_classes_on_first_use

    gc.disable()
    try:
        define_classes_on_first_use()
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
