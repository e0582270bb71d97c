"""Killing a child process with SIGKILL: after a random time, or at a system call (Linux).

The child is a fork, so everything is imported already and only what it does is cut short.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress

PTRACE_TRACEME = 0
PTRACE_SYSCALL = 24

Work = Callable[[], object]


def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long
    return libc


def _succeeded(status: int) -> bool:
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def _forked(work: Work, before: Callable[[], object]) -> int:
    """A child that does ``before``, then ``work``, and ends with 0 once that has returned."""
    child = os.fork()
    if child:
        return child
    with suppress(BaseException):
        before()
        work()
        os._exit(0)
    os._exit(1)


def killed_after(seconds: float, work: Work) -> bool:
    """Whether a child was done with ``work`` before it was killed."""
    child = _forked(work, lambda: None)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return _succeeded(os.waitpid(child, 0)[1])


def killed_at_call(number: int, work: Work) -> bool:
    """The same; killed on entering or leaving a system call, the ``number``-th such stop."""
    child, status = _traced(work)
    for _ in range(number):
        if not os.WIFSTOPPED(status):
            return _succeeded(status)
        status = _next_stop(child)
    if os.WIFSTOPPED(status):
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
    return _succeeded(status)


def calls_of(work: Work) -> int:
    """How many such stops there are until a child is done."""
    child, status = _traced(work)
    count = 0
    while os.WIFSTOPPED(status):
        status = _next_stop(child)
        count += 1
    return count


def _traced(work: Work) -> tuple[int, int]:
    """A child that has stopped before it does ``work``, and how it has."""

    def be_traced() -> None:
        _libc().ptrace(PTRACE_TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)

    child = _forked(work, be_traced)
    return child, os.waitpid(child, os.WUNTRACED)[1]


def _next_stop(child: int) -> int:
    if _libc().ptrace(PTRACE_SYSCALL, child, None, None):
        os.kill(child, signal.SIGKILL)  # nobody may trace here
    return os.waitpid(child, 0)[1]


def can_trace() -> bool:
    """Whether children can be stopped at system calls here."""
    if sys.platform != "linux":
        return False
    return calls_of(os.getppid) > 1
