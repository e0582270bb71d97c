"""Files that are damaged, from a later stackls, or not to be written."""

from __future__ import annotations

import os
import random
import sqlite3
from collections import Counter
from pathlib import Path

from stackls_core.catalog.catalog import Catalog
from stackls_core.registry.errors import DatabaseReadOnly, DatabaseTooNew
from tests.faults.writes import FIRST_USES, WRITES, Case, refusal

NOBODY = 65_534
ON_A_REGISTRY = [name for name in WRITES if name not in FIRST_USES]


def damaged(folder: Path, catalog: Catalog, seed: int, count: int) -> Counter[str]:
    """Spoil a file at random places; read it, and write where it can be read.

    Raises `AssertionError` where a failure has no message for people, or a file that cannot be read
    was changed.
    """
    chance = random.Random(seed)
    case = Case.make("apply", folder, catalog)
    done: Counter[str] = Counter()
    for _ in range(count):
        path = case.copied(folder / "damaged")
        spoilt = _spoilt(path.read_bytes(), chance)
        path.write_bytes(spoilt)
        error = refusal(lambda path=path: case.state(path))
        assert error is None or path.read_bytes() == spoilt, f"a damaged file was changed: {error}"
        done["refused" if error else "readable"] += 1
    return done


def _spoilt(content: bytes, chance: random.Random) -> bytes:
    at, length = chance.randrange(len(content)), chance.choice([1, 16, 4096])
    kind = chance.choice(["cut", "zeros", "noise"])
    if kind == "cut":
        return content[:at]
    put = bytes(length) if kind == "zeros" else chance.randbytes(length)
    return (content[:at] + put + content[at + length :])[: len(content)]


def later(folder: Path, catalog: Catalog) -> Counter[str]:
    """Try every write on a file of a later layout; all are refused, and the file stays."""
    for name in ON_A_REGISTRY:
        case = Case.make(name, folder, catalog)
        path = case.copied(folder / "later")
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA user_version = 99")
        connection.close()
        former = path.read_bytes()
        error = refusal(lambda case=case, path=path: case.write(path))
        assert isinstance(error, DatabaseTooNew), f"{name}: {error}"
        assert path.read_bytes() == former, f"{name} changed a file of a later stackls"
    return Counter({"refused": len(ON_A_REGISTRY)})


def read_only(folder: Path, catalog: Catalog) -> Counter[str]:
    """Try every write where the file, or its folder, is not to be written; reading goes on."""
    done: Counter[str] = Counter()
    for name in ON_A_REGISTRY:
        case = Case.make(name, folder, catalog)
        for file, parent in ((0o444, 0o777), (0o666, 0o555), (0o444, 0o555)):
            path = case.copied(folder / "read-only")
            former = path.read_bytes()
            path.chmod(file)
            path.parent.chmod(parent)
            child = os.fork()
            if not child:
                os._exit(_as_nobody(case, path))
            status = os.waitpid(child, 0)[1]
            assert os.WEXITSTATUS(status) == 0, f"{name}, modes {file:o} and {parent:o}"
            path.parent.chmod(0o777)
            assert path.read_bytes() == former, name
            done["refused"] += 1
    return done


def _as_nobody(case: Case, path: Path) -> int:
    """0 where the write is refused in words and reading goes on; root may write anywhere."""
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        if case.state(path) != case.before:
            return 1
        error = refusal(lambda: case.write(path))
    except BaseException:  # noqa: BLE001 - told by the parent
        return 2
    return 0 if isinstance(error, DatabaseReadOnly) else 3
