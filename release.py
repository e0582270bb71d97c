"""Make the project's files say the version of the next release, or check that they do.

usage: python release.py VERSION            writes it, and the date, where they belong
       python release.py --check VERSION    exit 1 and the places that say something else
       python release.py --notes VERSION    what CHANGELOG.md says of it
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent
VERSION = re.compile(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?")
UNRELEASED = "## Unreleased\n"

# how the version of each file is written; its first match counts
WRITTEN = {
    "server/stackls_server/__init__.py": r'__version__ = "([^"]+)"',
    "action.yml": r"\n    default: stackls==(\S+)\n",
    "templates/check.yml": r"\n      default: stackls==(\S+)\n",
    "editors/emacs/stackls.el": r"\n;; Version: (\S+)\n",
    "vscode-extension/package.json": r'"version": "([^"]+)"',
    "vscode-extension/package-lock.json": r'"name": "stackls",\s+"version": "([^"]+)"',
}
CHANGELOGS = ("CHANGELOG.md", "vscode-extension/CHANGELOG.md")


def versions(text: str, pattern: str) -> list[str]:
    """What ``text`` says the version is, at each of its places."""
    return [found[1] for found in re.finditer(pattern, text)][: _places(pattern)]


def with_version(text: str, pattern: str, version: str) -> str:
    """``text`` with another version at those places."""

    def replaced(found: re.Match[str]) -> str:
        start, end = (at - found.start() for at in found.span(1))
        return found[0][:start] + version + found[0][end:]

    return re.sub(pattern, replaced, text, count=_places(pattern))


def _places(pattern: str) -> int:
    # a lock file says it of the package, and again of the root among its packages
    return 2 if "name" in pattern.partition("version")[0] else 1


def released(path: str, version: str, date: str) -> str:
    """The changelog at ``path``, in which what was not released is now ``version``.

    Raises `ValueError` where there is nothing to release.
    """
    head, mark, rest = _read(path).partition(UNRELEASED)
    if not mark or not rest.partition("\n## ")[0].strip():
        raise ValueError(f"{path}: there is nothing under Unreleased")
    return f"{head}{mark}\n## {version} ({date})\n{rest}"


def problems(read: Callable[[str], str], version: str) -> list[str]:
    """The places that do not say ``version``."""
    found: list[str] = []
    for path, pattern in WRITTEN.items():
        said = versions(read(path), pattern)
        if set(said) != {version}:
            found.append(f"{path}: says {', '.join(sorted(set(said))) or 'no version'}")
    missing = (path for path in CHANGELOGS if f"\n## {version}" not in read(path))
    return [*found, *(f"{path}: has no section for {version}" for path in missing)]


def write(version: str, date: str) -> None:
    """Write ``version`` everywhere. Raises `ValueError` before anything is written."""
    texts = {path: with_version(_read(path), pattern, version) for path, pattern in WRITTEN.items()}
    texts |= {path: released(path, version, date) for path in CHANGELOGS}
    for path, text in texts.items():
        (ROOT / path).write_text(text, encoding="utf-8", newline="")


def notes(changelog: str, version: str) -> str:
    """What a changelog says of a version. Raises `ValueError` where it says nothing."""
    pattern = rf"^## {re.escape(version)}(?: [^\n]*)?$(.*?)(?=^## |\Z)"
    found = re.search(pattern, changelog, re.M | re.S)
    if found is None:
        raise ValueError(f"there is no section for {version}")
    return found[1].strip() + "\n"


def _read(path: str) -> str:
    return (ROOT / path).read_bytes().decode("utf-8")


def main(arguments: list[str]) -> int:
    """The command line. Returns the exit code."""
    option = arguments[0] if arguments[:1] in (["--check"], ["--notes"]) else ""
    given = arguments[1:] if option else arguments
    if len(given) != 1 or not VERSION.fullmatch(given[0]):
        print(__doc__, file=sys.stderr)
        return 2
    version = given[0]
    if option == "--check":
        wrong = problems(_read, version)
        print("\n".join(wrong) or f"all places say {version}")
        return 1 if wrong else 0
    try:
        if option == "--notes":
            print(notes(_read("CHANGELOG.md"), version), end="")
            return 0
        write(version, dt.date.today().isoformat())
    except ValueError as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    print(f"Read `git diff`, then: git commit -am 'Release {version}' && git tag v{version}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
