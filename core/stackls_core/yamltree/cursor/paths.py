"""Paths that lead from a document to a place in it, by the names of keys."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias


class Item(Enum):
    """The step of a path that leads into a list; which item it is does not matter."""

    ITEM = "item"


ITEM = Item.ITEM
Step: TypeAlias = "str | Item"
