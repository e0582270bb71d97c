"""What ZenML itself says of stack files: the real `zenml stack import`, one file after the other.

    python oracle.py CASES.jsonl VERDICTS.jsonl

Needs a Python with zenml[server] and kubernetes, and nothing else; it is a script of its own for
that reason. A case is ``{"id", "text"}``, a verdict ``{"id", "accepted", "error"}``. ZenML keeps a
scratch store in a folder of its own, which is empty again before the next file. The secrets that
files refer to by the names in `SECRETS` exist there: some flavors look them up while importing.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

SECRETS = ("vault", "my_secret")
_REFERENCE = re.compile(r"\{\{\s*(\w+)\.\s*([\w.-]+?)\s*\}\}")
_LONGEST_ERROR = 600


def secrets_in(texts: Iterable[str]) -> dict[str, dict[str, str]]:
    """The secrets to create, with every key that some text refers to."""
    found: dict[str, dict[str, str]] = {}
    for text in texts:
        for name, key in _REFERENCE.findall(text):
            if name in SECRETS:
                # a region, too, which is what some flavors look at while importing
                found.setdefault(name, {})[key] = "fra1"
    return found


class Oracle:
    """ZenML in this process, on a store of its own."""

    def __init__(self) -> None:
        from click.testing import CliRunner
        from zenml.cli.stack import import_stack
        from zenml.client import Client

        self._run = CliRunner().invoke
        self._command = import_stack
        self._client = Client()
        self._stacks = {stack.id for stack in self._client.list_stacks(size=100).items}
        self._components = {c.id for c in self._client.list_stack_components(size=100).items}

    def create_secrets(self, secrets: dict[str, dict[str, str]]) -> None:
        """Make the secrets that files may refer to."""
        for name, values in secrets.items():
            self._client.create_secret(name=name, values=values)

    def ask(self, text: str) -> tuple[bool, str]:
        """Whether ZenML imports the file, and its words if it does not."""
        file = Path("case.yaml")
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        outcome = self._run(self._command, [str(file)], input="")
        self._clean_up()
        if outcome.exit_code == 0:
            return True, ""
        words = outcome.output or ""
        if outcome.exception and not isinstance(outcome.exception, SystemExit):
            words = f"{type(outcome.exception).__name__}: {outcome.exception} {words}"
        return False, words.strip()[:_LONGEST_ERROR]

    def _clean_up(self) -> None:
        store = self._client.zen_store
        for stack in self._client.list_stacks(size=100).items:
            if stack.id not in self._stacks:
                store.delete_stack(stack.id)
        for component in self._client.list_stack_components(size=100).items:
            if component.id not in self._components:
                store.delete_stack_component(component.id)


def verdicts(cases: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """A verdict for every case."""
    oracle = Oracle()
    oracle.create_secrets(secrets_in(case["text"] for case in cases))
    for case in cases:
        accepted, error = oracle.ask(case["text"])
        yield {"id": case["id"], "accepted": accepted, "error": error}


def _silence() -> None:
    """ZenML's chatter goes nowhere; what it says of a file is in the verdict."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())


def main() -> None:
    """Read the cases, write the verdicts."""
    cases_file, verdicts_file = (Path(name).absolute() for name in sys.argv[1:3])
    cases = [json.loads(line) for line in cases_file.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {
            "ZENML_CONFIG_PATH": str(Path(scratch, "config")),
            "ZENML_ANALYTICS_OPT_IN": "false",
            "ZENML_LOGGING_VERBOSITY": "ERROR",
        }
        working_folder = Path(scratch, "files")
        working_folder.mkdir()
        os.chdir(working_folder)
        _silence()
        with verdicts_file.open("w", encoding="utf-8") as output:
            for verdict in verdicts(cases):
                output.write(json.dumps(verdict) + "\n")
        os.chdir("/")


if __name__ == "__main__":
    main()
