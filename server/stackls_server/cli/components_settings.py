"""``KEY=VALUE`` on a command line: the parameters of a component."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

MAX_FILE_BYTES = 10 * 1024 * 1024
"""As much as ZenML reads of a file that a value is taken from."""


def read_settings(arguments: Sequence[str], what: str = "parameter") -> dict[str, str]:
    """The keys and values; ``--key=value`` counts too, as ZenML writes it.

    ``@FILE`` as a value stands for what the file holds, ``@@`` for an at sign. Values stay texts:
    the flavor says what they mean. Raises ``click.UsageError``.
    """
    found: dict[str, str] = {}
    for argument in arguments:
        key, equals, value = argument.removeprefix("--").partition("=")
        if not equals or not key or key.startswith("-"):
            hint = "" if argument.startswith("-") else f" Write {key or 'KEY'}=VALUE."
            kind = "option" if argument.startswith("-") else what
            raise click.UsageError(f"There is no {kind} {argument}.{hint}")
        key = key.strip()
        if key in found:
            raise click.UsageError(f"The {what} {key} is given twice.")
        found[key] = _value(key, value)
    return found


def _value(key: str, value: str) -> str:
    if value.startswith("@@"):
        return value[1:]
    if not value.startswith("@"):
        return value
    path = Path(value[1:]).expanduser()
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise click.UsageError(f"{path}, the value of {key}, is larger than 10 MB.")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise click.UsageError(f"{path}, the value of {key}, is not UTF-8.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise click.UsageError(f"Cannot read {path}, the value of {key}: {reason}.") from error
