"""Stores under fault, with the built-in registry.

usage: python -m tests.faults SEED COUNT

Kills each write COUNT times, and prints what was done; ends with an error at the first loss.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from stackls_core.catalog.catalogs import open_catalogs
from tests.faults.crowd import crowd
from tests.faults.damage import damaged, later, read_only
from tests.faults.full_disk import full_file_systems, small_files
from tests.faults.kills import kill_writes
from tests.faults.writes import WRITES


def main() -> int:
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    catalog = open_catalogs().bundled
    few = max(1, count // 10)
    tasks: dict[str, Callable[[Path], Counter[str]]] = {
        f"kill -9 of {len(WRITES)} writes": lambda f: kill_writes(f, catalog, seed, count),
        "20 writers at once": lambda f: crowd(f, catalog, seed, max(2, few // 10)),
        "files that cannot grow": lambda f: small_files(f, catalog, seed, few),
        "a file system that is full": lambda f: full_file_systems(f, catalog, seed, few),
        "a damaged file": lambda f: damaged(f, catalog, seed, count),
        "a file of a later stackls": lambda f: later(f, catalog),
        "read-only file, folder, both": lambda f: read_only(f, catalog),
    }
    for name, task in tasks.items():
        with tempfile.TemporaryDirectory(prefix="stackls-faults-") as folder:
            Path(folder).chmod(0o755)
            done = task(Path(folder))
        counts = ", ".join(f"{number:,} {what}" for what, number in done.items() if number)
        sys.stdout.write(f"seed {seed}: {name}: {counts or 'not possible here'}\n")
        sys.stdout.flush()
    sys.stdout.write("nothing was lost\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
