"""Runs that are guided by coverage, with atheris, until the time is over.

usage: python -m tests.fuzz.coverage SEED SECONDS [TARGET]

Bytes that make a target fail are made small and written into tests/fuzz/corpus/bytes, which
`test_fuzz.py` replays.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus" / "bytes"
LONGEST = 800
"""Bytes of one text."""


def failure(target: str, data: bytes) -> str:
    """How a target fails; empty where it does not."""
    from tests.fuzz.targets import TARGETS

    try:
        TARGETS[target](data)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what was looked for
        return f"{type(error).__name__}: {error}"
    return ""


def run_target(target: str, arguments: list[str]) -> None:
    """Run one target, in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["stackls_core", "stackls_server"]):
        from tests.fuzz.targets import TARGETS

    atheris.Setup([target, *arguments], TARGETS[target])
    atheris.Fuzz()


def fuzz(target: str, seed: int, seconds: int) -> Path | None:
    """What made the target fail, made small."""
    from tests.support.everything import fixture_files

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seeds = folder / "seeds"
        seeds.mkdir()
        for number, path in enumerate(fixture_files()):
            data = path.read_bytes()[:LONGEST]
            (seeds / str(number)).write_bytes(bytes([number, number * 7 % 256, 3, 5]) + data)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "tests.fuzz.coverage", "run", target),
                *(f"-seed={seed}", f"-max_total_time={seconds}", f"-max_len={LONGEST}"),
                *(f"-artifact_prefix={folder}/", "-timeout=20", "-rss_limit_mb=2000"),
                *("-print_final_stats=1", "-verbosity=1", str(seeds)),
            ],
            check=False,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
        runs = re.findall(r"number_of_executed_units:\s*(\d+)", done.stderr)
        covered = re.findall(r"cov: (\d+)", done.stderr)
        texts, branches = (int((found or ["0"])[-1]) for found in (runs, covered))
        say(f"{target}: {texts:,} texts, {branches:,} branches")
        artifacts = [path for path in folder.iterdir() if path.is_file()]
        if done.returncode == 0 and not artifacts:
            return None
        if not artifacts:
            raise RuntimeError(done.stderr[-4000:])
        return kept(target, artifacts[0].read_bytes())


def kept(target: str, data: bytes) -> Path:
    """Write the smallest part of what makes a target fail into the corpus."""
    from tests.fuzz.minimize import minimized

    how = failure(target, data)
    kind = how.partition(":")[0]

    def fails(part: list[int]) -> bool:
        return failure(target, bytes(part)).startswith(kind)

    if how:  # it may have taken too long instead
        data = bytes(minimized(list(data), fails))
    CORPUS.mkdir(parents=True, exist_ok=True)
    path = CORPUS / f"{target}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    say(f"{path.name}: {how or 'too slow, or too much memory'}: {data[:300]!r}")
    return path


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    if sys.argv[1] == "run":
        run_target(sys.argv[2], sys.argv[3:])
        return 0
    seed, seconds = int(sys.argv[1]), int(sys.argv[2])
    targets = sys.argv[3:] or ["parser", "cursor", "differ"]
    found = [path for one in targets if (path := fuzz(one, seed, seconds // len(targets)))]
    say(f"{len(found)} failed" if found else "nothing failed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
