"""The stack files that a command names: what the editor has open, and what is on the disk."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stackls_core.configuration.find import Configurations
from stackls_core.plans.configured_variables import EnvFileRefused, configured_variables
from stackls_core.plans.ownership import owner_of
from stackls_core.plans.plan_set import StackText
from stackls_core.search.stack_files import find_stack_files
from stackls_server.lsp.by_folder import ByFolder


class Unreadable(Exception):
    """Something that is named cannot be read, so there is no plan; the message says what."""


@dataclass(frozen=True)
class NamedFiles:
    """The files with their names as messages have them, their paths, and whose they are."""

    texts: tuple[StackText, ...]
    paths: tuple[str, ...]
    owner: str
    is_audited: bool
    """Whether their configuration wants to know who applied them."""


def read_named(
    paths: Sequence[str],
    opened: Mapping[str, str],
    folders: Sequence[str],
    globs: ByFolder[tuple[str, ...]],
) -> NamedFiles:
    """The stack files among and below ``paths``. For a thread. Raises `Unreadable`.

    ``opened`` has the texts that the editor has, by `key_of` a path; names are as seen from the
    ``folders`` of the workspace.
    """
    configurations = Configurations(tuple)
    troubles: list[str] = []

    def note(path: str, message: str, is_fatal: bool) -> None:
        if is_fatal:
            troubles.append(f"{shown(path, folders)}: {message}")

    found = find_stack_files(
        paths,
        lambda folder: configurations.of(folder).configuration,
        note,
        opened=lambda path: opened.get(key_of(path)),
        globs=globs.of,
    )
    if troubles:
        more = f" and {len(troubles) - 3} more" if len(troubles) > 3 else ""
        raise Unreadable(f"Nothing was planned: {'; '.join(troubles[:3])}{more}.")
    if not found:
        raise Unreadable("There is no stack file in what is named.")
    texts = tuple(
        StackText(shown(one.path, folders), one.text, variables_for(one.path, configurations))
        for one in found
    )
    owner = ""
    if len(paths) == 1 and Path(paths[0]).is_dir():
        folder = Path(paths[0]).resolve()
        owner = owner_of(folder, configurations.of(folder))
    top = Path(paths[0]) if Path(paths[0]).is_dir() else Path(paths[0]).parent
    is_audited = configurations.of(top).configuration.audit
    return NamedFiles(texts, tuple(one.path for one in found), owner, is_audited)


def variables_for(
    path: str, configurations: Configurations | None = None
) -> Mapping[str, str] | None:
    """What the configuration of a file replaces its placeholders by. Raises `Unreadable`."""
    configurations = configurations or Configurations(tuple)
    try:
        return configured_variables(configurations.of(Path(path).absolute().parent))
    except EnvFileRefused as error:
        raise Unreadable(str(error)) from error


def shown(path: str, folders: Sequence[str]) -> str:
    """A path as seen from the folder of the workspace that it is in."""
    for folder in folders:
        if Path(path).is_relative_to(folder):
            within = Path(path).relative_to(folder).as_posix()
            return within if len(folders) == 1 else f"{Path(folder).name}/{within}"
    return path


def key_of(path: str) -> str:
    """The same for all ways to write a path."""
    return os.path.normcase(os.path.abspath(path))  # noqa: PTH100 - links are left as they are
