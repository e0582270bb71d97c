"""How often stackls and ZenML agree on whether a stack file is accepted.

    python -m benchmarks.differential.compare --oracle-python PATH [--seed 1] [--count 2000]

Generates stack files, asks ZenML (in the Python at PATH) and stackls (in this one), prints the
agreement by label and the first disagreements in full, and exits with 1 below the bar.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .catalog import load_catalog, past_catalog
from .document import ZENML_VERSION
from .generate import Case, generate
from .verdicts import Disagreement, Tally, stackls_verdicts, zenml_verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one comparison."""
    options = _options(arguments)
    tally = compare(options)
    _print(_table(tally))
    for found in tally.disagreements[: options.show]:
        _print(_in_full(found))
    if options.save_disagreements:
        _save(tally.disagreements, options.save_disagreements)
    return 0 if _passes(tally, options) else 1


def compare(options: argparse.Namespace) -> Tally:
    """Generate the cases, ask both sides, and count."""
    cases = _cases(options)
    started = time.perf_counter()
    ours = stackls_verdicts(cases, options.version)
    took = time.perf_counter() - started
    _print([f"stackls checked {len(cases)} files in {took:.1f} s"])
    theirs = zenml_verdicts(cases, options.oracle_python, options.jobs, options.cache)
    tally = Tally()
    for case, zenml, stackls in zip(cases, theirs, ours, strict=True):
        tally.add(case, zenml, stackls)
    return tally


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--oracle-python", type=Path, required=True, help="a Python with zenml and kubernetes")
    add("--version", default=ZENML_VERSION, help="the version of that zenml")
    add("--seed", type=int, default=1)
    add("--count", type=int, default=2000)
    add("--jobs", type=int, default=2, help="how many ZenMLs to ask at once")
    add("--min-agreement", type=float, default=0.99)
    add("--max-false-errors", type=float, default=0.001)
    add("--cache", type=Path, help="a folder that keeps ZenML's verdicts for the next run")
    add("--show", type=int, default=10, help="how many disagreements to print in full")
    add("--save-disagreements", type=Path, help="a folder to write every disagreement to")
    return parser.parse_args(arguments)


def _cases(options: argparse.Namespace) -> list[Case]:
    """Files for that version: of a past one, half with what it has, half with what the newest has.

    A list of components is a reason of its own where a version reads none, so few files have one.
    """
    newest = load_catalog()
    if options.version == ZENML_VERSION:
        return list(generate(options.seed, options.count, newest))
    past = past_catalog(options.version)
    half = options.count // 2
    cases = [
        *generate(options.seed, half, past),
        *generate(options.seed + 1, options.count - half, replace(newest, layouts=past.layouts)),
    ]
    return [case._replace(text=case.text.replace(ZENML_VERSION, options.version)) for case in cases]


def _passes(tally: Tally, options: argparse.Namespace) -> bool:
    agrees = tally.agreement >= options.min_agreement
    return agrees and tally.false_error_rate <= options.max_false_errors


def _table(tally: Tally) -> Iterator[str]:
    """Every label with a disagreement, then the groups, then all together."""
    yield ""
    yield f"{'label':<36}  cases  refused  false errors  misses  agreement"
    for label in sorted({found.case.label for found in tally.disagreements}):
        yield _row(label, tally, [label])
    yield ""
    groups = Counter(label.partition("/")[0] for label in tally.cases)
    for group in sorted(groups):
        yield _row(f"{group}/*", tally, [x for x in tally.cases if x.startswith(f"{group}/")])
    yield _row("all", tally, list(tally.cases))


def _row(title: str, tally: Tally, labels: list[str]) -> str:
    def total(counter: Counter[str]) -> int:
        return sum(counter[label] for label in labels)

    false_errors, misses = total(tally.false_errors), total(tally.misses)
    agreement = 1 - (false_errors + misses) / total(tally.cases)
    return (
        f"{title:<36}{total(tally.cases):>7}{total(tally.refused):>9}"
        f"{false_errors:>14}{misses:>8}{agreement:>11.2%}"
    )


def _in_full(found: Disagreement) -> Iterator[str]:
    """A disagreement with the file and both sides' words."""
    kind = "FALSE ERROR" if found.is_false_error else "MISS"
    yield f"\n=== {kind} {found.case.label} (case {found.case.id})"
    yield found.case.text.rstrip()
    yield f"--- ZenML: {'accepts' if found.zenml.accepted else found.zenml.words}"
    yield f"--- stackls: {'accepts' if found.stackls.accepted else found.stackls.words}"


def _save(disagreements: Sequence[Disagreement], folder: Path) -> None:
    """One pair of files for each: the stack file as it was, and who said what of it."""
    folder.mkdir(parents=True, exist_ok=True)
    for found in disagreements:
        stem = f"{found.case.label.replace('/', '-')}-{found.case.id}"
        text = found.case.text.encode("utf-8", "surrogatepass")
        (folder / f"{stem}.stack.yaml").write_bytes(text)
        (folder / f"{stem}.txt").write_text("\n".join(_in_full(found)) + "\n", "utf-8")


def _print(lines: Iterator[str] | list[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    raise SystemExit(main())
