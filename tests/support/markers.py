"""Fixtures that read like what a user sees.

``<CURSOR>`` marks the cursor. A line of spaces, carets and a label annotates the line above it::

    flavor: s33
            ^^^ error[unknown-flavor]

Such lines are removed before the text is used. ``# --- path`` starts another file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import dedent

CURSOR = "<CURSOR>"
_ANNOTATION = re.compile(r"^(?P<indent> *)(?P<carets>\^+)(?: (?P<label>.*))?$")
_FILE = re.compile(r"^# --- (?P<path>\S+)\n", re.MULTILINE)


_PATH = re.compile(r"# path: (?P<path>\S+)\n")


def path_of(text: str) -> str | None:
    """Where a text says that it is, on its first line: ``# path: nightly.run.yaml``."""
    match = _PATH.match(text)
    return match["path"] if match is not None else None


@dataclass(frozen=True, order=True)
class Annotation:
    """A label for a range: 0-based line, columns in characters, the end exclusive."""

    line: int
    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Fixture:
    """A text with what was marked in it."""

    text: str
    cursors: tuple[int, ...]
    annotations: tuple[Annotation, ...]

    @property
    def cursor(self) -> int:
        """The only cursor."""
        (cursor,) = self.cursors
        return cursor


def parse_fixture(marked: str) -> Fixture:
    """The fixture that ``marked`` describes; its common indentation is removed."""
    lines: list[str] = []
    annotations: list[Annotation] = []
    # a block of its own in a test is indented like the code around it; a plain string is not
    plain = dedent(marked).removeprefix("\n") if marked.startswith("\n") else marked
    for line in plain.split("\n"):
        match = _ANNOTATION.match(line)
        if match is None:
            lines.append(line)
            continue
        start = len(match["indent"])
        end = start + len(match["carets"])
        annotations.append(Annotation(len(lines) - 1, start, end, match["label"] or ""))
    text = "\n".join(lines)
    cursors: list[int] = []
    while (at := text.find(CURSOR)) >= 0:
        cursors.append(at)
        text = text[:at] + text[at + len(CURSOR) :]
    return Fixture(text, tuple(cursors), tuple(sorted(annotations)))


def parse_files(marked: str) -> dict[str, Fixture]:
    """Several files in one fixture, by path."""
    parts = _FILE.split(dedent(marked).removeprefix("\n"))
    return {path: parse_fixture(body) for path, body in zip(parts[1::2], parts[2::2], strict=True)}


def render_annotations(text: str, annotations: list[Annotation]) -> str:
    """``text`` with carets below its lines: what a failing test shows."""
    result: list[str] = []
    for number, line in enumerate(text.split("\n")):
        result.append(line)
        result.extend(
            " " * one.start + "^" * max(one.end - one.start, 1) + " " + one.label
            for one in sorted(a for a in annotations if a.line == number)
        )
    return "\n".join(result)
