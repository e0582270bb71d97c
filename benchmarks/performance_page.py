"""Writes docs/performance.md and its picture from what was measured."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from pathlib import Path

import matplotlib as mpl

from benchmarks.results import OURS, THEIRS, Results

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "images" / "performance.svg"
SHOWN = ("completion", "hover", "keystroke to diagnostics")
COLOURS = {OURS: "#1b7f5c", THEIRS: "#9a9a9a"}

HEAD = """\
# Performance

How long people wait for stackls, beside
[yaml-language-server](https://github.com/redhat-developer/yaml-language-server) {version} with the
JSON Schema that `stackls schema` prints: the same generated files, the same client, one run in
which both take turns. `nox -s bench` measures anew and fails below the bar; with `-- --write-docs`
it writes this page.

![Median times by length of the file](images/performance.svg)

Medians, and how long 95 and 99 in 100 take at most, on {machine}, {date}. The ratio is our median
as a part of the peer's; the bar is what it may be at most.

"""

WHY = "## Why\n"
TAIL = """
Typing means a letter every 30 ms, the answer awaited each time; a burst is 200 letters without a
pause. A file with findings has seven mistakes in each of its components. Memory is the resident
size after 3,600 edits.

## Commands that ask a ZenML

`nox -s stores` measures listing, describing and activating one of twenty stacks beside ZenML's own
command line, each started anew and in turns, on a local database and on a ZenML server on the same
machine ([how](connect.md#without-waiting-for-zenml)). It fails below the bar: the first call has to
be 5 times as fast on a local database, 8 times on a server; on Linux, the
[later ones](starting.md) 20 times on either. On 2 cores with nothing else to do, list, describe and
set were 16, 16 and 21 times as fast on a database, and 70, 79 and 88 times later; on a server 9.5,
8.2 and 10.1 times, and 21.9, 20.3 and 22.1 times later. What a server has said of stacks and
components is kept until it says that they have changed; what may hold secrets is read each time.
Half of a later call is the server's own time: some 35 ms for three requests, which one interpreter
answers. `python -m benchmarks.cold_shell` has `stackls check` on one file beside
`python -c 'import yaml, click'`: 3.5 times as long for the first call, 0.8 times for the next ones.

## Why

- Completion and hover look at some thirty lines around the cursor, and at the lines that open the
  blocks it is in; they never wait for the tree of the file.
- A tree is made from the one before: of an edited file, the component that was edited is composed
  anew, the others are moved when somebody looks at them (`yamltree/reparse.py`).
- Findings of a component are kept as long as its text is, and are not even moved as long as it
  stands where it stood (`Memo` in `analysis/analyze.py`). What a client gets of them is kept as
  JSON, but for the places (`lsp/converters/diagnostics.py`).
- Analyses run in a thread, a few milliseconds after a keystroke, so what the editor asks for along
  with it comes first; one that takes long waits as long as it takes.
- VS Code draws findings and popups in one thread, so its extension asks for findings 50 ms after a
  keystroke; what shows the server's state waits for the first findings of a window.
- Messages are read by the event loop itself, or ahead in a thread where a pipe cannot be waited for
  (`lsp/transport/framing.py`); what looks at a few lines is answered there and then.
- The garbage collector looks through all there is once nobody has asked for anything for a while
  (`lsp/transport/garbage.py`).
- Flavors, validators and rules' pages are read when they are first needed, and the methods that
  libraries generate for the protocol's classes are compiled once (`lsp/transport/code_cache.py`).

`tests/features/test_cost_of_a_keystroke.py` counts composed characters, validated components and
built validators and moved findings, so that none of this gets lost.

## Limits

What is left, and why it is not less. The figures are milliseconds of processor time.

- **A start**, some 320 to the first diagnostics of 71 lines: nearly all of it is importing, and the
  largest parts are what others make: lsprotocol's classes 35, asyncio 15, PyYAML 13, attrs and
  cattrs 11 each (`python -X importtime -m stackls_server serve`). What no first diagnostics need
  comes later: the command line, all other features, the registry, the other files of the workspace,
  and writing the server's own answer to a client that was answered before.
- **A keystroke** in 3,434 lines with 623 findings: 6 for the tree and the rules about the whole
  file, 1 for sorting and joining the findings, 2 for writing them as JSON. In the first component
  5 more: all findings below are moved.
- **Garbage**: looking through all objects takes 35 for 3,434 lines, 220 for 20,000. It happens two
  seconds after the last message.
- **A window of VS Code**, some 4,700 by the clock to the first finding of 71 lines: 2,600 until
  there is an editor, 500 until extensions are activated, 200 until the server is started, 800 to
  1,200 until the extension host, busy with VS Code's own extensions, gets to its first answer
  (which was there after 50), 100 for the findings, 250 until they are drawn. Other servers wait for
  the same.
- **Sizes**: what exceeds those of `limits.py` (see [reliability](reliability.md)) is cut, with one
  message. `python -m benchmarks.growth` measures what twice as much of anything takes, up to there.
"""


VSCODE = "## In VS Code\n"
VSCODE_TEXT = """
From opening a window on a file with mistakes to the first underlined one, and from a letter to the
popup that offers the parameter it begins. Both servers run under the extension host of a real VS
Code in turns, each in an installed extension; yaml-language-server in a small one of
`benchmarks/vscode`, as its own comes from a marketplace only. A window takes what VS Code itself
takes, and the popup waits for a frame of the page. The bar is the budget. `nox -s bench` measures
this too, where a Chromium is there; by itself it is `python -m benchmarks.vscode --peer SERVER`.
Medians on {machine}, {date}.

"""


def write_page(results: Results, peer: Path) -> None:
    """Write the page and the picture. ``peer`` is the peer's start script.

    What was measured in VS Code stays as it was.
    """
    vscode = _vscode_section()
    _draw(results)
    head = HEAD.format(version=_version(peer), machine=_machine(), date=dt.date.today())
    conditions = "\n".join(
        f"- {one.text}: {one.found}{'' if one.holds else ' (missed)'}" for one in results.conditions
    )
    tail = TAIL.replace(WHY, f"{vscode}{WHY}", 1)
    PAGE.write_text(head + _table(results) + "\n" + conditions + "\n" + tail, encoding="utf-8")


def write_vscode_section(results: Results) -> None:
    """Write that section of the page anew, and leave the rest as it is."""
    page = PAGE.read_text(encoding="utf-8").replace(_vscode_section(), "", 1)
    text = VSCODE_TEXT.format(machine=_machine(), date=dt.date.today())
    section = f"{VSCODE}{text}{_table(results)}\n"
    PAGE.write_text(page.replace(WHY, f"{section}{WHY}", 1), encoding="utf-8")


def _vscode_section() -> str:
    """As the page has it; empty where it has none."""
    page = PAGE.read_text(encoding="utf-8")
    start = page.find(VSCODE)
    return page[start : page.index(WHY)] if start >= 0 else ""


def _table(results: Results) -> str:
    header, *rows = results.rows()
    lines = [header, ["---", *("---:" for _ in header[1:])], *rows]
    return "".join(f"| {' | '.join(row[:-1])} |\n" for row in lines)


def _version(peer: Path) -> str:
    for folder in peer.resolve().parents:
        package = folder / "package.json"
        if package.is_file():
            return str(json.loads(package.read_text(encoding="utf-8"))["version"])
    return ""


def _machine() -> str:
    return f"{os.cpu_count()} shared cores, Python {platform.python_version()}"


def _draw(results: Results) -> None:
    mpl.use("svg")
    from matplotlib import pyplot as plt

    mpl.rcParams["svg.hashsalt"] = "stackls"
    figure, axes = plt.subplots(1, len(SHOWN), figsize=(10, 3.2), sharey=True)
    for axis, what in zip(axes, SHOWN, strict=True):
        figures = sorted((f for f in results.figures if f.what == what), key=lambda f: f.lines)
        for name in (THEIRS, OURS):
            points = [(f.lines, f.median(name) * 1e3) for f in figures]
            axis.plot(*zip(*points, strict=True), marker="o", label=name, color=COLOURS[name])
        axis.set_title(what, fontsize=10)
        axis.set_xscale("log")
        axis.set_yscale("log")
        axis.set_xlabel("lines")
        axis.grid(visible=True, alpha=0.3)
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("median, ms")
    axes[0].legend(fontsize=8, frameon=False)
    figure.tight_layout()
    figure.savefig(PICTURE, metadata={"Date": None}, facecolor="white")
