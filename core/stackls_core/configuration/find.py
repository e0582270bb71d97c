"""Finding the configuration that holds for a folder: the nearest one above it, as ruff looks."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from stackls_core.configuration.model import Configuration, Problem
from stackls_core.configuration.nearby import NAMES, files_above
from stackls_core.paths import find_repository
from stackls_core.regular_files import Stamp, read_regular, stamp_of
from stackls_core.text import LineIndex, Position, Span

NOTHING = Configuration()
_MOST_BYTES = 1_000_000
"""Reading a longer one takes seconds."""


@dataclass(frozen=True)
class Found:
    """A configuration, and what its file says that nobody can use."""

    configuration: Configuration = NOTHING
    path: Path | None = None
    text: str = ""
    problems: tuple[Problem, ...] = ()

    def position(self, problem: Problem) -> Position:
        """Where a problem begins, 0-based; columns in characters."""
        return LineIndex(self.text).position(problem.span.start)


class Configurations:
    """The configurations of folders. Files are read again where they are no longer as they were."""

    def __init__(self, codes: Callable[[], Collection[str]]) -> None:
        """``codes`` gives those of all rules."""
        self._codes = codes
        self._kept: dict[Path, tuple[Stamp, Found | None]] = {}
        self._roots: dict[Path, Path | None] = {}

    def of(self, folder: Path) -> Found:
        """What holds in a folder. Never raises; a file that cannot be read is a problem.

        See `files_above` for where it is looked for.
        """
        folder = folder.absolute()
        if folder not in self._roots:
            self._roots[folder] = find_repository(folder)
        for path in files_above(folder, self._roots[folder]):
            found = self._read(path)
            if found is not None:
                return found
        return Found()

    def _read(self, path: Path) -> Found | None:
        stamp = stamp_of(path)
        if stamp is None:
            return None
        before = self._kept.get(path)
        if before is not None and before[0] == stamp:
            return before[1]
        found = self._found(path)
        self._kept[path] = (stamp, found)
        return found

    def _found(self, path: Path) -> Found | None:
        content = read_regular(path)
        if content is None:
            return None
        if len(content) > _MOST_BYTES:
            if path.name != NAMES[0]:
                return None
            problem = Problem("It is larger than 1 MB, so nothing of it holds.", Span(0, 0))
            return Found(Configuration(path), path, "", (problem,))
        from stackls_core.toml_table import NotToml, own_table

        text = content.decode("utf-8", "replace")
        try:
            table = own_table(path.name, text)
        except NotToml as error:
            message = f"It is no TOML, so nothing of it holds. {error}."
            problem = Problem(message, Span(error.offset, error.offset))
            return Found(Configuration(path), path, text, (problem,))
        if table is None:
            return None
        from stackls_core.configuration.reading import read_configuration

        configuration, problems = read_configuration(table, path, self._codes())
        return Found(configuration, path, text, tuple(problems))
