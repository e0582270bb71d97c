"""The names in a registry, for who cannot wait until it is opened: a shell that completes a line.

Those of a ZenML are kept on disk whenever they are read from it, so they are as old as that. There
is nothing in such a file but names. Whatever is not as it should be counts as not being there, and
a cache that cannot be written is none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import cast

from stackls_core import cache_files
from stackls_core.registry.model import Snapshot

FORMAT = 1
MOST_FILES = 16
"""How many registries are remembered: those that changed last."""

MOST_BYTES = 4_000_000
_SUFFIX = ".names"


@dataclass(frozen=True)
class Names:
    """Names of stacks, and of the components of each type, in order."""

    stacks: tuple[str, ...] = ()
    components: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


def names_in(snapshot: Snapshot) -> Names:
    """The names of what a store holds."""
    components: dict[str, tuple[str, ...]] = {}
    for one in snapshot.components:
        components[one.type] = (*components.get(one.type, ()), one.name)
    return Names(tuple(stack.name for stack in snapshot.stacks), components)


class NameCache:
    """The names of one ZenML. No method raises."""

    def __init__(self, folder: Path, interpreter: str, environment: Mapping[str, str]) -> None:
        """``interpreter`` and ``environment`` say which ZenML; ``folder`` is made when needed."""
        # where ZenML keeps its settings, and what overrules them
        places = [environment.get(name, "") for name in ("ZENML_CONFIG_PATH", "ZENML_STORE_URL")]
        key = json.dumps([interpreter, *places]).encode("ascii")
        self._file = folder / (hashlib.sha256(key).hexdigest()[:32] + _SUFFIX)
        self._written: Names | None = None

    def read(self) -> Names | None:
        """The names as they were seen last; ``None`` where they never were."""
        try:
            if self._file.stat().st_size > MOST_BYTES:
                return None
            data: object = json.loads(self._file.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        return _names(data)

    def write(self, names: Names) -> None:
        """Remember the names, unless they are those that are known."""
        if names == (self._written or self.read()):
            return
        content = json.dumps({"format": FORMAT, **asdict(names)}, separators=(",", ":"))
        if len(content) <= MOST_BYTES:
            with suppress(OSError):
                cache_files.put(self._file, content.encode("ascii"), MOST_FILES)
        self._written = names


def _names(data: object) -> Names | None:
    if not isinstance(data, dict):
        return None
    found = cast("dict[str, object]", data)
    stacks, components = found.get("stacks"), found.get("components")
    if found.get("format") != FORMAT or not isinstance(components, dict) or not _are_texts(stacks):
        return None
    by_type = cast("dict[str, object]", components)
    if not all(_are_texts(names) for names in by_type.values()):
        return None
    return Names(
        tuple(cast("list[str]", stacks)),
        {kind: tuple(cast("list[str]", names)) for kind, names in by_type.items()},
    )


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, str) for one in cast("list[object]", value)
    )
