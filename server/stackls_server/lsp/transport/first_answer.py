"""Answering ``initialize`` while the server is still being imported.

What the server can do depends on what the client can do, and on nothing else. So the answer that
pygls made for the same client is kept, and given again at once; the server handles the message as
soon as it is there, and its own answer is only compared. Editors open documents only after this
answer, and read them while the rest is imported.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from stackls_server import __version__
from stackls_server.lsp.transport.header import Header, framed
from stackls_server.lsp.transport.kept import beside_bytecode, read_entries, write_entries
from stackls_server.lsp.transport.processes import is_alive

_SUFFIX = ".answers"
_MOST = 20
"""Clients whose answers are kept."""
_PIECE = 1 << 16
_MEMBERS = 200
"""Bytes in which the server says what a message is: its diagnostics may be long."""
_STRINGS = ("rootUri", "rootPath", "locale", "trace")


class KeptAnswers:
    """What was answered, by what the client can do; kept in ``file``, or not at all."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def find(self, capabilities: object) -> object:
        """What was answered to a client with these capabilities; ``None`` if nothing was."""
        if self._file is not None:
            with suppress(ValueError):
                known = read_entries(self._file).get(_key(capabilities))
                return json.loads(known) if known is not None else None
        return None

    def keep(self, capabilities: object, result: object) -> None:
        """Keep what such a client is answered, unless that is known."""
        if self._file is None or self.find(capabilities) == result:
            return
        entries = read_entries(self._file)
        if len(entries) >= _MOST:
            entries = {}
        entries[_key(capabilities)] = json.dumps(result).encode()
        write_entries(self._file, entries)


def kept_answers() -> KeptAnswers:
    """Those of this installation."""
    return KeptAnswers(beside_bytecode(__file__, _SUFFIX))


def _key(capabilities: object) -> bytes:
    """Another release of stackls or pygls may answer otherwise."""
    library = importlib.util.find_spec("pygls")
    installed = 0
    if library is not None and library.origin is not None:
        installed = Path(library.origin).stat().st_mtime_ns
    told = json.dumps([__version__, installed, capabilities], sort_keys=True)
    return hashlib.blake2b(told.encode(), digest_size=16).digest()


class FirstMessage:
    """What the client says first, which a thread waits for."""

    def __init__(self, stdin: BinaryIO, stdout: BinaryIO, answers: KeptAnswers) -> None:
        self._stdin = stdin
        self._stdout = stdout
        self._answers = answers
        self._thread = threading.Thread(target=self._read, name="first", daemon=True)
        self._message: dict[str, Any] = {}
        self.body: bytes | None = None
        """The message; ``None`` at the end of the stream."""
        self.is_answered = False
        self.client: int | None = None
        """The process of the client, if it was there when this was read: it may be gone soon."""

    def start(self) -> None:
        """Begin to wait for it."""
        self._thread.start()

    def wait(self) -> None:
        """Return when it is there, and answered if it could be."""
        self._thread.join()

    def compare(self, data: bytes) -> bool:
        """Whether the server's message ``data`` is its own answer to this one; it is kept then."""
        if not _is_initialize(self._message) or b'"method"' in data[:_MEMBERS]:
            return False
        found = _object(data.partition(b"\r\n\r\n")[2])
        if found.get("id") != self._message["id"] or "method" in found:
            return False
        if "result" in found:
            self._answers.keep(self._message["params"].get("capabilities"), found["result"])
        return True

    def _read(self) -> None:
        with suppress(OSError, ValueError):  # closed
            self.body = _read_message(self._stdin.fileno())
            self._message = _object(self.body or b"")
            if _is_initialize(self._message) and _is_plain(self._message["params"]):
                process = self._message["params"].get("processId")
                self.client = process if process is not None and is_alive(process) else None
                self._answer()

    def _answer(self) -> None:
        result = self._answers.find(self._message["params"].get("capabilities"))
        if result is not None:
            answer = {"id": self._message["id"], "jsonrpc": "2.0", "result": result}
            # past the buffer, whose lock this thread would still have where Ctrl-C ends the process
            _write(self._stdout.fileno(), framed(json.dumps(answer).encode()))
            self.is_answered = True


class Writer(Protocol):
    """Where the server's messages go."""

    def write(self, data: bytes) -> None:
        """Send a message."""
        ...

    def close(self) -> None:
        """Say that nothing more comes."""
        ...


class AnswersOnce:
    """Writes what the server says, but for its own answer to a message that is answered."""

    def __init__(self, writer: Writer, first: FirstMessage) -> None:
        self._writer = writer
        self._first: FirstMessage | None = first

    def write(self, data: bytes) -> None:
        """Send a message."""
        first = self._first
        if first is not None and first.compare(data):
            self._first = None
            if first.is_answered:
                return
        self._writer.write(data)

    def close(self) -> None:
        """Say that nothing more comes."""
        self._writer.close()


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _read_message(descriptor: int) -> bytes | None:
    """Read one message and nothing behind it, which is the server's; ``None`` at the end."""
    header, line = Header(), b""
    while not header.is_complete:
        one = os.read(descriptor, 1)
        if not one:
            return None
        line += one
        if one == b"\n":
            header.take(line)
            line = b""
    body = bytearray()
    while len(body) < header.length:
        piece = os.read(descriptor, min(header.length - len(body), _PIECE))
        if not piece:
            return None
        body += piece
    return bytes(body)


def _object(body: bytes) -> dict[str, Any]:
    """A message; empty if it is none."""
    with suppress(ValueError, RecursionError):
        found: object = json.loads(body)
        if isinstance(found, dict):
            return cast("dict[str, Any]", found)
    return {}


def _is_initialize(message: Mapping[str, Any]) -> bool:
    return (
        message.get("method") == "initialize"
        and message.get("jsonrpc") == "2.0"
        and isinstance(message.get("id"), (int, str))
        and isinstance(message.get("params"), dict)
    )


def _is_plain(params: Mapping[str, Any]) -> bool:
    """Whether the server can read the rest of it, too; else it answers with an error."""
    process = params.get("processId")
    folders: object = params.get("workspaceFolders")
    client = params.get("clientInfo")
    return (
        isinstance(params.get("capabilities"), dict)
        and (process is None or isinstance(process, int))
        and all(params.get(key) is None or isinstance(params[key], str) for key in _STRINGS)
        and (folders is None or _are_folders(folders))
        and (client is None or _has(client, "name"))
    )


def _are_folders(value: object) -> bool:
    """Whether ``value`` is a list of workspace folders."""
    return isinstance(value, list) and all(
        _has(folder, "uri", "name") for folder in cast("list[object]", value)
    )


def _has(value: object, *names: str) -> bool:
    """Whether ``value`` is an object with these members, all of them text."""
    if not isinstance(value, dict):
        return False
    members = cast("dict[str, object]", value)
    return all(isinstance(members.get(name), str) for name in names)
