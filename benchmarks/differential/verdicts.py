"""Asks ZenML and stackls for their verdicts, and counts where they differ."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .generate import Case

ORACLE = Path(__file__).with_name("oracle.py")

_SHARE = 250
"""How many files one ZenML is asked about, so that an interrupted run has most of them cached."""


ASKS_FOR_A_NAME = {"ambiguous-stack-name", "default-stack-name"}
"""Warnings, because import asks for another name; where nobody can answer, it aborts."""


class Verdict(NamedTuple):
    """Whether a file is accepted, and the words of whoever refuses it."""

    accepted: bool
    words: str


class Disagreement(NamedTuple):
    """A case on which the two verdicts differ."""

    case: Case
    zenml: Verdict
    stackls: Verdict

    @property
    def is_false_error(self) -> bool:
        """stackls refuses what ZenML accepts; the other way round it is a miss."""
        return self.zenml.accepted


@dataclass
class Tally:
    """How often the two agree, by label."""

    cases: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    false_errors: Counter[str] = field(default_factory=Counter[str])
    misses: Counter[str] = field(default_factory=Counter[str])
    disagreements: list[Disagreement] = field(default_factory=list[Disagreement])

    def add(self, case: Case, zenml: Verdict, stackls: Verdict) -> None:
        """Count one case."""
        self.cases[case.label] += 1
        self.refused[case.label] += not zenml.accepted
        if zenml.accepted != stackls.accepted:
            found = Disagreement(case, zenml, stackls)
            self.disagreements.append(found)
            (self.false_errors if found.is_false_error else self.misses)[case.label] += 1

    @property
    def agreement(self) -> float:
        """The share of all cases on which the two agree."""
        return 1 - len(self.disagreements) / max(1, self.cases.total())

    @property
    def false_error_rate(self) -> float:
        """The share of all cases that stackls alone refuses."""
        return self.false_errors.total() / max(1, self.cases.total())


def stackls_verdicts(cases: Iterable[Case], version: str) -> list[Verdict]:
    """What stackls says of each case: whether that version of ZenML imports it."""
    check = _stackls(version)
    return [check(case.text) for case in cases]


def _stackls(version: str) -> Callable[[str], Verdict]:
    try:
        from stackls_core.catalog.catalogs import open_catalogs
        from stackls_core.check import check_text
        from stackls_core.documents.stack_file.view import parse_stack_file
    except ImportError as error:
        raise SystemExit(f"{error}: install stackls into this Python (pip install -e .)") from error
    catalogs = open_catalogs()

    def check(text: str) -> Verdict:
        findings = check_text(text, "case.stack.yaml", catalogs)
        words = [
            f"[{f.code}] {f.message}"
            for f in findings
            if f.severity == "error" or (f.code in ASKS_FOR_A_NAME and f.severity == "warning")
        ]
        if parse_stack_file(text).zenml_version != version:
            words.append("[version-mismatch] ZenML imports it with --ignore-version-mismatch only.")
        return Verdict(not words, "\n".join(words))

    return check


def zenml_verdicts(
    cases: Sequence[Case], python: Path, jobs: int, cache: Path | None
) -> list[Verdict]:
    """What ZenML says of each case; a verdict in the cache is not asked for again."""
    known = {case.id: read for case in cases if (read := _cached(cache, case)) is not None}
    unknown = [case for case in cases if case.id not in known]
    size = min(_SHARE, -(-len(unknown) // jobs) or 1)
    shares = [unknown[at : at + size] for at in range(0, len(unknown), size)]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        for share, verdicts in zip(
            shares, pool.map(lambda s: _ask(s, python), shares), strict=True
        ):
            for case, verdict in zip(share, verdicts, strict=True):
                known[case.id] = verdict
                _remember(cache, case, verdict)
    return [known[case.id] for case in cases]


def _ask(cases: Sequence[Case], python: Path) -> list[Verdict]:
    with tempfile.TemporaryDirectory() as scratch:
        asked, answered = Path(scratch, "cases.jsonl"), Path(scratch, "verdicts.jsonl")
        lines = (json.dumps({"id": case.id, "text": case.text}) + "\n" for case in cases)
        asked.write_text("".join(lines), "utf-8")
        subprocess.run([python, ORACLE, asked, answered], check=True)
        answers = [json.loads(line) for line in answered.read_text("utf-8").splitlines()]
        return [Verdict(answer["accepted"], answer["error"]) for answer in answers]


def _cache_file(cache: Path, case: Case) -> Path:
    digest = hashlib.sha256(case.text.encode("utf-8", "surrogatepass")).hexdigest()
    return cache / digest[:2] / f"{digest}.json"


def _cached(cache: Path | None, case: Case) -> Verdict | None:
    if cache is None or not (file := _cache_file(cache, case)).is_file():
        return None
    return Verdict(*json.loads(file.read_text("utf-8")))


def _remember(cache: Path | None, case: Case, verdict: Verdict) -> None:
    if cache is not None:
        file = _cache_file(cache, case)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(verdict), "utf-8")
