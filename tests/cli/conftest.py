"""The command line in this process, in a folder of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stackls_server.cli.main import main
from tests.support.stack_texts import Entry, stack_text

GOOD = stack_text(
    Entry("orchestrator", "default", "local"),
    Entry("artifact_store", "default", "local"),
    name="laptop",
    version="0.98.0",
    typed=True,
)
MISSPELT = GOOD.replace("flavor: local", "flavor: locl", 1)
"""One error, on line 7, which has a safe fix."""

DEMO = Path(__file__).parents[2] / "fixtures" / "workspaces" / "demo"


@dataclass(frozen=True)
class Result:
    """What a run of the command line came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def codes(self) -> list[str]:
        """The codes of the findings in a JSON report."""
        return [row["code"] for row in self.json]


class Cli:
    """Runs the command line as a pipe sees it; files are those of the folder it stands in."""

    def __init__(
        self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.folder = folder
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Result:
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        self._capsys.readouterr()
        code = main(arguments)
        captured = self._capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Result(code, captured.out, captured.err)


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_WORKSPACE", "STACKLS_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    return Cli(tmp_path, capsys, monkeypatch)


def python(code: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter that finds stackls where this one does."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
        **options,
    )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of stackls' own, where commands use the built-in registry; not made yet."""
    path = tmp_path / "home"
    monkeypatch.setenv("STACKLS_HOME", str(path))
    monkeypatch.setenv("STACKLS_STORE", "local")
    monkeypatch.delenv("STACKLS_ZENML_INTERPRETER", raising=False)
    return path
