"""Pages as files that an editor can open, since the protocol knows no other documents."""

from __future__ import annotations

import os
import re
from pathlib import Path

from stackls_server.features.pages import Page

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 80


class PageFiles:
    """The pages of one connection, in a folder that only the user can read; removed at the end."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._paths: dict[Page, Path] = {}

    def write(self, page: Page) -> Path:
        """The file of a page. Raises ``OSError``.

        An editor does not look again at a file that it has open, so each text has its own; the same
        page is the same file. They cannot be written to, so that nobody takes them for sources.
        """
        path = self._paths.get(page)
        if path is not None and path.exists():
            return path
        if self._folder is None:
            import tempfile

            self._folder = Path(tempfile.mkdtemp(prefix="stackls-"))
        folder = self._folder / str(len(self._paths) + 1)
        folder.mkdir(exist_ok=True)
        name = _NOT_IN_NAMES.sub("-", page.title).strip("-.")[:_LONGEST_NAME]
        path = folder / f"{name or 'page'}.md"
        path.write_text(page.text, encoding="utf-8")
        if os.name != "nt":  # there, such a file could not be removed
            path.chmod(0o400)
        self._paths[page] = path
        return path

    def close(self) -> None:
        """Remove them all."""
        if self._folder is not None:
            import shutil

            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
            self._paths.clear()
