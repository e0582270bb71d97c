"""Making a stack active, which ZenML does by a line in its settings."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import yaml

from stackls_core.zenml.direct.errors import LeftToZenML
from stackls_core.zenml.direct.settings import read_mapping

_KEY = "active_stack_id"
_LINE = re.compile(rb"^active_stack_id: [^\r\n]*$", re.MULTILINE)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def activate(file: Path, stack: str) -> None:
    """Have a file of settings say that a stack, by its id, is the active one.

    All else in the file stays as it is, and whoever reads it meanwhile sees it before or after.
    Raises `LeftToZenML` where that cannot be, and `OSError`; nothing was changed then.
    """
    before = read_mapping(file)
    if not _ID.fullmatch(stack) or file.is_symlink() or _KEY not in before:
        raise LeftToZenML("the settings are not as ZenML writes them")
    if before[_KEY] == stack:
        return
    content = file.read_bytes()
    events = cast("Iterator[object]", yaml.parse(content))  # pyright: ignore[reportUnknownMemberType]
    if any(isinstance(event, yaml.AliasEvent) for event in events):
        # what is compared below could be of any size
        raise LeftToZenML("the settings are not as ZenML writes them")
    changed, count = _LINE.subn(f"{_KEY}: {stack}".encode("ascii"), content)
    after: object = yaml.safe_load(changed) if count == 1 else None
    if after != {**before, _KEY: stack}:
        raise LeftToZenML("the settings are not as ZenML writes them")
    _replace(file, changed)


def _replace(file: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".config-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        Path(temporary).chmod(file.stat().st_mode & 0o777)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
