"""The stack files that a command is given: named ones, and those in named folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from stackls_server.cli.failures import Failure, complain
from stackls_server.cli.stack_file_options import STDIN, FileOptions, read_text
from stackls_server.cli.terminal import display_path

if TYPE_CHECKING:
    from stackls_core.plans.plan_set import StackText
    from stackls_server.cli.check_settings import CheckSettings


def is_one(files: Sequence[FileOptions]) -> bool:
    """Whether it is one file, and no folder."""
    return len(files) == 1 and not Path(files[0].path).is_dir()


def stack_texts(files: Sequence[FileOptions]) -> list[StackText]:
    """The stack files among and below what is named, sorted by path, with their texts.

    A search takes stack files and nothing else, and leaves out what `stackls check` leaves out.
    Raises `Failure` where one cannot be read: a plan of the rest would be one of something else.
    """
    from stackls_core.plans.plan_set import StackText
    from stackls_server.cli.check_settings import CheckSettings
    from stackls_server.cli.walk import find_candidates

    if any(file.path == STDIN for file in files):
        raise Failure("Standard input is one file: name no others beside it.")
    if files[0].stack_name is not None:
        raise Failure("--name is for one file.")
    troubles: list[str] = []

    def note(path: str, message: str, fatal: bool) -> None:
        line = f"{display_path(path)}: {message}" if path else message
        complain(line)
        if fatal:
            troubles.append(line)

    settings = CheckSettings(lambda line: note("", line, True))
    found: list[StackText] = []
    for candidate in find_candidates([file.path for file in files], note, settings.left_out):
        try:
            text = read_text(candidate.path)
        except Failure as error:
            note("", error.format_message(), True)
            continue
        if not (candidate.named or _is_stack_file(candidate.path, text, settings)):
            continue
        options = replace(files[0], path=candidate.path)
        found.append(StackText(display_path(candidate.path), text, options.variables()))
    if not (troubles or found):
        raise Failure("There is no stack file in what is named.")
    if troubles:
        count = "a file" if len(troubles) == 1 else f"{len(troubles)} files"
        raise Failure(f"Nothing was planned: {count} could not be read.")
    return found


def _is_stack_file(path: str, text: str, settings: CheckSettings) -> bool:
    from stackls_core.documents.kinds import kind_of
    from stackls_core.documents.stack_file.kind import STACK_FILE
    from stackls_core.text import LineIndex

    return settings.includes(path) or kind_of(LineIndex(text), path) is STACK_FILE
