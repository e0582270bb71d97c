"""Disks that are full: a limit on the size of files, and a small file system of its own."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from stackls_core.catalog.catalog import Catalog
from tests.faults.writes import WRITES, Case, refusal

PAGE = 4096
MOST_PAGES = 16
"""What no write of these tests needs more than, each file for itself."""

Within = Callable[[Callable[[], object]], str]
"""Does something where there is little room; how it fails, empty where it does not."""


def small_files(folder: Path, catalog: Catalog, seed: int, count: int) -> Counter[str]:
    """Every write where files cannot grow beyond a random size. Raises for a loss."""
    done: Counter[str] = Counter()
    for name in WRITES:
        chance = random.Random(f"{seed} {name}")
        case = Case.make(name, folder, catalog)
        for _ in range(count):
            size = chance.randrange(MOST_PAGES * PAGE)
            path = case.copied(folder / "small")
            done.update(_tried(case, path, lambda work, size=size: _limited(size, work)))
    return done


def full_file_systems(folder: Path, catalog: Catalog, seed: int, count: int) -> Counter[str]:
    """Every write where few bytes are left; nothing where nobody may mount. Raises for a loss."""
    done: Counter[str] = Counter()
    with _small_disk(folder / "disk") as disk:
        for name in WRITES if disk else ():
            chance = random.Random(f"{seed} {name}")
            case = Case.make(name, folder, catalog)
            for _ in range(count):
                left = chance.randrange(MOST_PAGES) * PAGE
                path = case.copied(folder / "disk" / "stackls")
                done.update(
                    _tried(case, path, lambda work, n=left: _filled(folder / "disk", n, work))
                )
    return done


def _tried(case: Case, path: Path, within: Within) -> Counter[str]:
    how = within(lambda: case.write(path))
    state = case.judge(path, not how, how or "done")
    return Counter({"writes": 1, "refused": bool(how), f"state {state} the write": bool(how)})


def _limited(size: int, work: Callable[[], object]) -> str:
    import resource

    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        try:
            said = str(refusal(work) or "")
        except BaseException as error:  # noqa: BLE001 - told by the parent
            said = f"!{type(error).__name__}: {error}"
        with suppress(OSError):
            os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    assert not said.startswith("!"), said
    return said


def _filled(disk: Path, left: int, work: Callable[[], object]) -> str:
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free - left)
    try:
        return str(refusal(work) or "")
    finally:
        ballast.unlink()


@contextmanager
def _small_disk(folder: Path) -> Generator[bool, None, None]:
    """A file system of 2 MB; ``False`` where nobody may mount one."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    can_mount = shutil.which("mount") is not None
    if not can_mount or subprocess.run(command, capture_output=True, check=False).returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", str(folder)], check=True)
