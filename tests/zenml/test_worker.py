"""The worker against a stand-in for the probe that misbehaves in every way."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from stackls_core.registry.errors import (
    StoreError,
    ZenMLNotFound,
    ZenMLStopped,
    ZenMLTimeout,
    ZenMLTooOld,
)
from stackls_core.zenml.worker import (
    PROBE,
    Worker,
    WorkerRefusal,
    WorkerState,
    serve_command,
    worker_environment,
)
from tests.support.eventually import eventually

FAKE = Path(__file__).parent / "fake_probe.py"
NO_WAIT = (0.0,)
MakeWorker = Callable[..., Worker]


@pytest.fixture
def make() -> Iterator[MakeWorker]:
    made: list[Worker] = []

    def new(mode: str = "", **options: Any) -> Worker:
        options.setdefault("back_off", NO_WAIT)
        made.append(Worker([sys.executable, "-u", str(FAKE), mode], **options))
        return made[-1]

    yield new
    for worker in made:
        worker.close()


def pid_of(worker: Worker) -> int:
    return worker.call("echo")["pid"]


def is_running(pid: int) -> bool:
    if os.name != "posix":
        command = ["tasklist", "/FI", f"PID eq {pid}"]
        listed = subprocess.run(command, capture_output=True, text=True, check=False)
        return str(pid) in listed.stdout
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    # gone at the first look, or at any moment between opening and reading it
    with suppress(FileNotFoundError, ProcessLookupError):
        stat = Path(f"/proc/{pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not Path("/proc").exists()


def wait_for_end(pid: int) -> None:
    """Until the process is no more."""
    __tracebackhide__ = True
    eventually(lambda: not is_running(pid), f"the process {pid} has ended")


def test_one_process_answers_many_calls(make: MakeWorker):
    worker = make()
    assert worker.state is WorkerState.STOPPED
    assert worker.call("echo", {"a": "ü\u2028😀"})["echo"] == {"a": "ü\u2028😀"}
    assert pid_of(worker) == pid_of(worker)
    assert (worker.state, worker.starts) == (WorkerState.READY, 1)
    assert worker.ready().zenml_version == "0.98.0"


def test_a_large_request_and_answer(make: MakeWorker):
    big = {"text": "x" * 3_000_000}
    assert make().call("echo", big)["echo"] == big


def test_noise_on_its_output_is_skipped(make: MakeWorker):
    worker = make("noise")
    assert worker.call("junk", {"a": 1})["echo"] == {"a": 1}


def test_much_error_output_holds_nothing_up(make: MakeWorker):
    assert make("chatty").call("echo", {"a": 1}, timeout=20)


def test_a_refusal_comes_with_its_details(make: MakeWorker):
    worker = make()
    with pytest.raises(WorkerRefusal, match="No") as caught:
        worker.call("refuse")
    assert caught.value.kind == "exists"
    assert caught.value.details["left"] == ["x"]
    assert worker.state is WorkerState.READY


def test_a_hanging_call_ends_at_its_timeout_and_the_next_one_works(make: MakeWorker):
    worker = make()
    pid = pid_of(worker)
    with pytest.raises(ZenMLTimeout, match="did not answer in time"):
        worker.call("hang", timeout=0.3)
    wait_for_end(pid)
    assert pid_of(worker) != pid


def test_a_death_during_a_call_is_told_and_the_next_one_works(make: MakeWorker):
    worker = make()
    with pytest.raises(ZenMLStopped, match="ended unexpectedly"):
        worker.call("die")
    assert worker.state is WorkerState.FAILED
    assert worker.call("echo", {"a": 1})["echo"] == {"a": 1}
    assert worker.state is WorkerState.READY


def test_a_death_between_calls_is_noticed(make: MakeWorker):
    worker = make()
    pid = pid_of(worker)
    os.kill(pid, 9)
    eventually(lambda: worker.state is not WorkerState.READY, "the death is noticed")
    assert pid_of(worker) != pid


def test_a_process_that_does_not_read_holds_nobody_up(make: MakeWorker):
    worker = make()
    assert worker.call("deaf") == "deaf from now on"
    with pytest.raises(ZenMLTimeout):
        worker.call("echo", {"text": "x" * 1_000_000}, timeout=0.5)
    assert worker.call("echo", {"a": 1})


def test_a_failed_start_says_why(make: MakeWorker):
    worker = make("dies")
    with pytest.raises(ZenMLStopped, match=r"while it started.*libfoo\.so is missing"):
        worker.call("echo")


def test_words_of_a_process_that_was_asked_something_are_not_repeated(make: MakeWorker):
    worker = make("chatty")
    with pytest.raises(ZenMLStopped) as caught:
        worker.call("die")
    assert "warning" not in str(caught.value)


@pytest.mark.parametrize(
    ("mode", "kind", "words"),
    [
        ("old", ZenMLTooOld, "0.55.0 is older"),
        ("missing", ZenMLNotFound, "not installed"),
        ("foreign", ZenMLStopped, "another language"),
    ],
)
def test_an_interpreter_that_cannot_be_used(
    make: MakeWorker, mode: str, kind: type[StoreError], words: str
):
    with pytest.raises(kind, match=words):
        make(mode).call("echo")


def test_an_interpreter_that_is_not_there():
    with pytest.raises(ZenMLStopped, match="cannot be started"):
        Worker([str(Path("nowhere", "python")), "x"]).call("echo")


def test_a_hanging_start_ends(make: MakeWorker):
    worker = make("hangs", start_seconds=0.5)
    with pytest.raises(ZenMLTimeout, match="still starting"):
        worker.call("echo", timeout=0.1)
    assert worker.state is WorkerState.STARTING
    with pytest.raises(ZenMLTimeout, match="did not start within"):
        worker.call("echo", timeout=5)
    assert worker.starts == 1


class Clock:
    """Stands in for the module `time`: a clock that a test puts forward."""

    def __init__(self) -> None:
        self.passed = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self.passed


def test_failures_are_followed_by_a_growing_pause(
    make: MakeWorker, monkeypatch: pytest.MonkeyPatch
):
    clock = Clock()
    monkeypatch.setattr("stackls_core.zenml.worker.time", clock)
    worker = make("dies", back_off=(0.0, 1000.0, 5000.0))
    for _ in range(2):
        with pytest.raises(ZenMLStopped):
            worker.call("echo")
    assert worker.starts == 2
    with pytest.raises(ZenMLStopped, match="libfoo"):
        worker.call("echo")
    assert worker.starts == 2
    clock.passed = 1001
    for _ in range(2):
        with pytest.raises(ZenMLStopped):
            worker.call("echo")
    assert worker.starts == 3
    clock.passed = 2002
    with pytest.raises(ZenMLStopped):
        worker.call("echo")
    assert worker.starts == 3
    # who closes it has changed something, and does not want to wait
    worker.close()
    with pytest.raises(ZenMLStopped):
        worker.call("echo")
    assert worker.starts == 4


def test_calls_from_many_threads_get_their_own_answers(make: MakeWorker):
    worker = make()
    wrong: list[object] = []

    def ask(who: int) -> None:
        for number in range(20):
            sent = {"who": who, "number": number}
            found = worker.call("echo", sent)["echo"]
            if found != sent:
                wrong.append(found)

    threads = [threading.Thread(target=ask, args=(who,)) for who in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, worker.starts) == ([], 1)


def test_who_waits_behind_a_slow_call_is_bounded_too(make: MakeWorker, tmp_path: Path):
    worker = make()
    worker.call("echo")
    log = tmp_path / "log"
    slow = threading.Thread(target=worker.call, args=("echo", {"seconds": 1.0, "log": str(log)}))
    slow.start()
    eventually(log.exists, "it has begun")
    with pytest.raises(ZenMLTimeout, match="busy with an earlier request"):
        worker.call("echo", timeout=0.1)
    slow.join()
    assert (worker.call("echo")["echo"], worker.starts) == ({}, 1)


def test_closing_ends_the_process_and_the_next_call_starts_another(make: MakeWorker):
    worker = make()
    pid = pid_of(worker)
    worker.close()
    wait_for_end(pid)
    assert pid_of(worker) != pid


def test_closing_during_a_call_ends_it(make: MakeWorker, tmp_path: Path):
    worker = make()
    log = tmp_path / "log"
    worker.call("echo")
    failed: list[BaseException] = []

    def hang() -> None:
        try:
            worker.call("hang", {"log": str(log)}, timeout=60)
        except StoreError as error:
            failed.append(error)

    thread = threading.Thread(target=hang)
    thread.start()
    eventually(log.exists, "it has begun")
    worker.close()
    thread.join(timeout=10)
    assert len(failed) == 1


@pytest.mark.parametrize(("method", "last"), [("execute", "finished"), ("slow", "begun")])
def test_what_is_being_written_is_finished_and_only_that(
    make: MakeWorker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, last: str
):
    monkeypatch.setattr("stackls_core.zenml.process._CLOSE_SECONDS", 0.05)
    worker = make()
    pid = pid_of(worker)
    log = tmp_path / "log"

    def call() -> None:
        with suppress(StoreError):
            worker.call(method, {"seconds": 0.5, "log": str(log)})

    thread = threading.Thread(target=call)
    thread.start()
    eventually(log.exists, "it has begun")
    worker.close()
    thread.join()
    wait_for_end(pid)
    assert log.read_text() == last


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_what_a_killed_process_has_started_is_ended_too(make: MakeWorker):
    worker = make()
    child = worker.call("spawn")
    assert is_running(child)
    with pytest.raises(ZenMLTimeout):
        worker.call("echo", timeout=0.2)
    wait_for_end(child)


def test_warming_up_happens_in_the_background(make: MakeWorker):
    make("hangs").warm_up()  # nobody waits for it
    worker = make()
    worker.warm_up().join(timeout=10)
    assert worker.state is WorkerState.READY


def test_variables_about_our_own_interpreter_are_not_passed_on():
    given = {"PYTHONPATH": "x", "PYTHONHOME": "y", "PATH": "/z", "ZENML_CONFIG_PATH": "c"}
    assert worker_environment(given) == {"PATH": "/z", "ZENML_CONFIG_PATH": "c"}


def test_the_command():
    command = serve_command("python", Path("w"), Path("w"))
    assert command == (
        *("python", "-u", str(PROBE), "serve"),
        *("--root", "w", "--import-root", "w"),
    )


# -- the probe itself, in an interpreter without ZenML -------------------------------------------


def test_an_interpreter_without_zenml_says_so():
    with pytest.raises(ZenMLNotFound, match="not installed"):
        Worker(serve_command(sys.executable)).call("info")


_OLD = """
import sys, types
from importlib import metadata
metadata.version = lambda name: "0.55.1"
import runpy
sys.argv = [{probe!r}, "serve"]
runpy.run_path({probe!r}, run_name="__main__")
"""


def test_an_old_zenml_is_told_before_it_is_imported():
    code = _OLD.format(probe=str(PROBE))
    with pytest.raises(ZenMLTooOld, match=r"0\.55\.1 is older than 0\.70"):
        Worker([sys.executable, "-c", code]).call("info")


_OWNER = """
import sys, time
from stackls_core.zenml.worker import Worker
worker = Worker([sys.executable, "-u", sys.argv[1]])
print(worker.call("echo")["pid"], flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_it_ends_when_whoever_started_it_is_killed():
    import stackls_core

    environment = {**os.environ, "PYTHONPATH": str(Path(stackls_core.__file__).parents[1])}
    command = [sys.executable, "-c", _OWNER, str(FAKE)]
    owner = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert owner.stdout
    pid = int(owner.stdout.readline())
    assert is_running(pid)
    owner.kill()
    owner.wait()
    owner.stdout.close()
    wait_for_end(pid)
