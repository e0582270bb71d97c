"""With what files are checked: options, and below them the configuration of each file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from stackls_core.configuration.find import Configurations, Found
from stackls_core.configuration.levels import Levels
from stackls_core.search.left_out import LeftOut
from stackls_server.cli.terminal import display_path

if TYPE_CHECKING:
    from stackls_core.configuration.model import Configuration

Note = Callable[[str], None]
"""Takes a line about a configuration that cannot be used as it is."""


def all_codes() -> frozenset[str]:
    """The codes of all rules."""
    from stackls_core.analysis.all_rules import BY_CODE

    return frozenset(BY_CODE)


class CheckSettings:
    """The configurations of one run: each is looked for and read once, its problems are noted."""

    def __init__(
        self,
        note: Note,
        chosen: Levels | None = None,
        exclude: Sequence[str] = (),
        *,
        respects_git: bool | None = None,
    ) -> None:
        """``chosen``, ``exclude`` and ``respects_git`` go before what configurations say."""
        self._note = note
        self._chosen = chosen or Levels()
        self._configurations = Configurations(all_codes)
        self._noted: set[Path] = set()
        self._of_folders: dict[Path, Found] = {}
        self.left_out = LeftOut(self.configuration_in, exclude, respects_git=respects_git)
        self.levels = lru_cache(maxsize=1)(self._levels)

    def found(self, path: str) -> Found:
        """The configuration of a file, or of a folder."""
        whole = Path(path).absolute()
        return self._found(whole if whole.is_dir() else whole.parent)

    def configuration_in(self, folder: Path) -> Configuration:
        """What holds in a folder."""
        return self._found(folder).configuration

    def _found(self, folder: Path) -> Found:
        known = self._of_folders.get(folder)
        if known is not None:
            return known
        found = self._of_folders[folder] = self._configurations.of(folder)
        if found.path is not None and found.path not in self._noted:
            self._noted.add(found.path)
            for line in problem_lines(found):
                self._note(line)
        return found

    def includes(self, path: str) -> bool:
        """Whether a file is a stack file because its configuration says so."""
        return self.found(path).configuration.includes(Path(path))

    def _levels(self, path: str) -> Levels:
        held = self._found(Path(path).absolute().parent)
        return self._chosen.above(Levels.of(held.configuration, Path(path)))


def problem_lines(found: Found) -> list[str]:
    """What is wrong with a configuration, a line each: where, counted from 1, and what."""
    if found.path is None:
        return []
    here = Path.cwd()
    path = found.path.relative_to(here) if found.path.is_relative_to(here) else found.path
    lines: list[str] = []
    for problem in found.problems:
        at = found.position(problem)
        lines.append(f"{display_path(str(path))}:{at.line + 1}:{at.column + 1}: {problem.message}")
    return lines
