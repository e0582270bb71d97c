"""Near misses of twelve kinds: on how many of them stackls says and does what is right.

    python -m benchmarks.kinds [--tree PATH] [--zenml-python PYTHON] [--show]

PATH is another checkout, with its catalog made, to count what an earlier state does; PYTHON is an
interpreter with ZenML, without which the kind that needs one is left out. Prints a table, with
--show the inputs that fall short. Exits with 1 where one does.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from .commands import COMMANDS
from .configuration import LOOKS, unchanged
from .documents import DOCUMENTS
from .inputs import Commands, Document, at_cursor

Rows: TypeAlias = "dict[int, list[tuple[str, bool]]]"
"""Inputs by kind, each with whether it is right."""
KINDS = {
    1: "Kubernetes models are checked to the leaves",
    2: "a value is not what it looks like",
    3: "near misses judged as absence",
    4: "fixes that keep the intent",
    5: "facts true of every ZenML",
    6: "files that are not ours",
    7: "ZenML's own command line",
    8: "falsy names",
    9: "words",
    10: "ZenML's configuration is not written by looking",
    11: "completion at an empty first line",
    12: "habits from other command lines",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all inputs, print, compare with what is right."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tree", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--zenml-python", default="")
    parser.add_argument("--show", action="store_true", help="the inputs that fall short")
    options = parser.parse_args(arguments)
    rows = _rows(options.tree.resolve(), options.zenml_python)
    for line in _table(rows):
        sys.stdout.write(f"{line}\n")
    wrong = [(kind, one) for kind, row in rows.items() for one, right in row if not right]
    for kind, one in wrong if options.show else []:
        sys.stdout.write(f"\n=== {kind}: {KINDS[kind]}\n{one}\n")
    return 1 if wrong else 0


def _rows(tree: Path, python: str) -> Rows:
    environment = {**os.environ, "PYTHONPATH": f"{tree / 'core'}{os.pathsep}{tree / 'server'}"}
    rows: Rows = {}
    flat = [(kind, one) for kind, documents in DOCUMENTS.items() for one in documents]
    seen = _observed([one for _, one in flat], environment)
    for (kind, document), what in zip(flat, seen, strict=True):
        rows.setdefault(kind, []).append((str(document), document.is_right(what)))
    for kind, several in COMMANDS.items():
        for one in several:
            right = one.is_right(_run(one, environment))
            rows.setdefault(kind, []).append((str(one), right))
    if python:
        rows[10] = [(look, unchanged(look, python, environment)) for look in LOOKS]
    return dict(sorted(rows.items()))


def _observed(documents: Sequence[Document], environment: dict[str, str]) -> list[dict[str, Any]]:
    pairs = [at_cursor(one.text) for one in documents]
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("observe.py"))],
        env=environment,
        input=json.dumps(pairs),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def _run(commands: Commands, environment: dict[str, str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "stack.yaml").write_text(commands.text, encoding="utf-8")
        home = {"STACKLS_HOME": str(Path(folder, "home")), "STACKLS_STORE": "local"}
        ran = partial(_stackls, folder=folder, environment={**environment, **home})
        for command in commands.before:
            ran(command)
        done = ran(commands.command)
    return {"code": done.returncode, "output": done.stdout}


def _stackls(
    command: str, folder: str, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "stackls_server", *shlex.split(command)],
        cwd=folder,
        env={**environment, "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _table(rows: Rows) -> Iterator[str]:
    yield f"{'kind':<52} inputs  right"
    for kind, row in rows.items():
        yield f"{kind:>2} {KINDS[kind]:<49}{len(row):>7}{sum(right for _, right in row):>7}"
    every = [right for row in rows.values() for _, right in row]
    yield f"{'all':<52}{len(every):>7}{sum(every):>7}"


if __name__ == "__main__":
    raise SystemExit(main())
