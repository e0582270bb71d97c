"""Calls that are given up: the caller is free at once, and nothing is left half-done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import stackls_core
from stackls_core.cancellation import Cancellation, current
from stackls_core.registry.errors import Cancelled, StoreError, ZenMLTimeout
from stackls_core.zenml.worker import Worker, WorkerRefusal, WorkerState
from tests.support.eventually import eventually
from tests.zenml.test_worker import FAKE, pid_of, wait_for_end

MakeWorker = Callable[..., Worker]


@pytest.fixture
def make() -> Iterator[MakeWorker]:
    made: list[Worker] = []

    def new(mode: str = "", **options: Any) -> Worker:
        options.setdefault("back_off", (0.0,))
        options.setdefault("given_up_seconds", 0.3)
        made.append(Worker([sys.executable, "-u", str(FAKE), mode], **options))
        return made[-1]

    yield new
    for worker in made:
        worker.close()


class Call(threading.Thread):
    """A call in a thread of its own, which can be cancelled."""

    def __init__(self, worker: Worker, method: str, **params: Any) -> None:
        super().__init__(daemon=True)
        self.cancellation = Cancellation()
        self.outcome: Any = None
        self._ask = lambda: worker.call(method, params, 30)
        self.start()

    def run(self) -> None:
        with self.cancellation.active():
            try:
                self.outcome = self._ask()
            except (StoreError, WorkerRefusal) as error:
                self.outcome = error

    def cancel(self) -> Any:
        """Give it up; what comes of it."""
        self.cancellation.cancel()
        self.join(10)
        assert not self.is_alive()
        return self.outcome


def wait_for(log: Path, word: str) -> None:
    """Until the log says so."""
    __tracebackhide__ = True
    eventually(lambda: log.exists() and log.read_text() == word, f"it has {word}")


# -- the cancellation itself ---------------------------------------------------------------------


def test_nothing_is_cancelled_by_default():
    assert not current().is_cancelled


def test_whoever_waits_is_woken_once_and_only_meanwhile():
    cancellation = Cancellation()
    woken: list[str] = []
    with cancellation.waking(lambda: woken.append("before")):
        pass
    with cancellation.waking(lambda: woken.append("meanwhile")):
        cancellation.cancel()
        cancellation.cancel()
    with cancellation.waking(lambda: woken.append("late")):
        assert cancellation.is_cancelled
    assert woken == ["meanwhile", "late"]


def test_it_belongs_to_what_is_done_in_it():
    outer, inner = Cancellation(), Cancellation()
    with outer.active():
        with inner.active():
            assert current() is inner
        assert current() is outer
    assert current() not in (outer, inner)


# -- reads ---------------------------------------------------------------------------------------


def test_a_call_that_was_cancelled_before_reaches_nobody(make: MakeWorker):
    worker = make()
    cancellation = Cancellation()
    cancellation.cancel()
    with cancellation.active(), pytest.raises(Cancelled):
        worker.call("echo")
    assert worker.starts == 0


def test_a_process_that_hears_it_goes_on(make: MakeWorker, tmp_path: Path):
    worker = make(given_up_seconds=30)
    pid = pid_of(worker)
    call = Call(worker, "patient", log=str(tmp_path / "log"))
    wait_for(tmp_path / "log", "begun")
    assert isinstance(call.cancel(), Cancelled)
    assert (pid_of(worker), worker.starts, worker.state) == (pid, 1, WorkerState.READY)


def test_one_that_does_not_is_replaced_in_the_background(make: MakeWorker, tmp_path: Path):
    worker = make()
    pid = pid_of(worker)
    call = Call(worker, "hang", log=str(tmp_path / "log"))
    wait_for(tmp_path / "log", "begun")
    assert isinstance(call.cancel(), Cancelled)
    wait_for_end(pid)
    eventually(lambda: worker.starts == 2, "start number 2")
    assert pid_of(worker) != pid
    assert (worker.starts, worker.state) == (2, WorkerState.READY)


def test_the_next_call_does_not_wait_for_one_that_hangs(make: MakeWorker, tmp_path: Path):
    worker = make()
    pid = pid_of(worker)
    call = Call(worker, "hang", log=str(tmp_path / "log"))
    wait_for(tmp_path / "log", "begun")
    call.cancel()
    assert pid_of(worker) != pid  # well before its timeout of 30 s
    assert worker.starts == 2


def test_who_waits_for_a_turn_can_give_up(make: MakeWorker, tmp_path: Path):
    worker = make()
    worker.call("echo")
    first = Call(worker, "execute", log=str(tmp_path / "log"), undo=0)
    wait_for(tmp_path / "log", "begun")
    second = Call(worker, "echo")
    time.sleep(0.1)
    assert isinstance(second.cancel(), Cancelled)
    assert first.is_alive()
    assert isinstance(first.cancel(), WorkerRefusal)
    assert worker.call("echo")["echo"] == {}


def test_who_waits_for_a_start_can_give_up_and_it_goes_on(make: MakeWorker):
    worker = make("late")
    call = Call(worker, "echo")
    eventually(lambda: worker.starts == 1, "start number 1")
    assert isinstance(call.cancel(), Cancelled)
    assert worker.call("echo")["echo"] == {}
    assert worker.starts == 1


def test_the_opening_of_a_store_is_not_cut_short(make: MakeWorker, tmp_path: Path):
    worker = make()
    log = tmp_path / "log"
    call = Call(worker, "echo", seconds=2.0, log=str(log))  # the first: a database may be migrated
    wait_for(log, "begun")
    assert isinstance(call.cancel(), Cancelled)
    with pytest.raises(ZenMLTimeout, match="busy"):
        worker.call("echo", timeout=0.1)
    assert worker.call("echo")["echo"] == {}
    assert worker.starts == 1


# -- changes -------------------------------------------------------------------------------------


def test_a_change_is_undone_before_it_ends(make: MakeWorker, tmp_path: Path):
    worker = make()
    pid = pid_of(worker)
    log = tmp_path / "log"
    call = Call(worker, "execute", log=str(log), undo=0.7)  # longer than a read may take
    wait_for(log, "begun")
    outcome = call.cancel()
    assert isinstance(outcome, WorkerRefusal)
    assert (outcome.kind, log.read_text()) == ("cancelled", "undone")
    assert (pid_of(worker), worker.starts) == (pid, 1)


def test_a_change_that_takes_too_long_is_undone_too(make: MakeWorker, tmp_path: Path):
    worker = make()
    pid = pid_of(worker)
    log = tmp_path / "log"
    with pytest.raises(ZenMLTimeout, match="asked to undo"):
        worker.call("execute", {"log": str(log), "undo": 0.5}, timeout=0.3)
    assert pid_of(worker) != pid
    wait_for(log, "undone")
    wait_for_end(pid)


def test_closing_leaves_a_change_the_time_it_needs(make: MakeWorker, tmp_path: Path):
    worker = make()
    worker.call("echo")
    log = tmp_path / "log"
    Call(worker, "execute", log=str(log), undo=0.2)
    wait_for(log, "begun")
    worker.close()
    wait_for(log, "undone")


# -- Ctrl-C --------------------------------------------------------------------------------------

_OWNER = """
import sys
from stackls_core.registry.errors import StoreError
from stackls_core.zenml.worker import Worker, WorkerRefusal
fake, method, log, undo = sys.argv[1:]
worker = Worker([sys.executable, "-u", fake], given_up_seconds=30)
print(worker.call("echo")["pid"], flush=True)
try:
    worker.call(method, {"log": log, "undo": float(undo)}, 60)
