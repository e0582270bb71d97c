"""What ZenML says of run configurations: read, compiled and held against a stack, but never run.

    python oracle.py CASES.json VERDICTS.jsonl

Needs a Python with zenml[server] and kubernetes. The input is ``{"source", "pipeline", "secret",
"variables", "stacks", "cases"}``; a case is ``{"id", "stack", "texts"}`` and its verdict
``{"id", "answers"}``, an answer being ``{"accepted", "error", "snapshot"}``. The last is a hash of
what would be run: two files with the same are the same to ZenML.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
_UNSTEADY = frozenset({"id", "created", "updated", "client_environment", "environment_id"})
_HEALTHY = "enable_cache: true\n"
_LONGEST_ERROR = 400


class Oracle:
    """ZenML in this process, on an empty store of its own."""

    def __init__(self, asked: dict[str, Any]) -> None:
        from zenml.client import Client
        from zenml.utils import source_utils

        from stackls_probe.run_configurations import load_pipeline
        from stackls_probe.stand_in_stacks import component, stack

        source_utils.set_custom_source_root(str(Path.cwd()))
        Client().create_secret(name=asked["secret"], values={"token": "x"})
        self._pipeline = load_pipeline(
            asked["source"].partition("\ntraining.with_options")[0], asked["pipeline"]
        )
        self._stacks = [
            stack(
                one["name"],
                [
                    component(c["type"], c["name"], c["flavor"], c["configuration"])
                    for c in one["components"]
                ],
            )
            for one in asked["stacks"]
        ]
        for number in range(len(self._stacks)):
            answer = self.ask(_HEALTHY, number)
            if not answer["accepted"]:  # a refusal of this is none of any file
                raise SystemExit(f"stack {number} does not work: {answer['error']}")

    def ask(self, text: str, number: int) -> dict[str, Any]:
        """The answer on one file."""
        from stackls_probe.run_configurations import compile_text, refusals

        try:
            snapshot = compile_text(text, self._stacks[number], self._pipeline)
        except Exception as error:  # noqa: BLE001 - whatever it is, a run would end with it
            last = traceback.extract_tb(error.__traceback__)[-1]
            words = f"{type(error).__name__}: {' '.join(refusals(error))} ({last.name})"
            return {"accepted": False, "error": words[:_LONGEST_ERROR], "snapshot": ""}
        steady = json.dumps(_steady(snapshot), sort_keys=True, default=str)
        digest = hashlib.sha256(steady.encode("utf-8", "surrogatepass")).hexdigest()
        return {"accepted": True, "error": "", "snapshot": digest}


def _steady(value: Any) -> Any:
    """What would be run, without what differs between two runs of the same."""
    if isinstance(value, dict):
        return {key: _steady(inner) for key, inner in value.items() if key not in _UNSTEADY}
    if isinstance(value, (list, tuple)):
        return [_steady(inner) for inner in value]
    return value


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())


def main() -> None:
    """Read the cases, write the verdicts."""
    cases_file, verdicts_file = (Path(name).absolute() for name in sys.argv[1:3])
    asked = json.loads(cases_file.read_text("utf-8"))
    sys.path.insert(0, str(ROOT / "core"))
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {
            "ZENML_CONFIG_PATH": str(Path(scratch, "config")),
            "ZENML_ANALYTICS_OPT_IN": "false",
            "ZENML_LOGGING_VERBOSITY": "CRITICAL",
            **asked["variables"],
        }
        working_folder = Path(scratch, "files")
        working_folder.mkdir()
        os.chdir(working_folder)
        failed = os.dup(2)
        _silence()
        try:
            oracle = Oracle(asked)
        except SystemExit as error:
            os.write(failed, f"{error}\n".encode())
            raise
        with verdicts_file.open("w", encoding="utf-8") as output:
            for case in asked["cases"]:
                answers = [oracle.ask(text, case["stack"]) for text in case["texts"]]
                output.write(json.dumps({"id": case["id"], "answers": answers}) + "\n")
        os.chdir("/")


if __name__ == "__main__":
    main()
