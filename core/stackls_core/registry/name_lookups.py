"""How ``zenml stack import`` looks up the names in a file, before it creates what has them.

A stack: ``Client.list_stacks``, where as in every listing ``operator:value`` is a search
(``BaseFilter._resolve_operator`` and ``StrFilter`` in ``zenml.models.v2.base.filter``). Which
operators there are is a fact of each version, what they mean is the same in all.

A component: ``Client.get_stack_component``, which knows no such searches. It finds the one of that
name, else the only one whose name or id begins with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import cast

_NUMERIC = ("gt", "gte", "lt", "lte")
_LISTS = ("oneof", "notoneof")
_VALUELESS = ("isnull", "isnotnull")


@dataclass(frozen=True)
class NameSearch:
    """A name that is a search."""

    operator: str
    value: str
    can_be_made: bool
    """Whether ZenML can make such a search of some value."""

    @property
    def fails(self) -> bool:
        """Whether ZenML cannot make it, and raises instead."""
        if not self.can_be_made:
            return True
        if self.operator in _LISTS:
            return _names(self.value) is None
        if self.operator in _NUMERIC:
            return not _is_number(self.value)
        return self.operator in _VALUELESS and bool(self.value)

    def finds(self, name: str) -> bool:
        """Whether a stack called ``name`` is found, as far as that is the same in every database.

        Names are compared with numbers by what a database makes of them, so nothing is said there;
        nor of a list without names, which finds all stacks in some versions and none in others.
        """
        tell = _FINDS.get(self.operator)
        return tell is not None and not self.fails and tell(name, self.value)


def search_in(name: str, searches: Mapping[str, bool]) -> NameSearch | None:
    """``name`` as a search; ``None`` where it is just a name.

    ``searches`` is as in `ImportFacts`.
    """
    operator, colon, value = name.partition(":")
    is_one = colon and operator in searches
    return NameSearch(operator, value, searches[operator]) if is_one else None


def plain_name(name: str) -> str:
    """``name`` without what makes it a search."""
    return re.sub(r"[^\w.]+", "-", name).strip("-.")


def is_like(name: str, pattern: str) -> bool:
    """What SQL calls ``LIKE``: ``%`` stands for some characters, ``_`` for one, in any case.

    Beyond ASCII databases differ: where one of them tells two letters apart, so does this.
    """
    name = folded(name)
    first, *others = folded(pattern).split("%")
    if not others:
        return len(name) == len(first) and _stands_at(first, name, 0)
    *between, last = others
    at, end = len(first), len(name) - len(last)
    if at > end or not _stands_at(first, name, 0) or not _stands_at(last, name, end):
        return False
    for part in between:
        # the first place is the best one: it leaves the most to what follows
        found = _find(part, name, at, end)
        if found is None:
            return False
        at = found + len(part)
    return True


_ASCII = str.maketrans(ascii_uppercase, ascii_lowercase)


def folded(name: str) -> str:
    """``name`` without the difference that no database sees between two names."""
    return name.translate(_ASCII)


def _stands_at(part: str, name: str, at: int) -> bool:
    """Whether ``part``, in which ``_`` is any character, stands at an offset of ``name``."""
    piece = name[at : at + len(part)]
    return all(sign in ("_", character) for sign, character in zip(part, piece, strict=True))


def _find(part: str, name: str, start: int, end: int) -> int | None:
    """Where ``part``, in which ``_`` is any character, first stands between two offsets.

    Bit ``i`` says whether the last ``i + 1`` characters are the first ones of ``part``, so that
    each character of the name is looked at once (the shift-and algorithm of Baeza-Yates and
    Gonnet).
    """
    if "_" not in part:
        found = name.find(part, start, end)
        return found if found >= 0 else None
    wild = sum(1 << index for index, sign in enumerate(part) if sign == "_")
    fitting: dict[str, int] = {}
    for index, sign in enumerate(part):
        fitting[sign] = fitting.get(sign, wild) | 1 << index
    whole = 1 << len(part) - 1
    read = 0
    for at in range(start, end):
        read = (read << 1 | 1) & fitting.get(name[at], wild)
        if read & whole:
            return at + 1 - len(part)
    return None


def _names(text: str) -> list[object] | None:
    """The names in a JSON list; ``None`` where it is not one, or what is in it is not a name."""
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list):
        return None
    names = cast("list[object]", found)
    return None if any(isinstance(one, (list, dict)) for one in names) else names


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


_FINDS: dict[str, Callable[[str, str], bool]] = {
    "equals": lambda name, value: name == value,
    "notequals": lambda name, value: name != value,
    "contains": lambda name, value: is_like(name, f"%{value}%"),
    "notcontains": lambda name, value: not is_like(name, f"%{value}%"),
    "startswith": lambda name, value: is_like(name, f"{value}%"),
    "endswith": lambda name, value: is_like(name, f"%{value}"),
    "oneof": lambda name, value: name in (_names(value) or []),
    "notoneof": lambda name, value: name not in (_names(value) or []),
    "isnull": lambda _name, _value: False,
    "isnotnull": lambda _name, _value: True,
}
