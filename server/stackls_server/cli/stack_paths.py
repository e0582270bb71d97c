"""The stack files that a command is given: named ones, and those in named folders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stackls_server.cli.failures import Failure, complain
from stackls_server.cli.stack_file_options import STDIN, FileOptions
from stackls_server.cli.terminal import display_path

if TYPE_CHECKING:
    from stackls_core.plans.plan_set import StackText

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def is_one(files: Sequence[FileOptions]) -> bool:
    """Whether it is one file, and no folder."""
    return len(files) == 1 and not Path(files[0].path).is_dir()


@dataclass(frozen=True)
class Ownership:
    """Whose a folder's stacks are, as the label has it; empty for nobody's. What ``removes``."""

    label: str = ""
    removes: bool = False


def ownership(files: Sequence[FileOptions], owner: str | None, *, removes: bool) -> Ownership:
    """Whose what is made is: that of one folder, whose configuration or the user names an owner.

    Raises `Failure` where nothing can tell what may be removed.
    """
    from stackls_core.configuration.find import Configurations
    from stackls_core.plans.ownership import owner_of

    is_folder = len(files) == 1 and Path(files[0].path).is_dir()
    if not is_folder:
        if removes or owner:
            raise Failure("--prune and --owner are for one folder: all that its owner has.")
        return Ownership()
    folder = Path(files[0].path).resolve()
    label = owner_of(folder, Configurations(tuple).of(folder), owner)
    if removes and not label:
        raise Failure(
            "--prune removes what an owner has made, and nobody is named: write "
            'owner = "NAME" into stackls.toml, or pass --owner NAME. What is made from then on '
            "is marked."
        )
    return Ownership(label, removes)


def is_audited(files: Sequence[FileOptions]) -> bool:
    """Whether the configuration of what is named wants to know who applied it."""
    from stackls_core.configuration.find import Configurations

    path = Path(files[0].path).absolute()
    folder = path if path.is_dir() else path.parent
    return Configurations(tuple).of(folder).configuration.audit


def owner_options(command: _Decorated) -> _Decorated:
    """``--owner`` and ``--prune``, passed as ``owner`` and ``prune``."""
    for option in (
        click.option(
            "--prune",
            is_flag=True,
            help="Also remove what an earlier apply of this folder made and no file holds now.",
        ),
        click.option(
            "--owner", metavar="NAME", help="Whose the stacks of this folder are, for --prune."
        ),
    ):
        command = option(command)
    return command


def stack_texts(files: Sequence[FileOptions]) -> list[StackText]:
    """The stack files among and below what is named, sorted by path, with their texts.

    A search takes stack files and nothing else, and leaves out what `stackls check` leaves out.
    Raises `Failure` where one cannot be read: a plan of the rest would be one of something else.
    """
    from stackls_core.plans.plan_set import StackText
    from stackls_core.search.stack_files import find_stack_files
    from stackls_server.cli.check_settings import CheckSettings

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
    paths = [file.path for file in files]
    found = [
        StackText(display_path(one.path), one.text, replace(files[0], path=one.path).variables())
        for one in find_stack_files(paths, settings.configuration_in, note, pipes=True)
    ]
    if not (troubles or found):
        raise Failure("There is no stack file in what is named.")
    if troubles:
        count = "a file" if len(troubles) == 1 else f"{len(troubles)} files"
        raise Failure(f"Nothing was planned: {count} could not be read.")
    return found
