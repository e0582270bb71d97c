"""Giving things other names, and the way back."""

from __future__ import annotations

import functools
import uuid
from typing import TYPE_CHECKING, Any

from stackls_probe.errors import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable


def _renamed(rename: Callable[[str], None], new: str, on_half_way: Callable[[], None]) -> None:
    """Rename something; to a name that its database takes for the one it has, by way of another."""
    try:
        rename(new)
    except Exception as error:
        if kind_of(error) != "exists":
            raise
        rename(str(uuid.uuid4()))
        on_half_way()
        rename(new)


def rename_both_ways(
    undo: list[tuple[str, Any]], what: str, rename: Callable[[str], None], name: str, new: str
) -> None:
    """Rename something, and remember the way back as soon as there is something to go back from."""
    back = (what, functools.partial(_renamed, rename, name, lambda: None))
    _renamed(rename, new, functools.partial(undo.append, back))
    if back not in undo:
        undo.append(back)
