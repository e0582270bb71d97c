"""One run of the probe in somebody's interpreter: starting it, asking it, giving up, ending it.

What may be ended at any moment is a read. A list of changes is never cut short: the process learns
that nobody wants it any more, and undoes what it has done. The same goes for the first request, for
which ZenML opens its store and may bring a database to its own version.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from stackls_core.cancellation import Cancellation
from stackls_core.registry.errors import (
    Cancelled,
    StoreError,
    ZenMLNotFound,
    ZenMLStopped,
    ZenMLTimeout,
    ZenMLTooOld,
)
from stackls_probe.protocol import PROTOCOL, WRITING, Method

_MAX_LINE = 256 * 1024 * 1024
_CLOSE_SECONDS = 2.0
_LAST_WORDS = 20
_FITS_INTO_A_PIPE = 4096


@dataclass(frozen=True)
class Ready:
    """What a process says when it is ready."""

    zenml_version: str
    python: str


class StillStarting(Exception):
    """The process may become ready later; whoever waited has no more time."""


class Process:
    """One run of the probe. For one caller at a time, except where it says so."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], start_seconds: float
    ) -> None:
        options: dict[str, Any] = {}
        if os.name == "posix":
            # a Ctrl-C in the terminal is for us; the worker ends with its input
            options["start_new_session"] = True
        else:
            flags: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
            options["creationflags"] = flags | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        self._popen = subprocess.Popen(  # noqa: S603 - the interpreter that the user chose
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            **options,
        )
        self._start_by = time.monotonic() + start_seconds
        self._start_seconds = start_seconds
        self._messages: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._last_words: deque[str] = deque(maxlen=_LAST_WORDS)
        self._asked = False
        self._sending: threading.Thread | None = None
        self._pending: tuple[int, Method] | None = None
        self._has_opened = False
        self.given_up_at: float | None = None
        """Since when it has been at work on a request that nobody waits for any more."""
        self.ready: Ready | None = None
        self._readers = [
            threading.Thread(target=target, name="stackls-zenml-reader", daemon=True)
            for target in (self._read, self._drain)
        ]
        for reader in self._readers:
            reader.start()

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended. From any thread."""
        return self._popen.poll() is None

    @property
    def is_busy(self) -> bool:
        """Whether a request has not been answered. From any thread."""
        return self._pending is not None and self.is_alive

    @property
    def must_finish(self) -> bool:
        """Whether ending it now could leave something half-done. From any thread."""
        pending, sending = self._pending, self._sending
        if pending is None or not self.is_alive or (sending is not None and sending.is_alive()):
            return False
        return pending[1] == WRITING or not self._has_opened

    def _read(self) -> None:
        """Collect what is protocol; anything else on its output is skipped."""
        stream = self._popen.stdout
        assert stream is not None
        with contextlib.suppress(OSError, ValueError):
            for line in iter(lambda: stream.readline(_MAX_LINE), b""):
                try:
                    message: object = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(message, dict):
                    self._arrived(cast("dict[str, Any]", message))
        self._messages.put(None)

    def _arrived(self, message: dict[str, Any]) -> None:
        pending = self._pending
        if pending is not None and message.get("id") == pending[0]:
            self._pending = self.given_up_at = None
            self._has_opened = True
        self._messages.put(message)

    def _wake(self) -> None:
        """Wake whoever waits for a message, to see what else has happened. From any thread."""
        self._messages.put({})

    def _drain(self) -> None:
        """Keep its error output from filling up; the end of it explains a failed start."""
        stream = self._popen.stderr
        assert stream is not None
        with contextlib.suppress(OSError, ValueError):
            for line in iter(lambda: stream.readline(65536), b""):
                text = line.decode("utf-8", "replace").strip()
                if text:
                    self._last_words.append(text)

    def _next(self, deadline: float) -> dict[str, Any]:
        """The next message. Raises `queue.Empty` at the deadline, `ZenMLStopped` at the end."""
        message = self._messages.get(timeout=max(deadline - time.monotonic(), 0.001))
        if message is None:
            self._messages.put(None)
            raise self.death()
        return message

    def death(self) -> StoreError:
        """What to say about a process that is gone."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(timeout=1.0)
        code = self._popen.poll()
        how = f"was killed by signal {-code}" if code is not None and code < 0 else "ended"
        message = f"The process that runs ZenML {how} unexpectedly."
        if not self._asked:
            # nothing has been sent to it, so its words hold nothing of the user's
            self._readers[1].join(timeout=0.5)
            message = f"The process that runs ZenML {how} while it started."
            if self._last_words:
                message += f" It said: {self._last_words[-1][:300]}"
        return ZenMLStopped(message, "It is started again when it is needed.")

    def wait_ready(self, deadline: float, cancellation: Cancellation) -> Ready:
        """Wait for its first message.

        Raises `StillStarting`, `Cancelled` while it goes on starting, or another `StoreError`.
        """
        with cancellation.waking(self._wake):
            while self.ready is None:
                try:
                    message = self._next(min(deadline, self._start_by))
                except queue.Empty:
                    if time.monotonic() < self._start_by:
                        raise StillStarting from None
                    raise ZenMLTimeout(
                        f"ZenML did not start within {self._start_seconds:.0f} s."
                    ) from None
                if "failed" in message:
                    raise _start_failure(message["failed"])
                if "ready" in message:
                    self.ready = _ready(message["ready"])
                if cancellation.is_cancelled:
                    raise _cancelled()
        return self.ready

    def wait_idle(self, deadline: float, cancellation: Cancellation) -> bool:
        """Wait for an answer that nobody wanted any more; whether it came. Raises `Cancelled`."""
        with cancellation.waking(self._wake):
            while self.is_busy:
                if cancellation.is_cancelled:
                    raise _cancelled()
                try:
                    self._next(deadline)
                except queue.Empty:
                    return False
        return self.is_alive

    def ask(
        self,
        number: int,
        method: Method,
        params: Mapping[str, Any],
        deadline: float,
        cancellation: Cancellation,
    ) -> dict[str, Any]:
        """Send one request and wait for its answer.

        When it is given up, by ``cancellation`` or Ctrl-C, the process hears. A read ends at once
        with `Cancelled` or ``KeyboardInterrupt``; what is writing is waited for, and its answer
        says what came of it. A second Ctrl-C is not held up by that either.
        """
        self._asked = True
        request = {"id": number, "method": method, "params": params}
        line = (json.dumps(request, ensure_ascii=True) + "\n").encode("ascii")
        self._pending = (number, method)
        try:
            with cancellation.waking(self._wake):
                self._send(line, deadline)
                return self._answer(number, method, deadline, cancellation)
        except queue.Empty:
            raise _timed_out(method) from None
        except OSError:
            raise self.death() from None

    def _answer(
        self, number: int, method: Method, deadline: float, cancellation: Cancellation
    ) -> dict[str, Any]:
        is_told = False
        while True:
            try:
                message = self._next(deadline)
            except KeyboardInterrupt:
                if is_told or method != WRITING:
                    self._give_up(number)
                    raise
                self._tell_cancelled(number)
                is_told = True
                continue
            if message.get("id") == number:
                return message
            if cancellation.is_cancelled and not is_told:
                if method != WRITING:
                    self._give_up(number)
                    raise _cancelled()
                self._tell_cancelled(number)
                is_told = True

    def _give_up(self, number: int) -> None:
        self.given_up_at = time.monotonic()
        self._tell_cancelled(number)

    def _tell_cancelled(self, number: int) -> None:
        """Say that nobody wants an answer; a process that does not read finds out by its end."""
        stream = self._popen.stdin
        if stream is None or (self._sending is not None and self._sending.is_alive()):
            return
        with contextlib.suppress(OSError, ValueError):
            stream.write(json.dumps({"cancel": number}).encode("ascii") + b"\n")
            stream.flush()

    def _send(self, line: bytes, deadline: float) -> None:
        """Write a request; a process that does not read must not hold us up."""
        stream = self._popen.stdin
        assert stream is not None
        failure: list[BaseException] = []

        def write() -> None:
            try:
                stream.write(line)
                stream.flush()
            except (OSError, ValueError) as error:
                failure.append(error)

        if len(line) < _FITS_INTO_A_PIPE:
            write()
        else:
            self._sending = threading.Thread(target=write, daemon=True)
            self._sending.start()
            self._sending.join(timeout=max(deadline - time.monotonic(), 0.001))
            if self._sending.is_alive():
                raise queue.Empty
        if failure:
            raise OSError from failure[0]

    def close(self) -> None:
        """Let it end by itself; one that does not is killed, unless it has to finish something."""
        if self.is_busy and not self.must_finish:
            self.kill()
            return
        self._close_input()
        try:
            self._popen.wait(timeout=_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            if self.must_finish:
                return  # it ends when it is done
        self.kill()

    def end(self) -> None:
        """End it without waiting; what it was changing is undone first, and then it ends."""
        pending = self._pending
        if pending is not None and pending[1] == WRITING and self.must_finish:
            self._tell_cancelled(pending[0])
            self._close_input()
        else:
            self.kill()

    def _close_input(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            if self._popen.stdin is not None:
                self._popen.stdin.close()

    def kill(self) -> None:
        """End it now, with all it has started where processes have groups."""
        if self._popen.poll() is None:
            with contextlib.suppress(OSError):
                if os.name == "posix":
                    os.killpg(self._popen.pid, signal.SIGKILL)
                else:
                    self._popen.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(timeout=_CLOSE_SECONDS)
        for reader in self._readers:
            reader.join(timeout=0.5)
        for stream in (self._popen.stdin, self._popen.stdout, self._popen.stderr):
            if stream is not None and not any(reader.is_alive() for reader in self._readers):
                with contextlib.suppress(OSError, ValueError):
                    stream.close()


def _ready(data: object) -> Ready:
    known = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    if known.get("protocol") != PROTOCOL:
        raise ZenMLStopped("The process that runs ZenML speaks another language than this stackls.")
    return Ready(str(known.get("zenml_version", "")), str(known.get("python", "")))


def _start_failure(data: object) -> StoreError:
    known = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    message = str(known.get("message", "ZenML cannot be started."))
    kind = known.get("kind")
    if kind == "too-old":
        return ZenMLTooOld(message, "Update it, or choose another interpreter; editing goes on.")
    if kind == "missing":
        return ZenMLNotFound(message, "Choose another one, or install zenml into it.")
    return ZenMLStopped(message)


def _cancelled() -> Cancelled:
    return Cancelled("It was cancelled.")


def _timed_out(method: Method) -> ZenMLTimeout:
    if method == WRITING:
        return ZenMLTimeout(
            "ZenML did not finish in time. It was asked to undo what it had done.",
            "Plan again to see what is left to do.",
        )
    return ZenMLTimeout(
        "ZenML did not answer in time.",
        "It is started again; its server may be slow, or its database locked.",
    )
