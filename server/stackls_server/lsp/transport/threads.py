"""Worker threads for what takes longer than an event loop may wait.

The threads of ``concurrent.futures`` are waited for at exit, however long they still run; these are
not, so that an editor which closes never waits for an analysis that nobody wants any more.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


class Overdue(Exception):
    """A call takes so long that it may never return."""


class Threads:
    """A few daemon threads, started when they are first needed."""

    def __init__(self, name: str, count: int) -> None:
        """``name`` shows in debuggers; at most ``count`` calls run at once, others wait."""
        self._name = name
        self._count = count
        self._started = 0
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._running: set[int] = set()

    @property
    def busy(self) -> bool:
        """Whether something is running."""
        return bool(self._running)

    def start(self, function: Callable[..., T], *arguments: Any) -> asyncio.Future[T]:
        """Call ``function`` in a thread; cancelling the future drops the call if it still waits."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(_Job(loop, future, function, arguments))
        if self._started < self._count:
            self._started += 1
            name = f"stackls-{self._name}-{self._started}"
            threading.Thread(target=self._work, name=name, daemon=True).start()
        return future

    async def result(self, job: asyncio.Future[T], patience: float) -> T:
        """What a call returns or raises, waited for so many seconds.

        Raises `Overdue` after that. The call keeps its thread until it returns, if it ever does;
        there is another one for others.
        """
        await asyncio.wait([job], timeout=patience)
        if job.done():
            return await job
        self._count += 1
        job.add_done_callback(lambda _: self._end_one())
        raise Overdue

    def _end_one(self) -> None:
        """There is a thread too many: a call that nobody waits for any more has returned."""
        self._count -= 1
        if self._started > self._count:
            self._started -= 1
            self._jobs.put(None)

    def stop(self) -> None:
        """Let the threads end once they have done what waits for them."""
        for _ in range(self._started):
            self._jobs.put(None)
        self._started = 0

    def _work(self) -> None:
        me = threading.get_ident()
        while (job := self._jobs.get()) is not None:
            self._running.add(me)
            try:
                job.run()
            finally:
                self._running.discard(me)
            del job  # what it refers to may be large


class _Job:
    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        future: asyncio.Future[Any],
        function: Callable[..., Any],
        arguments: tuple[Any, ...],
    ) -> None:
        self._loop = loop
        self._future = future
        self._function = function
        self._arguments = arguments

    def run(self) -> None:
        if self._future.cancelled():
            return
        result: Any = None
        error: BaseException | None = None
        try:
            result = self._function(*self._arguments)
        except BaseException as raised:  # noqa: BLE001 - it belongs to whoever awaits the future
            error = raised
        with suppress(RuntimeError):  # the loop is closed: nobody waits for it any more
            self._loop.call_soon_threadsafe(self._settle, result, error)

    def _settle(self, result: Any, error: BaseException | None) -> None:
        if self._future.done():
            return
        if error is not None:
            self._future.set_exception(error)
        else:
            self._future.set_result(result)


def take_exception(future: asyncio.Future[Any]) -> None:
    """An exception concerns those who wait for it; where nobody does any more, it is dropped."""
    if not future.cancelled():
        future.exception()
