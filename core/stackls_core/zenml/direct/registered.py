"""What a store holds and who reads it there, in the words of the probe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Registered:
    """Stacks and components, what names do not differ by, the names of the user and a project."""

    stacks: list[dict[str, Any]]
    components: list[dict[str, Any]]
    user: str
    project: str
    ignores: tuple[bool, ...] = (False, False, False)
