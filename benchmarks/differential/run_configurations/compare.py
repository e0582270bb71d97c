"""How often stackls says of a run configuration what ZenML does with it.

    python -m benchmarks.differential.run_configurations.compare --oracle-python PATH [--seed 1]
    ... --version 0.85.0 --oracle-python PATH_OF_THAT_ZENML

Generates files, asks ZenML (in the Python at PATH) and stackls (in this one), prints what differs
and exits with 1 below a bar: errors on which both agree, errors of stackls alone, keys that ZenML
drops and stackls reports, good files that stackls warns about.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.differential.document import ZENML_VERSION

from .generate import generate
from .schema import refused_by_schema, schema_table
from .target import target_of
from .verdicts import Difference, Tally, stackls_verdicts, zenml_verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one comparison."""
    options = _options(arguments)
    target = target_of(options.version)
    cases = list(generate(options.seed, options.count, target))
    started = time.perf_counter()
    ours = stackls_verdicts(cases, target)
    _print([f"stackls checked {len(cases)} files in {time.perf_counter() - started:.1f} s"])
    theirs = zenml_verdicts(cases, target, options.oracle_python, options.jobs, options.cache)
    tally = Tally()
    for case, zenml, stackls in zip(cases, theirs, ours, strict=True):
        tally.add(case, zenml, stackls)
    _print(_table(tally))
    _print(schema_table(theirs, refused_by_schema(cases, options.version)))
    for found in tally.differences[: options.show]:
        _print(_in_full(found))
    missed = list(_below_bars(tally, options))
    _print(missed)
    return 1 if missed else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--oracle-python", type=Path, required=True, help="a Python with zenml and kubernetes")
    add("--version", default=ZENML_VERSION, help="the version of that zenml")
    add("--seed", type=int, default=1)
    add("--count", type=int, default=1000)
    add("--jobs", type=int, default=2, help="how many ZenMLs to ask at once")
    add("--min-agreement", type=float, default=0.99)
    add("--max-false-errors", type=float, default=0.001)
    add("--min-drops-found", type=float, default=0.99)
    add("--max-false-warnings", type=float, default=0.001)
    add("--cache", type=Path, help="a folder that keeps ZenML's verdicts for the next run")
    add("--show", type=int, default=10, help="how many differences to print in full")
    return parser.parse_args(arguments)


def _below_bars(tally: Tally, options: argparse.Namespace) -> Iterator[str]:
    at_least = (
        ("agreement", tally.agreement, options.min_agreement),
        ("dropped keys that are reported", tally.drops_found, options.min_drops_found),
    )
    at_most = (
        ("false errors", tally.false_errors, options.max_false_errors),
        ("false warnings", tally.false_warnings, options.max_false_warnings),
    )
    yield from (
        f"{what}: {value:.2%}, below {bar:.2%}" for what, value, bar in at_least if value < bar
    )
    yield from (
        f"{what}: {value:.2%}, above {bar:.2%}" for what, value, bar in at_most if value > bar
    )


def _table(tally: Tally) -> Iterator[str]:
    """Every label with differences, then the figures."""
    by_label = Counter((one.case.label, one.kind) for one in tally.differences)
    yield ""
    for (label, kind), count in sorted(by_label.items()):
        yield f"{label:<32}{kind:<16}{count:>5} of {tally.cases[label]}"
    yield ""
    yield f"agreement on errors  {tally.agreement:>8.2%} of {tally.cases.total()} files"
    yield f"false errors         {tally.false_errors:>8.2%}"
    yield f"dropped keys found   {tally.drops_found:>8.2%} of {tally.dropped}"
    yield f"false warnings       {tally.false_warnings:>8.2%} of {tally.good} good files"


def _in_full(found: Difference) -> Iterator[str]:
    """A difference with the file and both sides' words."""
    yield f"\n=== {found.kind.upper()} {found.case.label} (case {found.case.id})"
    yield found.case.text.rstrip()
    accepted = "drops what was added" if found.zenml.drops else "accepts"
    yield f"--- ZenML: {accepted if found.zenml.accepted else found.zenml.words}"
    said = [*found.stackls.errors, *found.stackls.warnings]
    yield "--- stackls: " + ("\n    ".join(said) or "says nothing")


def _print(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    raise SystemExit(main())
