"""The command line."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from stackls_probe.catalog import run_catalog
from stackls_probe.server import run_serve
from stackls_probe.streams import own_stdout


def main(argv: list[str] | None = None) -> int:
    """Run one command; a line of JSON is the only thing it writes to standard output."""
    parser = argparse.ArgumentParser(description="Read the flavors of the ZenML installed here.")
    commands = parser.add_subparsers(dest="command", required=True)
    catalog = commands.add_parser("catalog", help="write every flavor into a folder")
    catalog.add_argument("out", type=Path)
    serve = commands.add_parser("serve", help="answer lines of JSON until the input ends")
    serve.add_argument("--root", help="the folder to work in")
    serve.add_argument("--import-root", help="where custom flavors may be imported from")
    arguments = parser.parse_args(argv)
    with own_stdout() as answers:
        if arguments.command == "serve":
            run_serve(answers, arguments.root, arguments.import_root)
        index = run_catalog(arguments.out)
        summary = {key: index[key] for key in ("zenml_version", "skipped")}
        summary["flavors"] = len(index["flavors"])
        answers.write(json.dumps(summary) + "\n")
    return 0
