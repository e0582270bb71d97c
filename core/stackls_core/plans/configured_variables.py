"""The files of variables that a configuration names: none outside of its workspace is read."""

from __future__ import annotations

import os
from pathlib import Path

from stackls_core.configuration.find import Found
from stackls_core.paths import find_repository
from stackls_core.plans.env_file import EnvFileError, parse_env
from stackls_core.regular_files import read_regular


class EnvFileRefused(ValueError):
    """A configuration names a file of variables that is not read. The message says why."""


def configured_variables(found: Found) -> dict[str, str] | None:
    """What the files set, later ones above earlier ones; ``None`` where none is named.

    Raises `EnvFileRefused`. Links are followed before it is decided what is inside.
    """
    if found.path is None or not found.configuration.env_file:
        return None
    folder = found.path.parent
    workspace = os.path.realpath(find_repository(folder) or folder)
    variables: dict[str, str] = {}
    for name in found.configuration.env_file:
        variables |= _read(name, os.path.realpath(folder / name), workspace)
    return variables


def _read(name: str, real: str, workspace: str) -> dict[str, str]:
    if not Path(real).is_relative_to(workspace):
        raise EnvFileRefused(
            f"The env-file {name} is outside of {workspace}, so it is not read. Name it with "
            "--env-file."
        )
    content = read_regular(Path(real))
    if content is None:
        raise EnvFileRefused(f"The env-file {name} cannot be read.")
    try:
        return dict(parse_env(content.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise EnvFileRefused(f"The env-file {name} is not UTF-8.") from error
    except EnvFileError as error:
        raise EnvFileRefused(f"The env-file {name}: {error}") from error
