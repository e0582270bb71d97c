"""How fast the language server is, beside yaml-language-server on the same files.

usage: python -m benchmarks.bench --peer SERVER [--node NODE] [--quick] [--only STEP] [--write-docs]

SERVER is yaml-language-server's start script, installed from npm; it gets the JSON Schema that
`stackls schema` prints. Both servers are driven by the same client, in turns, so that whatever else
the machine does hits both alike. Prints a table with ratios and exits with 1 below the bar;
--write-docs puts the table and its picture into docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.contenders import Contender, ours, peer
from benchmarks.editing import COUNT, KEY, Editor
from benchmarks.results import Figure, Results, Unit
from benchmarks.stack_files import file_with_mistakes, stack_file

SIZES = {19: 6, 71: 6, 3_434: 6, 20_000: 3}
"""Lines, and how often the typing in a file of so many is repeated at most."""
START_SIZES = (71, 3_434)
BURST_SIZES = (71, 3_434)
VERSIONS = ("0.85.0", "0.98.0", "0.96.4")
"""What files are for that are open together, each of another ZenML; the last is typed in."""
CHECKED_FILES = 1_000
BURST = 200
HOUR = 3_600
"""Edits: one a second for an hour."""
PAUSE = 0.03
"""Seconds between two keystrokes of somebody who types fast."""
SETTLE = 0.6


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Files:
    """What is open while something is measured; the last one is typed in."""

    lines: int
    """Of each."""
    texts: tuple[str, ...]
    label: str = ""
    """What sets them apart from one file without mistakes, for the table."""


def valid(lines: int) -> Files:
    """One file without mistakes."""
    return Files(lines, (stack_file(lines),))


SEVERAL_VERSIONS = Files(
    71,
    tuple(stack_file(71, version) for version in VERSIONS),
    f", files of {len(VERSIONS)} ZenML versions",
)
MANY_FINDINGS = Files(3_434, (file_with_mistakes(3_434),), ", 623 findings")


class Open:
    """A contender with files open in it, ready to be typed in."""

    def __init__(self, contender: Contender, folder: Path, files: Files) -> None:
        self.name = contender.name
        self.server = contender.start()
        for number, text in enumerate(files.texts):
            file = folder / f"stack-{number}-{files.lines}.yaml"
            file.write_text(text, encoding="utf-8")
            self.editor = Editor(contender.name, self.server, file, text)
        self.first_diagnostics = self.editor.first_diagnostics()

    def __enter__(self) -> Open:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.close()


def starts(contenders: list[Contender], folder: Path, files: Files, runs: int) -> Iterator[Figure]:
    """From the start of the process to its first answer, and to the first diagnostics."""
    answer = Figure(f"start to first answer{files.label}", files.lines, Unit.MILLISECONDS)
    diagnostics = Figure(f"start to first diagnostics{files.label}", files.lines, Unit.MILLISECONDS)
    for run in range(runs + 1):
        for contender in contenders:
            with Open(contender, folder, files) as one:
                if run:  # the first start warms the disk up, for both
                    started = one.server.started
                    answer.add(one.name, one.server.initialized - started)
                    diagnostics.add(one.name, one.first_diagnostics - started)
    yield from (answer, diagnostics)


def typing(contenders: list[Contender], folder: Path, files: Files, runs: int) -> Iterator[Figure]:
    """Completion, hover and diagnostics while somebody types in the last component."""
    completion = Figure(f"completion{files.label}", files.lines, Unit.MILLISECONDS)
    hover = Figure(f"hover{files.label}", files.lines, Unit.MILLISECONDS)
    diagnostics = Figure(f"keystroke to diagnostics{files.label}", files.lines, Unit.MILLISECONDS)
    opened = [Open(contender, folder, files) for contender in contenders]
    try:
        for run in range(runs + 1):
            for one in opened:
                time.sleep(SETTLE)
                editor = one.editor
                times = {
                    completion: list(editor.type_with_completion(_last(editor, COUNT), PAUSE)),
                    hover: list(editor.type_with_hover(_last(editor, KEY), PAUSE)),
                }
                time.sleep(SETTLE)
                times[diagnostics] = list(editor.break_and_mend(_last(editor, COUNT)))
                if run:  # the first one compiles, builds and caches, for both
                    for figure, seconds in times.items():
                        figure.add(one.name, *seconds)
    finally:
        for one in opened:
            one.server.close()
    yield from (completion, hover, diagnostics)


def bursts(contenders: list[Contender], folder: Path, lines: int) -> Iterator[Figure]:
    """Keystrokes without a pause, each with completion; then the memory after an hour of edits."""
    completion = Figure("completion in a burst", lines, Unit.MILLISECONDS)
    rate = Figure("keystrokes a second in a burst", lines, Unit.PER_SECOND)
    memory = Figure("memory after an hour of edits", lines, Unit.MEGABYTES)
    for contender in contenders:
        with Open(contender, folder, valid(lines)) as one:
            editor = one.editor
            list(editor.type_with_completion(_last(editor, COUNT), PAUSE))
            started, seconds = time.perf_counter(), list[float]()
            while len(seconds) < BURST:
                seconds.extend(editor.type_with_completion(_last(editor, COUNT), 0))
            rate.add(one.name, len(seconds) / (time.perf_counter() - started))
            completion.add(one.name, *seconds)
            _edit_for_an_hour(editor)
            memory.add(one.name, one.server.resident_bytes() / 1e6)
    yield from (completion, rate, memory)


def _edit_for_an_hour(editor: Editor) -> None:
    """An hour's edits, as fast as the server takes them: it has to keep up with each hundred."""
    line = _last(editor, KEY)
    for number in range(HOUR // 2):
        end = editor.length_of(line)
        editor.replace(line, end, end, "x")
        editor.replace(line, end, end + 1, "")
        if number % 10 == 0:
            editor.hover(line, 8)
        if number % 50 == 0:
            list(editor.break_and_mend(_last(editor, COUNT)))


def checking(folder: Path, runs: int) -> Iterator[Figure]:
    """`stackls check` on many files, from its start to its end."""
    files = folder / "check"
    files.mkdir()
    text = stack_file(71)
    for number in range(CHECKED_FILES):
        # not one text a thousand times: nothing can be remembered from one file for the next
        own = text.replace("production", f"production-{number}")
        (files / f"{number}.yaml").write_text(own, encoding="utf-8")
    figure = Figure(f"stackls check on {CHECKED_FILES:,} files", 71, Unit.MILLISECONDS)
    command = [sys.executable, "-m", "stackls_server", "check", str(files)]
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        figure.add("stackls", time.perf_counter() - started)
    yield figure


def _last(editor: Editor, prefix: str) -> int:
    return editor.places_of(prefix)[-1]


def measure(contenders: list[Contender], folder: Path, *, quick: bool, only: str = "") -> Results:
    """All figures, one after the other; ``only`` of steps with that in their title."""
    runs = 2 if quick else 6
    steps: list[tuple[str, Callable[[], Iterator[Figure]]]] = [
        *(
            (f"starts, {n} lines", partial(starts, contenders, folder, valid(n), runs))
            for n in START_SIZES
        ),
        *(
            (f"typing, {n} lines", partial(typing, contenders, folder, valid(n), min(runs, most)))
            for n, most in SIZES.items()
        ),
        ("starts, three versions", partial(starts, contenders, folder, SEVERAL_VERSIONS, runs)),
        ("typing, three versions", partial(typing, contenders, folder, SEVERAL_VERSIONS, runs)),
        ("typing, many findings", partial(typing, contenders, folder, MANY_FINDINGS, runs)),
        *((f"bursts, {n} lines", partial(bursts, contenders, folder, n)) for n in BURST_SIZES),
        (f"check on {CHECKED_FILES} files", partial(checking, folder, 1 if quick else 3)),
    ]
    results = Results()
    for title, step in steps:
        if only not in title:
            continue
        say(f"{title} …")
        results.figures.extend(step())
    return results


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--peer", required=True, type=Path)
    parser.add_argument("--node", default="node")
    parser.add_argument("--quick", action="store_true", help="fewer runs, for trying things out")
    parser.add_argument("--only", default="", help="only steps with this in their title")
    parser.add_argument("--write-docs", action="store_true")
    options = parser.parse_args()
    # installed packages have their bytecode; a shell that forbids it would measure compilation
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name, "workspace")
        folder.mkdir()
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(name, "bytecode")))
        schema = folder / "stack.schema.json"
        command = [sys.executable, "-m", "stackls_server", "schema"]
        schema.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
        contenders = [ours(folder), peer(options.node, options.peer.resolve(), schema, folder)]
        results = measure(contenders, folder, quick=options.quick, only=options.only)
    print(results.as_text())
    if options.write_docs:
        from benchmarks.performance_page import write_page

        write_page(results, options.peer)
    return 1 if results.missed else 0


if __name__ == "__main__":
    sys.exit(main())
