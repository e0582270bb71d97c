"""What the folders of a workspace may each have otherwise, as an editor's settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True)
class ByFolder(Generic[T]):
    """``everywhere``, but for what is below one of ``folders``, which are absolute paths."""

    everywhere: T
    folders: Mapping[str, T] = field(default_factory=dict[str, T])

    def of(self, path: str | None) -> T:
        """What holds for a file: that of the innermost folder around it."""
        if path is None or not self.folders:
            return self.everywhere
        file = os.path.normcase(path)
        around = [
            folder
            for folder in self.folders
            if file.startswith(os.path.join(os.path.normcase(folder), ""))  # noqa: PTH118
        ]
        return self.folders[max(around, key=len)] if around else self.everywhere

    def map(self, function: Callable[[T], U]) -> ByFolder[U]:
        """``function`` of each."""
        folders = {folder: function(one) for folder, one in self.folders.items()}
        return ByFolder(function(self.everywhere), folders)
