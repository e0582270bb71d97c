"""The page about each rule, for people who want to know more than a message says.

``docs/rules.md`` is part of the wheel, so that the pages are there without a network and belong to
the version that is installed.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_INSTALLED = Path(__file__).parent / "rules.md"
_IN_REPOSITORY = Path(__file__).parents[3] / "docs" / "rules.md"


def page_path() -> Path | None:
    """The file with all pages; ``None`` where an installation lacks it."""
    return next((path for path in (_INSTALLED, _IN_REPOSITORY) if path.is_file()), None)


def page_uri(code: str) -> str | None:
    """Where the page about ``code`` can be opened, as a ``file:`` URI with its heading."""
    path = page_path()
    return f"{path.as_uri()}#{code}" if path is not None else None


def page_of(code: str) -> str | None:
    """The page about ``code`` as Markdown, without its heading."""
    return _pages().get(code)


@lru_cache(maxsize=1)
def _pages() -> dict[str, str]:
    path = page_path()
    if path is None:
        return {}
    sections = path.read_text(encoding="utf-8").split("\n## ")[1:]
    return {
        heading.strip(): body.strip()
        for heading, _, body in (section.partition("\n") for section in sections)
    }
