"""What a server has said before, and mostly says again: it takes milliseconds to say each of it.

ZenML sets ``updated`` of both with everything that it changes of them, so one that says the same
as before is the same. Kept is what a listing shows anyway, for the user alone: those without
variables and secrets, and of components those whose configuration is shown as it is. A component
with a connector is not kept, since that can be renamed without it. Nothing is kept before it is too
old to have been changed again in the same second, which is as exactly as some databases tell the
time.

How the user and the project are called is asked again after ten minutes, and after every login: it
is only shown. Whatever is not as it should be counts as not being there, and a cache that cannot be
written is none.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, cast

from stackls_core import cache_files

FORMAT = 3
MOST_FILES = 8
"""How many servers are remembered: those that changed last."""
MOST_BYTES = 4_000_000

_SUFFIX = ".registered"
_SETTLED = timedelta(seconds=10)
_NAMES_LAST = 600.0
"""Seconds."""

IsPublic = Callable[[str, str, Mapping[str, Any]], bool]
"""Whether everything is shown of a configuration, of a component of that type and flavor."""


@dataclass(frozen=True)
class Keeping:
    """Where to keep what is read of a server, and of which components."""

    folder: Path
    is_public: IsPublic
    clock: Callable[[], float] = time.time


@dataclass(frozen=True)
class Kept:
    """What is known of a stack or component of which the server says when it was changed.

    ``record`` is the whole of it in the words of the probe, ``None`` where that is not kept.
    """

    updated: str
    record: dict[str, Any] | None


@dataclass(frozen=True)
class Names:
    """How the user and the project are called.

    ``login`` tells the login and the project from others, and ``asked`` is when they were asked
    for, in seconds since 1970.
    """

    login: str
    asked: float
    user: str
    project: str

    def hold(self, login: str, now: float) -> bool:
        """Whether they need not be asked for again."""
        return self.login == login and 0 <= now - self.asked < _NAMES_LAST


@dataclass(frozen=True)
class Known:
    """What was kept of a server of that version, each by its id."""

    version: str = ""
    stacks: Mapping[str, Kept] = field(default_factory=dict[str, Kept])
    components: Mapping[str, Kept] = field(default_factory=dict[str, Kept])
    names: Names | None = None


class KeptFile:
    """What is kept of one server. No method raises."""

    def __init__(self, folder: Path, url: str) -> None:
        """``folder`` is made when needed."""
        self._file = folder / (hashlib.sha256(url.encode()).hexdigest()[:32] + _SUFFIX)

    def read(self) -> Known:
        """Nothing where nothing is kept."""
        try:
            if self._file.stat().st_size > MOST_BYTES:
                return Known()
            data: object = json.loads(self._file.read_bytes())
        except (OSError, ValueError, RecursionError):
            return Known()
        return _known(data)

    def write(self, known: Known) -> None:
        """Remember this and nothing else."""
        data = {
            "format": FORMAT,
            "version": known.version,
            "stacks": _written(known.stacks),
            "components": _written(known.components),
            "names": astuple(known.names) if known.names is not None else None,
        }
        content = json.dumps(data, separators=(",", ":"))
        if len(content) <= MOST_BYTES:
            with suppress(OSError):
                cache_files.put(self._file, content.encode("ascii"), MOST_FILES)


def is_settled(updated: str, date: str) -> bool:
    """Whether a later change will say another time; ``date`` is when, as HTTP says it."""
    try:
        changed = datetime.fromisoformat(updated.replace("Z", "+00:00"))
        told = parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return False
    if changed.tzinfo is None:
        changed = changed.replace(tzinfo=timezone.utc)
    return told.tzinfo is not None and changed + _SETTLED < told


def has_public_attributes(record: Mapping[str, Any]) -> bool:
    """Whether a stack or component has no variables, no secrets and no connector."""
    return not (record["environment"] or record["secrets"] or record.get("connector"))


def _written(several: Mapping[str, Kept]) -> list[list[object]]:
    return [[identity, one.updated, one.record] for identity, one in several.items()]


def _known(data: object) -> Known:
    if not isinstance(data, dict):
        return Known()
    found = cast("dict[str, object]", data)
    version = found.get("version")
    if found.get("format") != FORMAT or not isinstance(version, str):
        return Known()
    stacks = _entries(found.get("stacks"), _is_stack)
    components = _entries(found.get("components"), _is_component)
    if stacks is None or components is None:
        return Known()
    return Known(version, stacks, components, _names(found.get("names")))


def _names(written: object) -> Names | None:
    entry = cast("list[object]", written) if isinstance(written, list) else []
    if len(entry) != len(("login", "asked", "user", "project")):
        return None
    login, asked, user, project = entry
    texts = (login, user, project)
    if not all(isinstance(one, str) for one in texts) or not isinstance(asked, (int, float)):
        return None
    return Names(str(login), asked, str(user), str(project))


def _entries(written: object, is_one: Callable[[dict[str, Any]], bool]) -> dict[str, Kept] | None:
    if not isinstance(written, list):
        return None
    entries: dict[str, Kept] = {}
    for one in cast("list[object]", written):
        entry = cast("list[object]", one) if isinstance(one, list) else []
        if len(entry) != len(("id", "updated", "record")):
            return None
        identity, updated, record = entry
        if not isinstance(identity, str) or not isinstance(updated, str):
            return None
        if record is not None and not _is_whole(record, identity, is_one):
            return None
        entries[identity] = Kept(updated, cast("dict[str, Any] | None", record))
    return entries


def _is_whole(record: object, identity: str, is_one: Callable[[dict[str, Any]], bool]) -> bool:
    if not isinstance(record, dict):
        return False
    found = cast("dict[str, Any]", record)
    return found.get("id") == identity and is_one(found)


def _is_stack(record: dict[str, Any]) -> bool:
    components: object = record.get("components")
    return (
        _has_texts(record, "name", "description")
        and isinstance(components, list)
        and all(isinstance(one, str) for one in cast("list[object]", components))
        and _says_no_attributes(record)
    )


def _is_component(record: dict[str, Any]) -> bool:
    return (
        _has_texts(record, "type", "name", "flavor")
        and isinstance(record.get("configuration"), dict)
        and all(record.get(name, "") is None for name in ("connector", "connector_resource_id"))
        and _says_no_attributes(record)
    )


def _has_texts(record: dict[str, Any], *names: str) -> bool:
    return all(isinstance(record.get(name), str) for name in names)


def _says_no_attributes(record: dict[str, Any]) -> bool:
    return (
        isinstance(record.get("labels"), dict)
        and record.get("environment") == {}
        and record.get("secrets") == []
    )
