"""What was measured, what it has to be, and how the two compare."""

from __future__ import annotations

import enum
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

OURS, THEIRS = "stackls", "yaml-language-server"


class Unit(enum.Enum):
    """What a figure counts. Times are kept in seconds and shown in milliseconds."""

    MILLISECONDS = "ms"
    MEGABYTES = "MB"
    PER_SECOND = "/s"


RATIO_BARS: dict[tuple[str, int], float] = {
    ("completion", 71): 0.6,
    ("completion", 3_434): 0.05,
    ("hover", 71): 0.6,
    ("hover", 3_434): 0.05,
    ("keystroke to diagnostics", 71): 0.1,
    ("keystroke to diagnostics", 3_434): 0.25,
    ("start to first answer", 71): 0.8,
    ("start to first answer", 3_434): 0.8,
    ("start to first diagnostics", 71): 0.55,
    ("start to first diagnostics", 3_434): 0.55,
    ("completion, files of 3 ZenML versions", 71): 0.6,
    ("hover, files of 3 ZenML versions", 71): 0.6,
    ("keystroke to diagnostics, files of 3 ZenML versions", 71): 0.1,
    ("start to first answer, files of 3 ZenML versions", 71): 0.8,
    ("start to first diagnostics, files of 3 ZenML versions", 71): 0.55,
    ("completion, 623 findings", 3_434): 0.05,
    ("hover, 623 findings", 3_434): 0.05,
    ("keystroke to diagnostics, 623 findings", 3_434): 0.15,
    ("window to first finding", 71): 1.0,
    ("window to first finding", 3_434): 1.0,
    ("keystroke to popup", 71): 1.0,
    ("keystroke to popup", 3_434): 0.8,
    ("memory after an hour of edits", 71): 0.9,
    ("memory after an hour of edits", 3_434): 0.8,
}
"""The most that our median may be, as a part of the peer's, by what and number of lines."""

BURST_P99 = 0.030
CHECK_SECONDS = 3.0
GROWTH = 2.0
"""How much longer completion and hover may take in the longest file than in one of 71 lines."""


@dataclass(eq=False)
class Figure:
    """One thing that was measured, for either contender."""

    what: str
    lines: int
    unit: Unit
    values: dict[str, list[float]] = field(default_factory=dict[str, list[float]])

    def add(self, name: str, *values: float) -> None:
        self.values.setdefault(name, []).extend(values)

    def median(self, name: str) -> float:
        return statistics.median(self.values[name])

    @property
    def ratio(self) -> float | None:
        """Our median as a part of the peer's; ``None`` where the peer has nothing like it."""
        return self.median(OURS) / self.median(THEIRS) if THEIRS in self.values else None

    @property
    def bar(self) -> float | None:
        """What the ratio may be at most."""
        return RATIO_BARS.get((self.what, self.lines))

    @property
    def is_missed(self) -> bool:
        return self.bar is not None and self.ratio is not None and self.ratio > self.bar


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which ``part`` of ``values`` lie; the nearest one there is."""
    ranked = sorted(values)
    return ranked[min(round(part * (len(ranked) - 1)), len(ranked) - 1)]


@dataclass(frozen=True)
class Condition:
    """Something that has to hold besides the ratios."""

    text: str
    found: str
    holds: bool


@dataclass
class Results:
    """All figures of one run."""

    figures: list[Figure] = field(default_factory=list[Figure])

    def find(self, what: str, lines: int) -> Figure | None:
        """``None`` where only a part was measured."""
        return next((f for f in self.figures if (f.what, f.lines) == (what, lines)), None)

    @property
    def conditions(self) -> Iterator[Condition]:
        """Those of which all figures are there."""
        burst = self.find("completion in a burst", 3_434)
        if burst is not None:
            found = percentile(burst.values[OURS], 0.99)
            text = f"p99 of completion in a burst on 3,434 lines below {BURST_P99 * 1e3:.0f} ms"
            yield Condition(text, f"{found * 1e3:.1f} ms", found < BURST_P99)
        for check in self.figures:
            if check.what.startswith("stackls check"):
                found = check.median(OURS)
                text = f"{check.what} below {CHECK_SECONDS:.0f} s"
                yield Condition(text, f"{found:.1f} s", found < CHECK_SECONDS)
        for what in ("completion", "hover"):
            long, short = self.find(what, 20_000), self.find(what, 71)
            if long is not None and short is not None:
                growth = long.median(OURS) / short.median(OURS)
                text = f"{what} on 20,000 lines within {GROWTH:.0f} times of 71 lines"
                yield Condition(text, f"{growth:.2f} times", growth <= GROWTH)

    @property
    def missed(self) -> int:
        """How many bars were missed."""
        below = sum(figure.is_missed for figure in self.figures)
        return below + sum(not condition.holds for condition in self.conditions)

    def rows(self) -> list[list[str]]:
        """The table, its header first."""
        header = ["", "lines", OURS, "p95", "p99", THEIRS, "p95", "p99", "ratio", "bar", ""]
        return [header, *map(_row, self.figures)]

    def as_text(self) -> str:
        rows = self.rows()
        widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
        lines = [
            "  ".join(
                cell.ljust(width) if index == 0 else cell.rjust(width)
                for index, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in rows
        ]
        lines.append("")
        lines += [f"{c.text}: {c.found}{'' if c.holds else '  !'}" for c in self.conditions]
        lines.append("every bar is met" if not self.missed else f"{self.missed} below the bar")
        return "\n".join(lines)


def _row(figure: Figure) -> list[str]:
    cells = [figure.what, f"{figure.lines:,}"]
    for name in (OURS, THEIRS):
        values = figure.values.get(name)
        if values is None:
            cells += ["", "", ""]
            continue
        several = len(values) > 1
        cells.append(show(figure.median(name), figure.unit))
        cells += [
            show(percentile(values, part), figure.unit) if several else "" for part in (0.95, 0.99)
        ]
    ratio, bar = figure.ratio, figure.bar
    cells.append("" if ratio is None else f"{ratio:.2f}")
    cells.append("" if bar is None else f"{bar:.2f}")
    cells.append("!" if figure.is_missed else "")
    return cells


def show(value: float, unit: Unit) -> str:
    """A value with its unit, with as many digits as mean something."""
    if unit is Unit.MILLISECONDS:
        value *= 1e3
    digits = 1 if value < 100 else 0
    return f"{value:.{digits}f} {unit.value}"
