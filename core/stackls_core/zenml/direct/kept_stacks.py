"""Stacks of a server as they were read before: a server takes milliseconds for each that it reads.

ZenML sets ``updated`` of a stack with everything that it changes of it, so a stack that says the
same as before is the same. Kept are stacks that have no variables and no secrets, whose values and
names are nobody's business on a disk, and only once they are too old to have been changed again in
the same second, which is as exactly as some databases tell the time. Whatever is not as it should
be counts as not being there, and a cache that cannot be written is none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, cast

from stackls_core import cache_files

FORMAT = 1
MOST_FILES = 8
"""How many servers are remembered: those whose stacks changed last."""
MOST_BYTES = 4_000_000

_SUFFIX = ".stacks"
_SETTLED = timedelta(seconds=10)
_TEXTS = ("id", "name", "description")


@dataclass(frozen=True)
class Kept:
    """A stack in the words of the probe, and when it was changed last, as the server says it."""

    updated: str
    stack: dict[str, Any]


class KeptStacks:
    """The stacks of one server, by id. No method raises."""

    def __init__(self, folder: Path, url: str) -> None:
        """``folder`` is made when needed."""
        self._file = folder / (hashlib.sha256(url.encode()).hexdigest()[:32] + _SUFFIX)

    def read(self) -> tuple[str, dict[str, Kept]]:
        """The version of ZenML that the server had, and its stacks; empty where none are kept."""
        try:
            if self._file.stat().st_size > MOST_BYTES:
                return "", {}
            data: object = json.loads(self._file.read_bytes())
        except (OSError, ValueError, RecursionError):
            return "", {}
        return _read(data)

    def write(self, version: str, stacks: Iterable[Kept]) -> None:
        """Remember these and no others, unless they are those that are known."""
        found = {one.stack["id"]: one for one in stacks}
        if (version, found) == self.read():
            return
        written = [[one.updated, one.stack] for one in found.values()]
        data = {"format": FORMAT, "version": version, "stacks": written}
        content = json.dumps(data, separators=(",", ":"))
        if len(content) <= MOST_BYTES:
            with suppress(OSError):
                cache_files.put(self._file, content.encode("ascii"), MOST_FILES)


def may_be_kept(updated: str, stack: Mapping[str, Any], date: str) -> bool:
    """Whether to keep a stack that a server has told of at ``date``, as HTTP says when it is."""
    if stack["environment"] or stack["secrets"]:
        return False
    try:
        changed = datetime.fromisoformat(updated.replace("Z", "+00:00"))
        told = parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return False
    if changed.tzinfo is None:
        changed = changed.replace(tzinfo=timezone.utc)
    return told.tzinfo is not None and changed + _SETTLED < told


def _read(data: object) -> tuple[str, dict[str, Kept]]:
    if not isinstance(data, dict):
        return "", {}
    found = cast("dict[str, object]", data)
    version, written = found.get("version"), found.get("stacks")
    if found.get("format") != FORMAT or not isinstance(version, str):
        return "", {}
    if not isinstance(written, list):
        return "", {}
    kept: dict[str, Kept] = {}
    for one in cast("list[object]", written):
        entry = _entry(one)
        if entry is None:
            return "", {}
        kept[entry.stack["id"]] = entry
    return version, kept


def _entry(written: object) -> Kept | None:
    if not isinstance(written, list):
        return None
    pair = cast("list[object]", written)
    if len(pair) != len(("updated", "stack")) or not isinstance(pair[0], str):
        return None
    if not isinstance(pair[1], dict):
        return None
    stack = cast("dict[str, Any]", pair[1])
    components: object = stack.get("components")
    is_one = (
        all(isinstance(stack.get(name), str) for name in _TEXTS)
        and isinstance(components, list)
        and all(isinstance(one, str) for one in cast("list[object]", components))
        and isinstance(stack.get("labels"), dict)
        and stack.get("environment") == {}
        and stack.get("secrets") == []
    )
    return Kept(pair[0], stack) if is_one else None
