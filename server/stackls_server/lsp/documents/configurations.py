"""The configurations of a client's documents: what holds, and what their files say wrongly."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path

from stackls_core.configuration.find import NOTHING, Configurations, Found
from stackls_core.configuration.levels import Levels
from stackls_core.configuration.model import Configuration
from stackls_core.configuration.nearby import NAMES
from stackls_core.plans.configured_variables import EnvFileRefused, configured_variables
from stackls_core.text import Encoding, LineIndex
from stackls_server.lsp.converters import to_proto
from stackls_server.lsp.transport.client import Client

VARIABLES = ".env"
"""What files of variables are called, mostly: those are followed."""

WATCHED = f"**/{{{','.join((*NAMES, f'*{VARIABLES}'))}}}"

ALL_FILES = ("*",)
"""Globs for a file that is meant."""


def is_configuration(uri: str) -> bool:
    """Whether a file may be one that configures, or one of variables."""
    return uri.endswith((*(f"/{name}" for name in NAMES), VARIABLES))


def _all_codes() -> Collection[str]:
    # only where there is a configuration: the rules of all kinds are many
    from stackls_core.analysis.all_rules import BY_CODE

    return BY_CODE.keys()


class WorkspaceConfigurations:
    """What holds for the documents of a client. Used on the event loop; reads small files.

    Where a file says what nobody can use, its place is shown in that file, for as long as it does.
    """

    def __init__(self, client: Client, encoding: Callable[[], Encoding]) -> None:
        """Nothing is read before it is asked for."""
        self._client = client
        self._encoding = encoding
        self._configurations = Configurations(_all_codes)
        self._shown: dict[Path, Found] = {}

    def levels(self, path: str | None) -> Levels:
        """The severities that hold for a file."""
        if path is None:
            return Levels()
        return Levels.of(self._of(Path(path).parent), Path(path))

    def globs(self, path: str | None, chosen: tuple[str, ...]) -> tuple[str, ...]:
        """The globs by which a file is a stack file: those of the settings, if none includes it."""
        is_meant = path is not None and self._of(Path(path).parent).includes(Path(path))
        return ALL_FILES if is_meant else chosen

    def variables(self, path: str | None) -> Mapping[str, str] | None:
        """What placeholders of a file stand for; whoever plans it is told what cannot be read."""
        if path is None:
            return None
        try:
            return configured_variables(self._configurations.of(Path(path).parent))
        except EnvFileRefused:
            return None

    def registry(self, workspace: Path | None) -> str | None:
        """The registry that a workspace chooses, if it does."""
        return self._of(workspace).registry if workspace is not None else None

    def look_again(self) -> None:
        """Files have changed: show what is wrong with those that had something wrong."""
        for path in list(self._shown):
            found = self._configurations.of(path.parent)
            self._show(found if found.path == path else Found(path=path))

    def _of(self, folder: Path) -> Configuration:
        found = self._configurations.of(folder)
        if found.path is None:
            return NOTHING
        self._show(found)
        return found.configuration

    def _show(self, found: Found) -> None:
        path = found.path
        if path is None or self._shown.get(path) is found:
            return
        before = self._shown.pop(path, None)
        if found.problems:
            self._shown[path] = found
        elif before is None:
            return
        uri = from_fs_path(str(path))
        if uri is not None:
            self._client.publish(types.PublishDiagnosticsParams(uri, self._diagnostics(found)))

    def _diagnostics(self, found: Found) -> list[types.Diagnostic]:
        lines = LineIndex(found.text)
        return [
            types.Diagnostic(
                to_proto.range_of(lines, problem.span, self._encoding()),
                problem.message,
                types.DiagnosticSeverity.Warning,
                source=to_proto.SOURCE,
            )
            for problem in found.problems
        ]
