"""What ZenML and stackls say of generated files, and where they differ."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from . import project
from .generate import Case
from .target import Target

ORACLE = Path(__file__).with_name("oracle.py")
_SHARE = 250

REFUSED_HERE = frozenset(
    {
        "cannot-be-scheduled",
        "component-not-in-stack",
        "repeated-settings",
        "run-name-placeholder",
        "settings-without-effect",
        "unknown-secret",
    }
)
"""Warnings that are refusals on the given stack with the given code, and may be none elsewhere."""


class ZenMLVerdict(NamedTuple):
    """``drops`` is whether the file is accepted and what was added to it makes no difference."""

    accepted: bool
    drops: bool
    words: str


class StacklsVerdict(NamedTuple):
    """The findings, and how many of them only the added key has."""

    errors: list[str]
    warnings: list[str]
    about_addition: list[str]

    @property
    def refuses(self) -> bool:
        """Whether something is said that is a refusal on this stack."""
        codes = (one[1:].partition("]")[0] for one in self.warnings)
        return bool(self.errors) or any(code in REFUSED_HERE for code in codes)


@dataclass(frozen=True)
class Difference:
    """A case on which the two say different things; ``kind`` says which."""

    kind: str
    case: Case
    zenml: ZenMLVerdict
    stackls: StacklsVerdict


@dataclass
class Tally:
    """The four figures: agreement on errors, false errors, dropped keys found, false warnings."""

    cases: Counter[str] = field(default_factory=Counter[str])
    differences: list[Difference] = field(default_factory=list[Difference])
    dropped: int = 0
    good: int = 0

    def add(self, case: Case, zenml: ZenMLVerdict, stackls: StacklsVerdict) -> None:
        """Count one case."""
        self.cases[case.label] += 1

        def differs(kind: str) -> None:
            self.differences.append(Difference(kind, case, zenml, stackls))

        if zenml.accepted and stackls.errors:
            differs("false error")
        elif not zenml.accepted and not stackls.refuses:
            differs("missed error")
        if zenml.drops:
            self.dropped += 1
            if not stackls.about_addition:
                differs("missed drop")
        if case.label == "valid" and zenml.accepted:
            self.good += 1
            if stackls.warnings:
                differs("false warning")

    def count(self, kind: str) -> int:
        """How many differences of a kind there are."""
        return sum(one.kind == kind for one in self.differences)

    @property
    def agreement(self) -> float:
        """The share of all cases on which the two agree on whether there is an error."""
        wrong = self.count("false error") + self.count("missed error")
        return 1 - wrong / max(1, self.cases.total())

    @property
    def false_errors(self) -> float:
        """The share of all cases that stackls alone refuses."""
        return self.count("false error") / max(1, self.cases.total())

    @property
    def drops_found(self) -> float:
        """The share of what ZenML drops that stackls reports."""
        return 1 - self.count("missed drop") / max(1, self.dropped)

    @property
    def false_warnings(self) -> float:
        """The share of good files that stackls warns about."""
        return self.count("false warning") / max(1, self.good)


# --- stackls --------------------------------------------------------------------------------------


def stackls_verdicts(cases: Sequence[Case], target: Target) -> list[StacklsVerdict]:
    """What stackls says, with the stack and the code that the file is for."""
    findings = _stackls(target)
    found: list[StacklsVerdict] = []
    for case in cases:
        errors, warnings = findings(case.text, case.stack)
        former = ([], []) if case.base is None else findings(case.base, case.stack)
        before = [*former[0], *former[1]]
        added = list((Counter(errors + warnings) - Counter(before)).elements())
        found.append(StacklsVerdict(errors, warnings, added))
    return found


def _stackls(target: Target) -> Callable[[str, int], tuple[list[str], list[str]]]:
    from stackls_core.analysis.analyze import analyze
    from stackls_core.catalog.catalogs import open_catalogs
    from stackls_core.documents.run_configuration.kind import RUN_CONFIGURATION
    from stackls_core.documents.surroundings import Surroundings
    from stackls_core.findings import Severity
    from stackls_core.workspace_code.index import WorkspaceCode
    from stackls_core.workspace_code.read import read_module
    from stackls_core.yamltree.parse import parse

    catalog = open_catalogs().exact(target.version)
    module = read_module(project.SOURCE, "/w/training.py")
    assert module is not None
    scope = WorkspaceCode({"/w/training.py": module}).scope("/w/run.yaml")
    around = [Surroundings(_known(stack), scope=scope) for stack in target.stacks]

    def findings(text: str, number: int) -> tuple[list[str], list[str]]:
        known = around[number]
        view = RUN_CONFIGURATION.view(parse(text), known)
        found = analyze(view, RUN_CONFIGURATION.rules, catalog, known=known.known)
        said = {
            severity: [f"[{f.code}] {f.message}" for f in found if f.severity is severity]
            for severity in (Severity.ERROR, Severity.WARNING)
        }
        return said[Severity.ERROR], said[Severity.WARNING]

    return findings


def _known(stack: dict[str, Any]) -> Any:
    """A registry with one stack, which is the active one."""
    from stackls_core.registry.known import KnownRegistry
    from stackls_core.registry.model import Component, SecretInfo, Snapshot, Stack
    from stackls_core.registry.store import StoreInfo

    components = tuple(
        Component(c["type"], c["name"], c["flavor"], c["configuration"])
        for c in stack["components"]
    )
    registered = Snapshot((Stack(stack["name"], components, "s"),), components, "s")
    info = StoreInfo("local", "local", "", "")
    return KnownRegistry(info, registered, (SecretInfo(project.SECRET, ("token",)),))


# --- ZenML ----------------------------------------------------------------------------------------


def zenml_verdicts(
    cases: Sequence[Case], target: Target, python: Path, jobs: int, cache: Path | None
) -> list[ZenMLVerdict]:
    """What ZenML says; a verdict in the cache is not asked for again."""
    files = {case.id: _cache_file(cache, case, target) if cache else None for case in cases}
    known = {case.id: said for case in cases if (said := _cached(files[case.id])) is not None}
    unknown = [case for case in cases if case.id not in known]
    size = min(_SHARE, -(-len(unknown) // jobs) or 1)
    shares = [unknown[at : at + size] for at in range(0, len(unknown), size)]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        for case, said in (
            pair
            for answers in pool.map(lambda share: list(_ask(share, target, python)), shares)
            for pair in answers
        ):
            known[case.id] = said
            _remember(files[case.id], said)
    return [known[case.id] for case in cases]


def _ask(
    cases: Sequence[Case], target: Target, python: Path
) -> Iterator[tuple[Case, ZenMLVerdict]]:
    with tempfile.TemporaryDirectory() as scratch:
        asked, answered = Path(scratch, "cases.json"), Path(scratch, "verdicts.jsonl")
        asked.write_text(json.dumps(_question(cases, target)), "utf-8")
        subprocess.run([python, ORACLE, asked, answered], check=True)
        lines = answered.read_text("utf-8").splitlines()
    for case, line in zip(cases, lines, strict=True):
        first, *base = json.loads(line)["answers"]
        drops = all(one["accepted"] and one["snapshot"] == first["snapshot"] for one in base)
        yield (
            case,
            ZenMLVerdict(
                first["accepted"], first["accepted"] and bool(base) and drops, first["error"]
            ),
        )


def _question(cases: Sequence[Case], target: Target) -> dict[str, Any]:
    return {
        "source": project.SOURCE,
        "pipeline": project.PIPELINE,
        "secret": project.SECRET,
        "variables": project.VARIABLES,
        "stacks": target.stacks,
        "cases": [
            {
                "id": case.id,
                "stack": case.stack,
                "texts": [case.text, *([case.base] if case.base is not None else [])],
            }
            for case in cases
        ],
    }


def _cache_file(cache: Path, case: Case, target: Target) -> Path:
    stack = target.stacks[case.stack]
    whole = json.dumps(
        [target.version, case.text, case.base, stack, project.SOURCE, project.VARIABLES]
    )
    digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
    return cache / digest[:2] / f"run-{digest}.json"


def _cached(file: Path | None) -> ZenMLVerdict | None:
    if file is None or not file.is_file():
        return None
    return ZenMLVerdict(*json.loads(file.read_text("utf-8")))


def _remember(file: Path | None, verdict: ZenMLVerdict) -> None:
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(verdict), "utf-8")
