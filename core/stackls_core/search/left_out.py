"""What a search of folders leaves out: by option, by configuration, and because git ignores it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stackls_core.ignore_patterns import IgnorePatterns
from stackls_core.paths import find_repository
from stackls_core.regular_files import read_regular

if TYPE_CHECKING:
    from stackls_core.configuration.model import Configuration

_NONE = IgnorePatterns(())


class LeftOut:
    """Asked of each file and folder below one that was named, from the top down."""

    def __init__(
        self,
        configuration_in: Callable[[Path], Configuration],
        exclude: Sequence[str] = (),
        *,
        respects_git: bool | None = None,
    ) -> None:
        """``exclude`` are patterns as seen from the current folder.

        ``respects_git`` goes before what configurations say of it.
        """
        self._configuration_in = configuration_in
        self._exclude = IgnorePatterns(exclude)
        self._respects_git = respects_git
        self._here = Path.cwd() if exclude else Path()
        self._repositories: dict[Path, Path | None] = {}
        self._ignores: dict[Path, IgnorePatterns] = {}

    def __call__(self, path: str, is_folder: bool) -> bool:
        """Whether the file or folder is left out."""
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - which takes ".." away, too
        if self._exclude and whole.is_relative_to(self._here):
            within = whole.relative_to(self._here).as_posix()
            if self._exclude.verdict(within, is_folder=is_folder):
                return True
        configuration = self._configuration_in(whole.parent)
        if configuration.excludes(whole, is_folder=is_folder):
            return True
        respects = self._respects_git
        respects = configuration.respect_gitignore if respects is None else respects
        return respects and self._is_ignored(whole, is_folder)

    def _is_ignored(self, path: Path, is_folder: bool) -> bool:
        folder = path.parent
        if folder not in self._repositories:
            self._repositories[folder] = find_repository(folder)
        repository = self._repositories[folder]
        if repository is None:
            return False
        for place, patterns in self._patterns(folder, repository):
            said = patterns.verdict(path.relative_to(place).as_posix(), is_folder=is_folder)
            if said is not None:
                return said
        return False

    def _patterns(self, folder: Path, repository: Path) -> Iterator[tuple[Path, IgnorePatterns]]:
        """From the folder up: what is nearer decides."""
        for place in (folder, *folder.parents):
            yield place, self._read(place / ".gitignore")
            if place == repository:
                yield place, self._read(place / ".git" / "info" / "exclude")
                return

    def _read(self, path: Path) -> IgnorePatterns:
        if path not in self._ignores:
            content = read_regular(path)
            text = content.decode("utf-8", "replace") if content else ""
            self._ignores[path] = IgnorePatterns(text.split("\n")) if text else _NONE
        return self._ignores[path]
