"""A process with the user's ZenML in it, kept warm and asked in lines of JSON.

ZenML is never imported here: importing it takes seconds, it needs its own interpreter, and what
goes wrong in it must not take the server down. `Worker` starts ``stackls_probe serve`` in that
interpreter when it is first needed, and again when it has died; after failures it waits longer and
longer before the next start, and repeats the reason meanwhile. Calls may come from any thread, are
answered one after the other, and never take longer than the timeout they are given.

A call ends as soon as the `stackls_core.cancellation.current` cancellation says so, except for one
that changes something: that is undone first. ZenML may still be busy then. It is asked to stop, and
where it does not end the request soon, its process is ended and started anew.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, cast

import stackls_probe
from stackls_core.cancellation import Cancellation, current
from stackls_core.registry.errors import Cancelled, StoreError, ZenMLStopped, ZenMLTimeout
from stackls_core.zenml.process import Process, Ready, StillStarting
from stackls_core.zenml.search_path import absolute_path
from stackls_probe.protocol import Method

PROBE = Path(stackls_probe.__file__).parent
"""A folder that Python runs as a program."""

CALL_SECONDS = 30.0
START_SECONDS = 90.0
"""A first start on a slow disk compiles all of ZenML and takes most of a minute."""

_BACK_OFF_SECONDS = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_GIVEN_UP_SECONDS = 2.0
"""How long a process may take to end a request that was cancelled."""
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
    """``environment`` without what belongs to our own interpreter.

    It works in the folder of a workspace, where no program may be started for having a name that
    somebody asks for: relative folders on ``PATH`` are left out, and Windows is told the same.
    """
    kept = {name: value for name, value in environment.items() if name not in _TROUBLESOME}
    if "PATH" in kept:
        kept["PATH"] = absolute_path(kept)
    return {**kept, "NoDefaultCurrentDirectoryInExePath": "1"} if os.name == "nt" else kept


class Worker:
    """The process, whenever it is needed. Safe to call from any thread."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        start_seconds: float = START_SECONDS,
        back_off: Sequence[float] = _BACK_OFF_SECONDS,
        given_up_seconds: float = _GIVEN_UP_SECONDS,
    ) -> None:
        """Nothing is started before `warm_up` or the first call."""
        self._command = tuple(command)
        self._environment = worker_environment(environment or os.environ)
        self._start_seconds = start_seconds
        self._back_off = tuple(back_off)
        self._given_up_seconds = given_up_seconds
        self._turn = threading.Condition()
        self._is_taken = False
        self._ids = itertools.count(1)
        self._process: Process | None = None
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
        cancellation = current()
        with self._my_turn(timeout, cancellation) as deadline:
            return self._running(deadline, cancellation).wait_ready(deadline, cancellation)

    def call(
        self,
        method: Method,
        params: Mapping[str, Any] | None = None,
        timeout: float = CALL_SECONDS,
    ) -> Any:
        """Ask, and give the answer.

        Raises `WorkerRefusal` where ZenML refuses, `ZenMLTimeout` after ``timeout`` seconds,
        `ZenMLStopped` where the process died, `ZenMLTooOld` or `ZenMLNotFound` where it cannot
        be used at all, and `Cancelled`. Changes that were cancelled and undone are a refusal.
        """
        cancellation = current()
        with self._my_turn(timeout, cancellation) as deadline:
            process = self._running(deadline, cancellation)
            try:
                answer = process.ask(next(self._ids), method, params or {}, deadline, cancellation)
            except (Cancelled, KeyboardInterrupt):
                self._replace_later(process)
                raise
            except StoreError as error:
                process.end()
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

    # -- turns -----------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _my_turn(self, timeout: float, cancellation: Cancellation) -> Generator[float, None, None]:
        """Be the only one who asks; the deadline, on the monotonic clock."""
        deadline = time.monotonic() + timeout

        def is_over() -> bool:
            return cancellation.is_cancelled or not self._is_taken

        with cancellation.waking(self._wake), self._turn:
            is_free = self._turn.wait_for(is_over, timeout)
            if cancellation.is_cancelled:
                raise Cancelled("It was cancelled.")
            if not is_free:
                raise _busy(timeout)
            self._is_taken = True
        try:
            yield deadline
        finally:
            with self._turn:
                self._is_taken = False
                self._turn.notify()

    def _wake(self) -> None:
        with self._turn:
            self._turn.notify_all()

    # -- starting --------------------------------------------------------------------------------

    def _running(self, deadline: float, cancellation: Cancellation) -> Process:
        """A process that is ready to be asked."""
        process = self._process
        if process is not None and process.is_alive and process.is_busy:
            self._wait_idle(process, deadline, cancellation)
            process = self._process
        if process is None or not process.is_alive:
            if process is not None:
                self._failed(process.death())
                process.kill()
            process = self._start()
        try:
            process.wait_ready(deadline, cancellation)
        except StillStarting as waiting:
            raise ZenMLTimeout("ZenML is still starting.", "Try again in a moment.") from waiting
        except Cancelled:
            raise  # the next one will be glad to find it started
        except StoreError as error:
            process.kill()
            self._failed(error)
            raise
        self._last_error = None
        return process

    # -- what was cancelled ----------------------------------------------------------------------

    def _wait_idle(self, process: Process, deadline: float, cancellation: Cancellation) -> None:
        """Wait for the end of what was cancelled; a process that does not come to it is ended."""
        begun = time.monotonic()
        until = self._ends_at(process)
        with contextlib.suppress(ZenMLStopped):
            if process.wait_idle(min(deadline, until), cancellation):
                return
        if process.is_busy and time.monotonic() < until:
            raise _busy(deadline - begun)
        process.end()
        self._process = None

    def _ends_at(self, process: Process) -> float:
        """When a process that is busy with what was cancelled is ended."""
        since = process.given_up_at or time.monotonic()
        return since + (START_SECONDS if process.must_finish else self._given_up_seconds)

    def _replace_later(self, process: Process) -> None:
        """Have another process ready where this one does not end what was cancelled."""
        delay = max(self._ends_at(process) - time.monotonic(), 0.0)
        timer = threading.Timer(delay, self._replace, [process])
        timer.daemon = True
        timer.start()

    def _replace(self, process: Process) -> None:
        with contextlib.suppress(ZenMLTimeout), self._my_turn(CALL_SECONDS, Cancellation()):
            if self._process is not process or not process.is_busy or process.given_up_at is None:
                return
            process.end()
            self._process = None
        self.warm_up()

    def _start(self) -> Process:
        if self._last_error is not None and time.monotonic() < self._next_start:
            raise self._last_error
        self.starts += 1
        try:
            self._process = Process(self._command, self._environment, self._start_seconds)
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


def _busy(seconds: float) -> ZenMLTimeout:
    return ZenMLTimeout(
        f"ZenML is busy with an earlier request and did not answer in {seconds:.0f} s.",
        "Try again in a moment.",
    )
