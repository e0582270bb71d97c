"""Paths that lead from a document to a place in it, by the names of keys."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

COMPONENTS = "components"
"""The key that all components stand under."""

_COMPONENT_DEPTH = 2


class Item(Enum):
    """The step of a path that leads into a list; which item it is does not matter."""

    ITEM = "item"


ITEM = Item.ITEM
Step: TypeAlias = "str | Item"


def component_depth(path: tuple[Step, ...]) -> int | None:
    """How many steps of ``path`` lead to the component it is in; ``None`` outside of one."""
    if len(path) < _COMPONENT_DEPTH or path[0] != COMPONENTS:
        return None
    if len(path) > _COMPONENT_DEPTH and path[_COMPONENT_DEPTH] is ITEM:
        return _COMPONENT_DEPTH + 1
    return _COMPONENT_DEPTH
