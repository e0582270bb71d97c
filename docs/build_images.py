"""Write docs/images/check.svg: `stackls check` on some of the demo's broken files, as it looks.

usage: python docs/build_images.py     (docs/images/editor.png comes from the extension's tests)
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
FILES = [
    "broken/misspelt-parameter.yaml",
    "broken/unquoted-secret-reference.yaml",
    "broken/wrong-scheme.yaml",
]
WIDTH = 104


def main() -> None:
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH)}
    shown = subprocess.run(  # noqa: S603 - our own command on our own files
        [sys.executable, "-m", "stackls_server", "check", *FILES],
        cwd=ROOT / "fixtures" / "workspaces" / "demo",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    console = Console(record=True, width=WIDTH, force_terminal=True, file=io.StringIO())
    console.print(Text.from_ansi(f"$ stackls check broken\n{shown}"))
    svg = console.export_svg(title="stackls check")
    # pictures load nothing from anywhere
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "DejaVu Sans Mono")
    (ROOT / "docs" / "images" / "check.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
