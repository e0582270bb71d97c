"""A language server under measurement: a process, and the few messages that it takes to ask it.

Every message is stamped when it has been read whole, by a thread that does nothing else, so what a
benchmark does with an answer is not counted as the server's time.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 120.0
"""Seconds after which a server that says nothing is given up."""

CAPABILITIES: dict[str, Any] = {
    "workspace": {"configuration": True, "didChangeConfiguration": {}},
    "textDocument": {
        "synchronization": {},
        "completion": {
            "completionItem": {
                "snippetSupport": True,
                "documentationFormat": ["markdown"],
                "resolveSupport": {"properties": ["documentation", "detail"]},
            }
        },
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
    },
}
"""What an editor of today says it can do, as far as it matters here."""


class ServerEnded(RuntimeError):
    """The server is gone, or has not said anything for `PATIENCE` seconds."""


class Refused(RuntimeError):
    """The server answered a request with an error."""


@dataclass(frozen=True)
class Message:
    """A message of the server's, and when it was there, in seconds of ``time.perf_counter``."""

    at: float
    body: dict[str, Any]


class LanguageServer:
    """A language server of one's own; ``settings`` answer what it asks about configuration."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        *,
        settings: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._settings = settings or {}
        self._messages: queue.Queue[Message | None] = queue.Queue()
        self._waiting: list[Message] = []
        self._last_id = 0
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=None if environment is None else dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        introduction = {
            "processId": None,
            "rootUri": folder.as_uri(),
            "capabilities": CAPABILITIES,
            "initializationOptions": options or {},
            "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}],
        }
        self.initialized = self.request("initialize", introduction)[0]
        self.notify("initialized", {})
        if settings is not None:
            self.notify("workspace/didChangeConfiguration", {"settings": self._settings})

    def resident_bytes(self) -> int:
        """How much memory the server and the processes it started hold."""
        import psutil

        own = psutil.Process(self._process.pid)
        return sum(one.memory_info().rss for one in [own, *own.children(recursive=True)])

    # --- messages -------------------------------------------------------------------------------

    def request(self, method: str, params: Any) -> tuple[float, Any]:
        """When the answer was there, and its result. Raises `Refused`."""
        return self.answer(self.ask(method, params))

    def ask(self, method: str, params: Any) -> int:
        """Send a request without waiting for its answer; its number, for `answer`."""
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": params})
        return self._last_id

    def answer(self, number: int) -> tuple[float, Any]:
        message = self.wait_for(lambda body: body.get("id") == number and "method" not in body)
        if "error" in message.body:
            raise Refused(message.body["error"]["message"])
        return message.at, message.body.get("result")

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def wait_for(self, is_wanted: Callable[[dict[str, Any]], bool]) -> Message:
        """The first message that is wanted and was not given yet; others are kept for later."""
        for index, message in enumerate(self._waiting):
            if is_wanted(message.body):
                return self._waiting.pop(index)
        while True:
            message = self._next()
            if is_wanted(message.body):
                return message
            self._waiting.append(message)

    def forget(self) -> None:
        """Drop what was said and not asked for."""
        self._waiting.clear()
        while not self._messages.empty():
            self._next()

    def _next(self) -> Message:
        try:
            message = self._messages.get(timeout=PATIENCE)
        except queue.Empty:
            raise ServerEnded(f"nothing was said for {PATIENCE:.0f} seconds") from None
        if message is None:
            raise ServerEnded("the server ended")
        return message

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream = self._process.stdin
        assert stream is not None
        stream.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        stream.flush()

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while True:
            length = 0
            while line := stream.readline().strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if not length:
                self._messages.put(None)
                return
            body = stream.read(length)
            at = time.perf_counter()
            self._take(Message(at, json.loads(body)))

    def _take(self, message: Message) -> None:
        """Answer the server's own requests; the rest is for whoever waits."""
        body = message.body
        if "method" in body and "id" in body:
            result = None
            if body["method"] == "workspace/configuration":
                items = body["params"]["items"]
                result = [self._settings.get(item.get("section", "")) for item in items]
            self._send({"id": body["id"], "result": result})
        else:
            self._messages.put(message)

    # --- the end --------------------------------------------------------------------------------

    def close(self) -> None:
        """Let the server end, and make sure that it does."""
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            self._process.wait(10)
        except (OSError, ServerEnded, Refused, subprocess.TimeoutExpired):
            pass
        finally:
            self._process.kill()
            self._process.wait()
