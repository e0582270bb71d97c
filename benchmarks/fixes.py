"""How many of the fixes of generated stack files do what they say.

    python -m benchmarks.fixes [--seed 1] [--count 2000] [--mangled] [--offered] [--show 5]

Applies every fix of every finding, one at a time, and checks the file again. Prints how many
leave their finding where it is and how many add an error, by rule; with ``--offered`` of those that
are offered (`stackls_core.analysis.judging`), without it of all that rules suggest. Also applies
all safe fixes of each file together, which must not add an error. Exits with 1 below the bar.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from stackls_core.analysis.fix_all import fix_text
from stackls_core.analysis.judging import Checked, all_judged
from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.check import check_text
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import apply_edits

from .differential.catalog import load_catalog
from .differential.generate import generate
from .mangling import mangled

BAR = 0.995
"""The share of fixes that have to remove their finding."""


@dataclass
class Tally:
    """What came of the fixes, by the code of their findings."""

    fixes: Counter[str] = field(default_factory=Counter[str])
    stays: Counter[str] = field(default_factory=Counter[str])
    adds: Counter[str] = field(default_factory=Counter[str])
    worse_together: int = 0
    files: int = 0
    shown: list[str] = field(default_factory=list[str])


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, print, compare with the bar."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--mangled", action="store_true", help="with further slips of the hand")
    parser.add_argument("--offered", action="store_true", help="only fixes that are offered")
    parser.add_argument("--show", type=int, default=5, help="how many bad ones to print in full")
    options = parser.parse_args(arguments)
    cases = generate(options.seed, options.count, load_catalog())
    texts = (
        mangled(case.text, Random(case.id)) if options.mangled else case.text for case in cases
    )
    tally = count(texts, offered=options.offered)
    for line in _table(tally):
        sys.stdout.write(f"{line}\n")
    for shown in tally.shown[: options.show]:
        sys.stdout.write(f"\n{shown}\n")
    total = tally.fixes.total()
    removed = 1 - tally.stays.total() / total if total else 1.0
    return 0 if removed >= BAR and not tally.adds and not tally.worse_together else 1


def count(texts: Iterator[str], *, offered: bool) -> Tally:
    """Apply the fixes of each text, one at a time and all safe ones together."""
    catalog, tally = Catalog([open_folder()]), Tally()

    def check(text: str) -> list[Finding]:
        return check_text(text, None, catalog)

    for text in texts:
        before = check(text)
        if not before:
            continue
        tally.files += 1
        for finding in all_judged(Checked(text, before), check) if offered else before:
            for fix in finding.fixes:
                after_text = apply_edits(text, fix.edits)
                _add(tally, text, before, (finding, fix), after_text, check(after_text))
        if _errors(fix_text(text, check, before).findings) > _errors(before):
            tally.worse_together += 1
            tally.shown.append(f"=== all safe fixes together\n{text}")
    return tally


def _add(
    tally: Tally,
    text: str,
    before: Sequence[Finding],
    made: tuple[Finding, Fix],
    after_text: str,
    after: Sequence[Finding],
) -> None:
    finding, fix = made
    tally.fixes[finding.code] += 1
    said = ""
    if _of_code(after, finding) >= _of_code(before, finding):
        tally.stays[finding.code] += 1
        said = "the finding stays"
    if _errors(after) > _errors(before):
        tally.adds[finding.code] += 1
        said = "adds an error"
    if said:
        new = [f"{f.code}: {f.message}" for f in after if f not in before]
        shown = [f"=== {finding.code}: {finding.message}", f"{fix.title}: {said}", text, "-->"]
        tally.shown.append("\n".join([*shown, after_text, *new]))


def _of_code(findings: Sequence[Finding], finding: Finding) -> int:
    return sum(one.code == finding.code for one in findings)


def _errors(findings: Sequence[Finding]) -> int:
    return sum(finding.severity is Severity.ERROR for finding in findings)


def _table(tally: Tally) -> Iterator[str]:
    yield f"{'finding':<36}  fixes  finding stays  adds an error"
    for code in sorted(tally.fixes):
        row = tally.fixes[code], tally.stays[code], tally.adds[code]
        yield f"{code:<36}{row[0]:>7}{row[1]:>15}{row[2]:>15}"
    total = tally.fixes.total(), tally.stays.total(), tally.adds.total()
    yield f"{'all':<36}{total[0]:>7}{total[1]:>15}{total[2]:>15}"
    yield f"all safe fixes together: {tally.worse_together} of {tally.files} files have more errors"


if __name__ == "__main__":
    raise SystemExit(main())
