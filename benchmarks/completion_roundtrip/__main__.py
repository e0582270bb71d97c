"""Can a file be written by accepting completions?

For every key that a schema knows and every flavor, choice and boolean of valid files: delete from
there to the end of the line (and, second mode, to the end of the file), ask a real server for
completion over LSP as a client without and with snippets would, and check that the original is
offered, that accepting it gives back what was there, and how far down the list it stands.

usage: python -m benchmarks.completion_roundtrip [FILE...] [--generated N] [--seed S] [--show N]

Without files: those of the demo workspace that are valid, and generated run configurations for a
pipeline whose code is beside them. Exits with 1 below the bar.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.completion_roundtrip import run_configurations, stack_files
from benchmarks.completion_roundtrip.judging import accept, judge
from benchmarks.completion_roundtrip.peer import Peer
from benchmarks.completion_roundtrip.targets import Target
from benchmarks.differential.catalog import load_catalog
from benchmarks.differential.generate import valid_texts
from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.kinds import kind_of
from stackls_core.documents.run_configuration.kind import RUN_CONFIGURATION
from stackls_core.documents.stack_file.view import parse_stack_file
from stackls_core.text import LineIndex

DEMO = Path(__file__).resolve().parents[2] / "fixtures" / "workspaces" / "demo"
BAR_OFFERED = BAR_CORRECT = 0.995
BAR_RANK = 5
GENERATED_RUNS = 6
"""Run configurations are generated where nobody says how many: the demo has but two."""


@dataclass
class Result:
    """What came of one target in one mode."""

    target: Target
    mode: str
    rank: int | None
    correct: bool
    note: str = ""


@dataclass(frozen=True)
class Texts:
    """Texts of one kind of document."""

    what: str
    texts: list[str]
    """Those of files, and those that were generated."""
    project: str = ""
    """The Python beside them, if any."""


async def run_target(peer: Peer, text: str, target: Target, mode: str) -> Result:
    lines = LineIndex(text)
    end = len(text) if mode == "file" else lines.line_end(lines.line_of(target.start))
    cut = text[: target.start] + text[end:]
    items = await peer.complete(cut, target.start)
    wanted = {target.text, target.text.strip("'\"")}
    for rank, item in enumerate(items, 1):
        if item.label in wanted:
            after = accept(cut, item, peer.snippets)
            correct, note = judge(text, after, target)
            return Result(target, mode, rank, correct, note)
    shown = ", ".join(item.label for item in items[:6])
    around = f"{cut[max(target.start - 240, 0) : target.start]}<CURSOR>{cut[target.start :][:160]}"
    return Result(target, mode, None, False, f"offered: {shown}\n{around}")


async def measure(group: Texts, catalog: Catalog, *, snippets: bool) -> list[Result]:
    """What comes of every token of ``group``, in both modes."""
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        peer = Peer(folder, snippets, run_configurations.FILE if group.project else "a.stack.yaml")
        (folder / "run.py").write_text(group.project, encoding="utf-8")
        await peer.start()
        scope = None
        if group.project:
            scope = run_configurations.scope_in(folder)
            await peer.until_offered("steps:\n  ", *scope.offered)
        for text in group.texts:
            if scope is None:
                targets = stack_files.targets_of(parse_stack_file(text), catalog)
            else:
                targets = run_configurations.targets_of(text, catalog, scope)
            for target in targets:
                results += [await run_target(peer, text, target, mode) for mode in ("line", "file")]
        await peer.stop()
    return results


def groups_of(files: Iterable[Path], generated: int, seed: int) -> Iterable[Texts]:
    """The texts to measure: of ``files``, or of the demo, and so many generated ones of a kind."""
    given = list(files)
    chosen = given or sorted(
        [*(DEMO / "stacks").glob("*.yaml"), *(DEMO / "handwritten").glob("*.yaml")]
    )
    configs = [] if given else sorted((DEMO / "pipelines" / "configs").glob("*.yaml"))
    texts = [path.read_text(encoding="utf-8-sig") for path in chosen]
    runs = [text for text in texts if kind_of(LineIndex(text)) is RUN_CONFIGURATION]
    texts = [text for text in texts if text not in runs]
    if generated:
        texts += valid_texts(seed, generated, load_catalog())
    yield Texts("stack files", texts)
    code = (DEMO / "pipelines" / "run.py").read_text(encoding="utf-8")
    code = code.replace("configs/training.yaml", run_configurations.FILE)
    yield Texts(
        "run configurations of the demo",
        [path.read_text(encoding="utf-8") for path in configs],
        code,
    )
    count = 0 if given and not generated else generated or GENERATED_RUNS
    yield Texts(
        "run configurations",
        [*runs, *run_configurations.generated(seed, count)],
        run_configurations.SOURCE,
    )


async def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--generated", type=int, default=0, help="this many generated files too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=5, help="how many failures to show")
    parser.add_argument("--snippets", action="store_true", help="as a client with snippets")
    parser.add_argument("--only", default="", help="kinds with this in their name")
    options = parser.parse_args()
    catalog = Catalog([open_folder()])
    good = True
    for group in groups_of(options.files, options.generated, options.seed):
        if group.texts and options.only in group.what:
            results = await measure(group, catalog, snippets=options.snippets)
            good &= report(group.what, results, len(group.texts), options.show)
    return 0 if good else 1


def report(what: str, results: list[Result], files: int, show: int) -> bool:
    """Print what came of all targets of one kind of files; whether the bar is met."""
    good = True
    print(f"{what}: {files} files, {len(results)} completions")
    print(f"{'mode':6}{'kind':10}{'cases':>7}{'offered':>10}{'correct':>10}{'median rank':>13}")
    for mode in ("line", "file"):
        for kind in (*dict.fromkeys(one.target.kind for one in results), "all"):
            chosen = [r for r in results if r.mode == mode and kind in (r.target.kind, "all")]
            if not chosen:
                continue
            offered = sum(r.rank is not None for r in chosen) / len(chosen)
            correct = sum(r.correct for r in chosen) / len(chosen)
            ranks = [r.rank for r in chosen if r.rank is not None]
            median = statistics.median(ranks) if ranks else 0
            print(f"{mode:6}{kind:10}{len(chosen):7}{offered:10.2%}{correct:10.2%}{median:13.0f}")
            if kind == "all":
                good &= offered >= BAR_OFFERED and correct >= BAR_CORRECT and median <= BAR_RANK
    failed = [r for r in results if not r.correct]
    for result in failed[:show]:
        print(f"\n{result.mode} {result.target.kind} {result.target.path}: {result.note}")
    print(Counter((r.mode, r.target.kind) for r in failed) if failed else "")
    print("the bar is met\n" if good else "below the bar\n")
    return good


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
