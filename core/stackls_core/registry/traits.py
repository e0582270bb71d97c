"""How a registry keeps things, where not all of them do it alike: plain data, part of its state."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from stackls_core.catalog.component_types import REPEATABLE_TYPES, REQUIRED_TYPES
from stackls_core.registry.attributes import COMPONENT_ATTRIBUTES, STACK_ATTRIBUTES


@dataclass(frozen=True)
class NameComparison:
    """Which differences between two names a registry does not see.

    A database compares them: SQLite sees every difference, MySQL and MariaDB go by the collation of
    the table, by default without case and accents, in some without spaces at the end.
    """

    ignores_case: bool = False
    ignores_accents: bool = False
    ignores_trailing_spaces: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether every difference is seen."""
        return self == EXACT

    def key(self, name: str) -> str:
        """Equal for two names that are one to the registry; close to what collations do."""
        if self.ignores_trailing_spaces:
            name = name.rstrip(" ")
        if self.ignores_accents:
            decomposed = unicodedata.normalize("NFD", name)
            name = "".join(one for one in decomposed if not unicodedata.combining(one))
        return name.casefold() if self.ignores_case else name

    def same(self, one: str, other: str) -> bool:
        """Whether two names are one to the registry."""
        return one == other or (not self.is_exact and self.key(one) == self.key(other))


EXACT = NameComparison()


@dataclass(frozen=True)
class Traits:
    """How names compare, which attributes are kept, what a stack needs and may have several of.

    ZenML versions differ in the last three; the defaults are those of the newest.
    """

    names: NameComparison = EXACT
    component_attributes: frozenset[str] = frozenset(COMPONENT_ATTRIBUTES)
    stack_attributes: frozenset[str] = frozenset(STACK_ATTRIBUTES)
    required_types: tuple[str, ...] = REQUIRED_TYPES
    repeatable_types: frozenset[str] = REPEATABLE_TYPES
