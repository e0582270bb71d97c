"""What a process has from the one that started it, and what a zygote's child has from the zygote.

Limits, niceness, rights, ignored signals, namespaces, control groups: only where all of it is the
same is a command that the zygote runs what it would be otherwise. Linux.
"""

from __future__ import annotations

import os

_STATUS = (
    *(b"Umask", b"Uid", b"Gid", b"Groups", b"SigBlk", b"SigIgn", b"NoNewPrivs", b"Seccomp"),
    *(b"Seccomp_filters", b"CapInh", b"CapPrm", b"CapEff", b"CapBnd", b"CapAmb"),
    *(b"Cpus_allowed_list", b"Mems_allowed_list", b"THP_enabled"),
)
_NAMESPACES = (
    *("cgroup", "ipc", "mnt", "net", "pid", "pid_for_children"),
    *("time", "time_for_children", "user", "uts"),
)


def inherited() -> bytes:
    """What this process has inherited, as text. Raises `OSError`."""
    return _inherited("self", 0)


def inherits(process: int, own: bytes) -> bool:
    """Whether ``process`` has inherited what `inherited` says of this one.

    A process that is no more, or in a place from where it cannot be seen, has not.
    """
    try:
        return process > 0 and _inherited(str(process), process) == own
    except OSError:
        return False


def _inherited(name: str, process: int) -> bytes:
    place = f"/proc/{name}"
    status = (line.partition(b":") for line in _read(f"{place}/status").splitlines())
    kept = [name + value for name, _, value in status if name in _STATUS]
    root = os.stat(f"{place}/root")  # noqa: PTH116 - pathlib takes longer than all of this
    return b"\n".join(
        (
            *kept,
            _read(f"{place}/limits"),
            _read(f"{place}/cgroup"),
            _read(f"{place}/oom_score_adj"),
            _label(f"{place}/attr/current"),
            *(_namespace(f"{place}/ns/{name}") for name in _NAMESPACES),
            f"{root.st_dev}:{root.st_ino}".encode(),
            repr(
                (
                    os.getpriority(os.PRIO_PROCESS, process),
                    os.sched_getscheduler(process),
                    os.sched_getparam(process).sched_priority,
                )
            ).encode(),
        )
    )


def _read(path: str) -> bytes:
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        parts: list[bytes] = []
        while part := os.read(file, 65536):
            parts.append(part)
        return b"".join(parts)
    finally:
        os.close(file)


def _label(path: str) -> bytes:
    """What a security module such as SELinux or AppArmor calls the process, where there is one."""
    try:
        return _read(path)
    except OSError:
        return b""


def _namespace(path: str) -> bytes:
    try:
        return str(os.stat(path).st_ino).encode()  # noqa: PTH116
    except FileNotFoundError:
        return b""  # of a kind that this kernel does not have
