"""Versions of ZenML: reading them, and their order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

Order: TypeAlias = "tuple[int, int, int, int]"
"""Sorts versions: what comes before a release ends with 0, the release itself with 1."""

_VERSION = re.compile(
    r"v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})(\.?(?:a|b|rc|dev)\d{0,6})?(?:\+[\w.]{1,40})?",
    re.ASCII,
)


def order_of(version: str) -> Order | None:
    """Where ``version`` belongs; ``None`` for what is no version (``latest``, ``>=0.85``, 0.9)."""
    match = _VERSION.fullmatch(version.strip())
    if match is None:
        return None
    major, minor, patch = (int(match[index]) for index in (1, 2, 3))
    return major, minor, patch, 0 if match[4] else 1


def in_order(versions: Iterable[str]) -> list[str]:
    """Those that are versions, the oldest first."""
    found = [(order, version) for version in versions if (order := order_of(version)) is not None]
    return [version for _, version in sorted(found)]


def minor_of(version: str) -> str:
    """``0.94.6`` as people say when something came: ``0.94``."""
    order = order_of(version)
    return f"{order[0]}.{order[1]}" if order is not None else version
