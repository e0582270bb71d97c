"""A process with the user's ZenML in it, kept warm and asked in lines of JSON.

ZenML is never imported here: importing it takes seconds, it needs its own interpreter, and what
goes wrong in it must not take the server down. `Worker` starts ``probe.py serve`` in that
interpreter when it is first needed, and again when it has died; after failures it waits longer and
longer before the next start, and repeats the reason meanwhile. Calls may come from any thread, are
answered one after the other, and never take longer than the timeout they are given.
"""

from __future__ import annotations

import contextlib
import itertools
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
from enum import Enum
from pathlib import Path
from typing import Any, cast

from stackls_core.stacks.errors import (
    StoreError,
    ZenMLNotFound,
    ZenMLStopped,
    ZenMLTimeout,
    ZenMLTooOld,
)

PROBE = Path(__file__).parent / "probe.py"
PROTOCOL = 1
CALL_SECONDS = 30.0
START_SECONDS = 90.0
"""A first start on a slow disk compiles all of ZenML and takes most of a minute."""

_BACK_OFF_SECONDS = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_MAX_LINE = 256 * 1024 * 1024
_CLOSE_SECONDS = 2.0
_LAST_WORDS = 20
_TROUBLESOME = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__")
"""Variables that are about our own interpreter and would break another one."""


class WorkerState(str, Enum):
    """What the worker is doing, for people who wait for it."""

    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"


class WorkerRefusal(Exception):
    """ZenML answered that it cannot: the kind of reason, the reason, and what goes with it."""

    def __init__(self, kind: str, message: str, details: Mapping[str, Any]) -> None:
        """``details`` is the error object as the probe wrote it."""
        super().__init__(message)
        self.kind = kind
        self.details = details


@dataclass(frozen=True)
class Ready:
    """What a worker says when it is ready."""

    zenml_version: str
    python: str


def serve_command(
    interpreter: str | Path, root: Path | None = None, import_root: Path | None = None
) -> tuple[str, ...]:
    """The command that runs the probe in ``interpreter``, in the folder ``root``.

    Custom flavors are imported from ``import_root`` and, without one, not at all: that runs the
    workspace's own code, which is only for trusted ones.
    """
    command = [str(interpreter), "-u", str(PROBE), "serve"]
    command += ["--root", str(root)] if root is not None else []
    command += ["--import-root", str(import_root)] if import_root is not None else []
    return tuple(command)


