"""Flavors of ZenML versions that have no bundled catalog, kept on disk between starts.

Reading them from ZenML takes seconds, and they only change with what is installed there. What is
kept are the flavors that ship with ZenML: public facts, the same for everybody who has that
version. Custom flavors are read anew each time; they may change at any moment.

Every file tells what it was made for and has a checksum. Whatever is not as it should be counts as
not being there, and a cache that cannot be written is none.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

from stackls_core import cache_files

FORMAT = 1
MOST_FILES = 8
"""How many installations are remembered: those that were used last."""

MOST_BYTES = 64_000_000
_SUFFIX = ".flavors"

Record: TypeAlias = "Mapping[str, Any]"
"""A flavor as the probe describes it."""


@dataclass(frozen=True)
class Installation:
    """What the flavors depend on.

    ``fingerprint`` is what the probe makes of the packages beside ZenML; ``probe`` the hash of the
    probe itself.
    """

    interpreter: str
    zenml_version: str
    fingerprint: str
    probe: str


class FlavorCache:
    """A folder with a file for each installation. No method raises."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made when something is written."""
        self._folder = folder

    def read(self, installation: Installation) -> list[Record] | None:
        """The flavors of an installation; ``None`` where they are not known."""
        path = self._path(installation)
        try:
            if path.stat().st_size > MOST_BYTES:
                return None
            head, _, body = path.read_bytes().partition(b"\n")
            if json.loads(head) != _head(installation, body):
                return None
            records: object = json.loads(body)
        except (OSError, ValueError, RecursionError):
            return None
        with suppress(OSError):
            os.utime(path)  # it was used
        return _checked(records)

    def write(self, installation: Installation, records: Sequence[Record]) -> None:
        """Keep the flavors that ship with an installation, and forget those of old ones."""
        shipped = [record for record in records if record.get("origin") != "custom"]
        body = json.dumps(shipped, separators=(",", ":"), ensure_ascii=True).encode("ascii")
        if not shipped or len(body) > MOST_BYTES // 2:
            return
        head = json.dumps(_head(installation, body)).encode("ascii")
        with suppress(OSError):
            cache_files.put(self._path(installation), head + b"\n" + body, MOST_FILES)

    def _path(self, installation: Installation) -> Path:
        key = json.dumps(asdict(installation), sort_keys=True).encode("utf-8", "surrogatepass")
        return self._folder / (hashlib.sha256(key).hexdigest()[:32] + _SUFFIX)


def _head(installation: Installation, body: bytes) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "sha256": hashlib.sha256(body).hexdigest(),
        "installation": asdict(installation),
    }


def _checked(records: object) -> list[Record] | None:
    """Records that have what every record has; a file of ours has no others."""
    if not isinstance(records, list):
        return None
    found = cast("list[Any]", records)
    fit = all(
        isinstance(record, dict)
        and all(
            isinstance(cast("dict[str, Any]", record).get(key), str) for key in ("type", "name")
        )
        for record in found
    )
    return cast("list[Record]", found) if fit else None
