"""What the place of the cursor means in a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from stackls_core.documents.section import Owner
from stackls_core.documents.surroundings import NOTHING_KNOWN, Surroundings
from stackls_core.schema.model import Parameter, Shape
from stackls_core.yamltree.cursor.cursor import Role
from stackls_core.yamltree.cursor.paths import Step


def _none() -> Iterable[Owner]:
    return ()


@dataclass(frozen=True)
class Place:
    """``role`` says whether a key or a value belongs here; ``NOTHING`` where nothing is known.

    ``path`` leads from the owner's mapping to the collection that the cursor is in, or to the value
    that it is. Where the owner is not known, ``candidates`` gives those that may be meant.
    ``special`` names what may be written here that no schema says, ``names`` is what the keys
    around tell those who offer it, and ``around`` what is known besides. Keys that are ``given``
    get their value elsewhere, so they are offered last; it says where, for each.
    """

    role: Role = Role.NOTHING
    path: tuple[Step, ...] = ()
    owner: Owner | None = None
    candidates: Callable[[], Iterable[Owner]] = _none
    special: str = ""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    around: Surroundings = NOTHING_KNOWN
    given: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def expected(self) -> Shape | None:
        """The type of the collection that the cursor is in, or of the value that it is."""
        return self.owner.shape_at(self.path) if self.owner is not None else None

    @property
    def parameter(self) -> Parameter | None:
        """The parameter whose collection or value that is."""
        return self.owner.parameter_at(self.path) if self.owner is not None else None


ELSEWHERE = Place()
