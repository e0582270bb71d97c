"""What a configuration can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stackls_core.findings import Severity
from stackls_core.ignore_patterns import IgnorePatterns

if TYPE_CHECKING:
    from stackls_core.text import Span

OFF = "off"
PLACEHOLDER = "placeholder"
"""The rule that is off where an env-file has the values of placeholders."""
SEVERITIES = (*(severity.value for severity in Severity), OFF)
"""What may be said of a rule."""

SUMMARIES: Mapping[str, str] = {
    "zenml-version": "The ZenML version by which files are judged that do not name one.",
    "registry": "Which registry stack commands use: auto, zenml or local.",
    "owner": "Whose the stacks are that stackls stack apply makes of a folder: see --prune.",
    "audit": "Whether a label of each stack says who applied it, when, and from which commit.",
    "env-file": "Files of variables, inside of this workspace, that placeholders are replaced by.",
    "include": "Further files that are stack files, as patterns of .gitignore.",
    "exclude": "Files and folders that are not searched, as patterns of .gitignore.",
    "respect-gitignore": "Whether files that git ignores are left out of a search.",
    "select": "The only rules that report something.",
    "ignore": "Rules that report nothing.",
    "severities": "The severity of a rule: error, warning, information, hint or off.",
    "per-file-ignores": "Rules that report nothing in the files of a pattern.",
    "per-file-severities": "The severities of rules in the files of a pattern.",
}
"""Each key, in the order in which it is shown."""


@dataclass(frozen=True)
class Configuration:
    """What holds for the files of ``folder``; ``path`` is the file that says it, if any does."""

    path: Path | None = None
    zenml_version: str | None = None
    registry: str | None = None
    owner: str | None = None
    audit: bool = False
    env_file: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict[str, str])
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict[str, "tuple[str, ...]"]
    )
    per_file_severities: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict[str, "Mapping[str, str]"]
    )
    lines: Mapping[str, int] = field(default_factory=dict[str, int])
    """Of each key that is set, its line, 1-based."""

    def value(self, key: str) -> Any:
        """What holds for a key as it is written in the file."""
        return getattr(self, key.replace("-", "_"))

    def _within(self, path: Path) -> str | None:
        """``path`` as patterns see it: from the folder of the file, with ``/``."""
        if self.path is None:
            return None
        try:
            return path.absolute().relative_to(self.path.parent).as_posix()
        except ValueError:
            return None

    def excludes(self, path: Path, *, is_folder: bool) -> bool:
        """Whether a file or a folder is left out of a search."""
        within = self._within(path) if self.exclude else None
        return within is not None and bool(self._excluded.verdict(within, is_folder=is_folder))

    def includes(self, path: Path) -> bool:
        """Whether a file is a stack file because a pattern says so."""
        within = self._within(path) if self.include else None
        return within is not None and self._included.mean(within)

    @cached_property
    def _excluded(self) -> IgnorePatterns:
        return IgnorePatterns(self.exclude)

    @cached_property
    def _included(self) -> IgnorePatterns:
        return IgnorePatterns(self.include)

    def levels(self, path: Path) -> Mapping[str, str]:
        """The severities that are chosen for a file by rule code, ``off`` among them."""
        replaced = [PLACEHOLDER] if self.env_file else []
        chosen = {**dict.fromkeys(replaced, OFF), **self.severities}
        chosen |= dict.fromkeys(self.ignore, OFF)
        if not (self.per_file_severities or self.per_file_ignores):
            return chosen
        within = self._within(path)
        if within is None:
            return chosen
        for pattern, severities in self.per_file_severities.items():
            if _patterns(pattern).mean(within):
                chosen.update(severities)
        for pattern, codes in self.per_file_ignores.items():
            if _patterns(pattern).mean(within):
                chosen.update(dict.fromkeys(codes, OFF))
        return chosen


@lru_cache(maxsize=10_000)
def _patterns(pattern: str) -> IgnorePatterns:
    return IgnorePatterns([pattern])


@dataclass(frozen=True)
class Problem:
    """Something that a file says and nobody can use; ``span`` is in characters of its text."""

    message: str
    span: Span