def worker_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` without what belongs to our own interpreter."""
    return {name: value for name, value in environment.items() if name not in _TROUBLESOME}


class Worker:
    """The process, whenever it is needed. Safe to call from any thread."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        start_seconds: float = START_SECONDS,
        back_off: Sequence[float] = _BACK_OFF_SECONDS,
    ) -> None:
        """Nothing is started before `warm_up` or the first call."""
        self._command = tuple(command)
        self._environment = worker_environment(environment or os.environ)
        self._start_seconds = start_seconds
        self._back_off = tuple(back_off)
        self._turn = threading.Lock()
        self._ids = itertools.count(1)
        self._process: _Process | None = None
        self._failures = 0
        self._last_error: StoreError | None = None
        self._next_start = 0.0
        self.starts = 0

    @property
    def state(self) -> WorkerState:
        """What it is doing at the moment."""
        process = self._process
        if process is not None and process.is_alive:
            return WorkerState.READY if process.ready is not None else WorkerState.STARTING
        return WorkerState.STOPPED if self._last_error is None else WorkerState.FAILED

    @property
    def last_error(self) -> StoreError | None:
        """Why it failed, until it works again."""
        return self._last_error

    def warm_up(self) -> threading.Thread:
        """Start it in the background, so that the first call finds it ready."""

        def run() -> None:
            with contextlib.suppress(StoreError, WorkerRefusal):
                self.call("info", timeout=self._start_seconds)

        thread = threading.Thread(target=run, name="stackls-zenml-warm-up", daemon=True)
        thread.start()
        return thread

    def ready(self, timeout: float = START_SECONDS) -> Ready:
        """Wait until it is ready; what it is. Raises a `StoreError` where it cannot be started."""
        with self._my_turn(timeout) as deadline:
            return self._running(deadline).wait_ready(deadline)

    def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        timeout: float = CALL_SECONDS,
    ) -> Any:
        """Ask, and give the answer.

        Raises `WorkerRefusal` where ZenML refuses, `ZenMLTimeout` after ``timeout`` seconds,
        `ZenMLStopped` where the process died, `ZenMLTooOld` or `ZenMLNotFound` where it cannot
        be used at all.
        """
        with self._my_turn(timeout) as deadline:
            process = self._running(deadline)
            try:
                answer = process.ask(next(self._ids), method, params or {}, deadline)
            except StoreError as error:
                process.kill()
                self._failed(error)
                raise
        self._failures = 0
        error = answer.get("error")
        if error is None:
            return answer.get("result")
        details = cast("dict[str, Any]", error)
        raise WorkerRefusal(
            str(details.get("kind", "failed")), str(details.get("message", "")), details
        )

    def close(self) -> None:
        """End the process; a call that is writing may finish. The next call starts another one."""
        process, self._process = self._process, None
        self._failures, self._last_error, self._next_start = 0, None, 0.0
        if process is not None:
            process.close()

    # -- starting --------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _my_turn(self, timeout: float):
        deadline = time.monotonic() + timeout
        if not self._turn.acquire(timeout=timeout):
            raise ZenMLTimeout(
                f"ZenML is busy with an earlier request and did not answer in {timeout:.0f} s.",
                "Try again in a moment.",
            )
        try:
            yield deadline
        finally:
            self._turn.release()

    def _running(self, deadline: float) -> _Process:
        """A process that is ready to be asked."""
        process = self._process
        if process is None or not process.is_alive:
            if process is not None:
                self._failed(process.death())
                process.kill()
            process = self._start()
        try:
            process.wait_ready(deadline)
        except _StillStarting as waiting:
            raise ZenMLTimeout("ZenML is still starting.", "Try again in a moment.") from waiting
        except StoreError as error:
            process.kill()
            self._failed(error)
            raise
        self._last_error = None
        return process

    def _start(self) -> _Process:
        if self._last_error is not None and time.monotonic() < self._next_start:
            raise self._last_error
        self.starts += 1
        try:
            self._process = _Process(self._command, self._environment, self._start_seconds)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            failure = ZenMLStopped(
                f"The interpreter {self._command[0]} cannot be started: {reason}.",
                "Choose another one with the setting stackls.zenml.interpreter.",
            )
            self._failed(failure)
            raise failure from error
        return self._process

    def _failed(self, error: StoreError) -> None:
        self._process = None
        self._last_error = error
        delay = self._back_off[min(self._failures, len(self._back_off) - 1)]
        self._failures += 1
        self._next_start = time.monotonic() + delay


class _StillStarting(Exception):
    """The process may become ready later; whoever waited has no more time."""


class _Process:
    """One run of the probe."""

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
        self._is_writing = False
        self.ready: Ready | None = None
        self._readers = [
            threading.Thread(target=target, name="stackls-zenml-reader", daemon=True)
            for target in (self._read, self._drain)
        ]
        for reader in self._readers:
            reader.start()

    @property
    def is_alive(self) -> bool:
        return self._popen.poll() is None

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
                    self._messages.put(cast("dict[str, Any]", message))
        self._messages.put(None)

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

    def wait_ready(self, deadline: float) -> Ready:
        """Wait for its first message. Raises `_StillStarting` or a `StoreError`."""
        while self.ready is None:
            try:
                message = self._next(min(deadline, self._start_by))
            except queue.Empty:
                if time.monotonic() < self._start_by:
                    raise _StillStarting from None
                raise ZenMLTimeout(
                    f"ZenML did not start within {self._start_seconds:.0f} s."
                ) from None
            if "failed" in message:
                raise _start_failure(message["failed"])
            if "ready" in message:
                self.ready = _ready(message["ready"])
        return self.ready

    def ask(
        self, number: int, method: str, params: Mapping[str, Any], deadline: float
    ) -> dict[str, Any]:
        """Send one request and wait for its answer."""
        self._asked = True
        request = {"id": number, "method": method, "params": params}
        line = (json.dumps(request, ensure_ascii=True) + "\n").encode("ascii")
        self._is_writing = method == "execute"
        try:
            self._send(line, deadline)
            while True:
                answer = self._next(deadline)
                if answer.get("id") == number:
                    return answer
        except queue.Empty:
            raise _timed_out(method) from None
        except OSError:
            raise self.death() from None
        finally:
            self._is_writing = False

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

        if len(line) < 4096:
            write()  # fits into the pipe
        else:
            writer = threading.Thread(target=write, daemon=True)
            writer.start()
            writer.join(timeout=max(deadline - time.monotonic(), 0.001))
            if writer.is_alive():
                raise queue.Empty
        if failure:
            raise OSError from failure[0]

    def close(self) -> None:
        """Let it end by itself; one that does not is killed, unless it is writing."""
        with contextlib.suppress(OSError, ValueError):
            if self._popen.stdin is not None:
                self._popen.stdin.close()
        try:
            self._popen.wait(timeout=_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            if self._is_writing:
                return  # it ends when it is done
        self.kill()

    def kill(self) -> None:
        """End it now, with all it has started."""
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


def _timed_out(method: str) -> ZenMLTimeout:
    if method == "execute":
        return ZenMLTimeout(
            "ZenML did not finish in time, so it is not known what was done.",
            "Plan again to see what is left to do.",
        )
    return ZenMLTimeout(
        "ZenML did not answer in time.", "It is started again; the server may be slow."
    )
