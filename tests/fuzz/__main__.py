"""Random sessions until the time is over.

usage: python -m tests.fuzz SEED SECONDS

Prints what was done. A session that fails is made small and written into tests/fuzz/corpus, whose
sessions `test_corpus.py` replays.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from functools import partial
from itertools import islice
from pathlib import Path

from stackls_core.text import Encoding
from tests.fuzz.minimize import minimized
from tests.fuzz.session import run
from tests.fuzz.steps import Step, steps
from tests.support.everything import fixture_files, read_text

CORPUS = Path(__file__).parent / "corpus"
LENGTH = 120
"""Steps of one session."""


def failure(session: list[Step], encoding: Encoding, done: Counter[str] | None = None) -> str:
    """How a session fails; empty where it does not."""
    try:
        asyncio.run(run(session, encoding, done if done is not None else Counter()))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what was looked for
        return f"{type(error).__name__}: {error}"
    return ""


def fails_alike(session: list[Step], encoding: Encoding, kind: str) -> bool:
    """Whether a session fails with an exception of that name."""
    return failure(session, encoding).startswith(kind)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def fuzz(seed: int, seconds: float, corpus: Path) -> tuple[Counter[str], list[Path]]:
    """What was done, and the sessions that failed."""
    texts = [read_text(path) for path in fixture_files()]
    chance = random.Random(seed)
    done: Counter[str] = Counter()
    found: list[Path] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        encoding = chance.choice(list(Encoding))
        session = list(islice(steps(chance, texts), LENGTH))
        done["sessions"] += 1
        how = failure(session, encoding, done)
        if how:
            fails = partial(fails_alike, encoding=encoding, kind=how.partition(":")[0])
            small = minimized(session, fails)
            file = corpus / f"{seed}-{done['sessions']}.json"
            kept = {"failure": how, "encoding": encoding.value, "steps": small}
            file.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
            found.append(file)
            say(f"{file.name}: {how}")
    return done, found


def main() -> int:
    seed, seconds = int(sys.argv[1]), float(sys.argv[2])
    done, found = fuzz(seed, seconds, CORPUS)
    say(f"seed {seed}: " + ", ".join(f"{count:,} {what}" for what, count in done.most_common()))
    say(f"{len(found)} failed" if found else "nothing failed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
