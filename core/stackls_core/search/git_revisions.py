"""Files as a revision of their git repository has them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from stackls_core.search.source import NotUtf8, decode

_SECONDS = 30.0


class RevisionError(Exception):
    """A file of a revision cannot be read; the message says why."""


def text_at(revision: str, path: str, folder: Path) -> str:
    """The text of ``path`` in a revision; a path that begins with a dot is seen from ``folder``.

    Raises `RevisionError`.
    """
    name = f"{revision}:{path}"
    try:
        if revision.startswith("-"):
            raise RevisionError(f"{revision} is no revision.")
        return decode(_git(folder, "cat-file", "blob", name)).text
    except NotUtf8 as error:
        raise RevisionError(f"{name}: {error}") from error


def top_of(folder: Path) -> Path:
    """The top of the repository that a folder is in. Raises `RevisionError`."""
    return Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel")).rstrip("\n"))


def commit_of(revision: str, folder: Path) -> str:
    """The hash of the commit that a revision is. Raises `RevisionError`."""
    return _git(folder, "rev-parse", "--verify", "--end-of-options", revision).decode().strip()


def _git(folder: Path, *arguments: str) -> bytes:
    """What git prints. Neither command runs anything that a repository configures."""
    git = shutil.which("git")
    if git is None or not Path(git).is_absolute():
        raise RevisionError("git is not installed, and a revision needs it.")
    # what is not there would be fetched, by what the repository says; where git does not know the
    # first of these yet, it may speak to nobody
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
    try:
        done = subprocess.run(  # noqa: S603 - an absolute program, and no shell
            [git, "--no-pager", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (FileNotFoundError, NotADirectoryError):
        raise RevisionError(f"{folder}: no such folder.") from None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise RevisionError(f"git does not answer: {type(error).__name__}.") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[-1].removeprefix("fatal: ") if said else "git failed"
        raise RevisionError(f"{arguments[-1]}: {reason}")
    return done.stdout