except KeyboardInterrupt:
    print("interrupted", flush=True)
except WorkerRefusal as refusal:
    print(refusal.kind, open(log).read(), flush=True)
finally:
    worker.close()
"""


class Owner:
    """A process that asks a worker, and is interrupted."""

    def __init__(self, method: str, log: Path, undo: float = 0) -> None:
        environment = {**os.environ, "PYTHONPATH": str(Path(stackls_core.__file__).parents[1])}
        command = [sys.executable, "-c", _OWNER, str(FAKE), method, str(log), str(undo)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=environment
        )
        assert self._process.stdout
        self.pid = int(self._process.stdout.readline())
        wait_for(log, "begun")
        time.sleep(0.1)

    def interrupt(self) -> None:
        self._process.send_signal(signal.SIGINT)

    def end(self) -> str:
        """What it says until its end."""
        try:
            return self._process.communicate(timeout=20)[0].strip()
        finally:
            with suppress(ProcessLookupError):
                self._process.kill()


posix = pytest.mark.skipif(os.name != "posix", reason="signals")


@posix
def test_an_interrupted_read_ends_at_once(tmp_path: Path):
    owner = Owner("patient", tmp_path / "log")
    owner.interrupt()
    assert owner.end() == "interrupted"
    wait_for_end(owner.pid)


@posix
def test_an_interrupted_change_is_undone_first(tmp_path: Path):
    owner = Owner("execute", tmp_path / "log", undo=0.5)
    owner.interrupt()
    assert owner.end() == "cancelled undone"


@posix
def test_a_second_interrupt_leaves_the_undoing_to_the_worker(tmp_path: Path):
    owner = Owner("execute", tmp_path / "log", undo=4)
    owner.interrupt()
    time.sleep(0.5)
    owner.interrupt()
    assert owner.end() == "interrupted"
    wait_for(tmp_path / "log", "begun")
    wait_for(tmp_path / "log", "undone")
    wait_for_end(owner.pid)
