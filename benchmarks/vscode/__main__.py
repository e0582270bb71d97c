"""How long people wait in VS Code: for the first finding in a window, and for the popup of a key.

usage: python -m benchmarks.vscode --peer SERVER [--quick] [--write-docs]

SERVER is yaml-language-server's start script. Our extension and a small one around that server run
in VS Code's own extension host and workbench (code-server, in headless Chromium), each in a VS Code
of its own, in turns. Prints a table and exits with 1 where the budget is exceeded; --write-docs
puts the table into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.editing import COUNT, TYPED
from benchmarks.results import OURS, THEIRS, Figure, Results, Unit
from benchmarks.stack_files import file_with_mistakes

HERE = Path(__file__).resolve().parent
EXTENSION = HERE.parent.parent / "vscode-extension"
SETUP = EXTENSION / "test" / "e2e" / "setup.sh"
SIZES = (71, 3_434)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def write_files(folder: Path) -> Iterator[dict[str, Any]]:
    """Stack files with mistakes; each has a line for typing in the first component with some.

    VS Code underlines the first 500 findings of a file, so that one in view has to be among them.
    """
    for lines in SIZES:
        text = file_with_mistakes(lines).split("\n")
        place = next(index for index, line in enumerate(text) if line.startswith(COUNT))
        text.insert(place, "      ")
        name = f"{lines}.stack.yaml"
        (folder / name).write_text("\n".join(text), encoding="utf-8")
        yield {"name": name, "lines": lines, "line": place + 1, "column": 7}


def plan(scratch: Path, schema: Path, *, quick: bool) -> dict[str, Any]:
    """What `measure.mjs` has to do."""
    folder = scratch / "workspace"
    folder.mkdir()
    yaml = {
        "yaml.schemas": {schema.as_uri(): "*.yaml"},
        "yaml.schemaStore.enable": False,
    }
    server = shutil.which("stackls", path=str(Path(sys.executable).parent))
    return {
        "folder": str(folder),
        "files": list(write_files(folder)),
        "label": TYPED,
        "runs": 1 if quick else 6,
        "keystrokes": 4 if quick else 8,
        "settings": {"editor.wordBasedSuggestions": "off"},
        "contenders": [
            {
                "name": OURS,
                "vsix": str(scratch / "stackls.vsix"),
                "data": str(scratch / "data-stackls"),
                "settings": {"stackls.server.path": server},
            },
            {
                "name": THEIRS,
                "vsix": str(scratch / "peer.vsix"),
                "data": str(scratch / "data-peer"),
                "settings": yaml,
            },
        ],
    }


def measure(peer: Path, scratch: Path, *, quick: bool) -> Results:
    """All figures."""
    home = subprocess.run(["bash", str(SETUP)], check=True, stdout=subprocess.PIPE, text=True)
    browser = os.environ.get("STACKLS_E2E_CHROMIUM") or next(
        filter(None, map(shutil.which, BROWSERS))
    )
    environment = {
        **os.environ,
        "STACKLS_E2E_HOME": home.stdout.strip(),
        "STACKLS_E2E_CHROMIUM": browser,
    }
    schema = scratch / "stack.schema.json"
    command = [sys.executable, "-m", "stackls_server", "schema"]
    schema.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
    build = ["node", str(HERE / "build.mjs"), str(peer), str(scratch)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    asked = scratch / "plan.json"
    asked.write_text(json.dumps(plan(scratch, schema, quick=quick)), encoding="utf-8")
    done = subprocess.run(
        ["node", str(HERE / "measure.mjs"), str(asked)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    return _results(json.loads(line) for line in done.stdout.splitlines())


def _results(measured: Iterator[dict[str, Any]]) -> Results:
    findings = {n: Figure("window to first finding", n, Unit.MILLISECONDS) for n in SIZES}
    popups = {n: Figure("keystroke to popup", n, Unit.MILLISECONDS) for n in SIZES}
    for one in measured:
        findings[one["lines"]].add(one["name"], one["finding"] / 1e3)
        popups[one["lines"]].add(one["name"], *(each / 1e3 for each in one["popups"]))
    return Results([*findings.values(), *popups.values()])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--peer", required=True, type=Path)
    parser.add_argument("--quick", action="store_true", help="fewer runs, for trying things out")
    parser.add_argument("--write-docs", action="store_true")
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        results = measure(options.peer.resolve(), Path(name).resolve(), quick=options.quick)
    print(results.as_text())
    if options.write_docs:
        from benchmarks.performance_page import write_vscode_section

        write_vscode_section(results)
    return 1 if results.missed else 0


if __name__ == "__main__":
    sys.exit(main())
