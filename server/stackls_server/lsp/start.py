"""Putting the server together: what it imports, what it keeps for the next start, what it reads.

Nothing here needs the command line, which takes a while to import.
"""

from __future__ import annotations

import gc
import importlib
import logging
import sys
from typing import TYPE_CHECKING

from stackls_core.visible import visible_lines

if TYPE_CHECKING:
    from stackls_server.lsp.app import StacklsServer
    from stackls_server.lsp.transport.code_cache import CodeCache


def serve_streams(client: str = "", log_level: str = "warning") -> int:
    """Serve an editor on standard input and output; the exit code.

    The first message is answered while the server is imported, if its answer is known. ``client``
    is the editor's name, where it does not say itself which it is.
    """
    from stackls_server.lsp.transport.first_answer import FirstMessage, kept_answers
    from stackls_server.lsp.transport.switching import switch_often

    protocol_in, protocol_out = sys.stdin.buffer, sys.stdout.buffer
    # Standard output is the protocol's: whatever else prints must not get into its way.
    sys.stdout = sys.stderr
    switch_often()  # a thread that imports keeps the one that answers waiting, at every byte
    first = FirstMessage(protocol_in, protocol_out, kept_answers())
    first.start()
    server = new_server(client, log_level)
    first.wait()
    server.start_io(protocol_in, protocol_out, first)
    return server.session.exit_code


def new_server(client: str, log_level: str) -> StacklsServer:
    """A server with all that it needs imported. ``client`` is as in `serve_streams`."""
    code = keep_generated_code()
    import_server()
    from stackls_server.lsp.app import create_server

    log_to_stderr(log_level)
    return create_server(started_by=client, at_end=code.save)


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


def log_to_stderr(level: str) -> None:
    """Let what is logged go there, from that level on."""
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
