"""The stack files among and below what somebody names, with their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from stackls_core.configuration.model import Configuration
from stackls_core.documents.kinds import kind_by_name, kind_of
from stackls_core.documents.stack_file.kind import STACK_FILE
from stackls_core.regular_files import FileTooLarge
from stackls_core.search.left_out import LeftOut
from stackls_core.search.source import TOO_LARGE, NotUtf8, read_source
from stackls_core.search.walk import Candidate, Note, find_candidates, reason
from stackls_core.text import LineIndex


class FoundFile(NamedTuple):
    """A stack file; the ``path`` is as it was named, or as its folder was."""

    path: str
    text: str


def find_stack_files(
    paths: Iterable[str],
    configuration_in: Callable[[Path], Configuration],
    note: Note,
    *,
    opened: Callable[[str], str | None] = lambda _: None,
    globs: Callable[[str], Sequence[str]] = lambda _: (),
    pipes: bool = False,
) -> list[FoundFile]:
    """All of them, sorted by path; what cannot be read is told to ``note``.

    A search takes stack files and nothing else; which ones those are besides, and what it leaves
    out, is said by the configuration of each folder. What an editor has ``opened`` goes before what
    is on the disk; ``globs`` are those of its settings for a path. Pipes that are named are read
    where ``pipes`` says so.
    """
    found: list[FoundFile] = []
    for candidate in find_candidates(paths, note, LeftOut(configuration_in)):
        path = candidate.path
        text = opened(path)
        text = _text(candidate, note, pipes=pipes) if text is None else text
        if text is None:
            continue
        is_meant = candidate.named or configuration_in(_folder(path)).includes(Path(path))
        if is_meant or kind_of(LineIndex(text), path, globs(path)) is STACK_FILE:
            found.append(FoundFile(path, text))
    return found


def _folder(path: str) -> Path:
    return Path(path).absolute().parent


def _text(candidate: Candidate, note: Note, *, pipes: bool) -> str | None:
    """The text of a file; what cannot be read and is surely none of ours is passed over."""
    path = candidate.path
    try:
        return read_source(path, pipes=pipes and candidate.named).text
    except NotUtf8 as error:
        if candidate.named or error.is_ours(path):
            note(path, str(error), True)
    except FileTooLarge:
        note(path, TOO_LARGE, True)
    except OSError as error:
        if candidate.named or kind_by_name(path) is not None:
            note(path, reason(error), True)
    return None
