"""Workspaces that are large in one way, and what is asked of a server that has one open."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.growth.connection import Connection
from stackls_core.catalog.catalog import Catalog
from stackls_server.cli.main import main

TEXT = """\
stack_name: s{0}
zenml_version: 0.98.0
components:
  orchestrator:
  - name: shared
    flavor: local
    configuration: {{}}
  artifact_store:
  - name: a{0}
    flavor: local
    configuration: {{}}
  alerter:
  - name: n{0}
    flavor: slack
    configuration:
      slack_token: '{{{{slack.token}}}}'
      default_slack_channel_id: 5
"""
"""All of them name one component that is the same, and have one finding, with a safe fix."""
SHARED = {"line": 4, "character": 12}
TYPED = {"line": 16, "character": len("      default_slack_channel_id: 5")}
NEW_KEY = {"line": 17, "character": 0}
OTHER_NAMES = ("requirements", "values", "workflow", "compose")
"""Files that are YAML and none of ours, as most in a workspace are."""


class Workspace:
    """A session with a workspace, and one document in it that somebody works on."""

    def __init__(self, catalog: Catalog, folder: Path, opened: int, stored: int) -> None:
        """``opened`` documents are open, ``stored`` files lie in the folder."""
        folder.mkdir()
        self._catalog = catalog
        self._folder = folder
        for number in range(stored):
            self._path(number).parent.mkdir(exist_ok=True)
            self._path(number).write_text(TEXT.format(number), encoding="utf-8")
            other = self._path(number).with_name(f"{OTHER_NAMES[number % 4]}-{number}.yaml")
            other.write_text(f"name: x{number}\non: [push]\n", encoding="utf-8")
        self._opened = max(opened, 1)
        self._is_stored = stored > 0
        self._connection = self._connect()
        self._uri = self._path(0).as_uri()
        self.check()

    def _path(self, number: int) -> Path:
        return self._folder / f"team-{number // 50:04}" / f"{number:05}.yaml"

    def _connect(self) -> Connection:
        connection = Connection(lambda: self._catalog, self._folder)
        for number in range(self._opened):
            connection.open(self._path(number).as_uri(), TEXT.format(number))
        return connection

    def check(self) -> object:
        """All findings: of files as the command line gives them, of documents in a new session."""
        if self._is_stored:
            with (
                contextlib.redirect_stdout(io.StringIO()),
                contextlib.redirect_stderr(io.StringIO()),
            ):
                return main(["check", str(self._folder)])
        connection = self._connect()
        for number in range(self._opened):
            uri = self._path(number).as_uri()
            connection.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        return connection.close()

    def keystroke(self) -> object:
        self._connection.insert(self._uri, TYPED, "1")
        return self._ask("textDocument/diagnostic")

    def complete(self) -> object:
        return self._ask("textDocument/completion", position=NEW_KEY)

    def define(self) -> object:
        return self._ask("textDocument/definition", position=SHARED)

    def fix_all(self) -> object:
        span = {"start": {"line": 0, "character": 0}, "end": NEW_KEY}
        context = {"diagnostics": [], "only": ["source.fixAll"]}
        return self._ask("textDocument/codeAction", range=span, context=context)

    def _ask(self, method: str, **more: object) -> object:
        found = self._connection.request(method, {"textDocument": {"uri": self._uri}, **more})
        if not found:
            raise RuntimeError(f"{method} was answered with nothing")
        return found

    def close(self) -> None:
        """End the session."""
        self._connection.close()


@dataclass(frozen=True)
class WorkspaceShape:
    """Workspaces by what there is much of in them."""

    what: str
    open: Callable[[Catalog, Path, int], Workspace]
    size: int
    """Of the smallest that is measured: its double, and the double of that, are too."""


WORKSPACE_REQUESTS: dict[str, Callable[[Workspace], object]] = {
    "check": Workspace.check,
    "keystroke": Workspace.keystroke,
    "completion": Workspace.complete,
    "definition": Workspace.define,
    "fix-all": Workspace.fix_all,
}
WORKSPACE_SHAPES = (
    WorkspaceShape("documents open", lambda c, folder, n: Workspace(c, folder, n, 0), 40),
    WorkspaceShape("files in the workspace", lambda c, folder, n: Workspace(c, folder, 1, n), 60),
)
