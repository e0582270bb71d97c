"""A section: one mapping of a document that one schema governs, and the owner of that schema."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from stackls_core.catalog.configuration import configuration_problems
from stackls_core.catalog.kubernetes import kubernetes_shape
from stackls_core.schema.model import Kind, Parameter, Shape
from stackls_core.text import Span, TextEdit
from stackls_core.yamltree.cursor.paths import ITEM, Step

if TYPE_CHECKING:
    from stackls_core.catalog.model import ClassFacts, Flavor
    from stackls_core.findings import Fix
    from stackls_core.registry.known import VerdictKey
    from stackls_core.schema.problems import Problem
    from stackls_core.yamltree.nodes import Entry, Mapping, Node

V_co = TypeVar("V_co", covariant=True)
"""What the section is a part of."""


@dataclass(frozen=True, eq=False)
class Owner:
    """What a mapping configures: a flavor's component, a flavor's settings, a step.

    ``key`` names it among those of its document kind; with that, a kind finds it again. ``label``
    is what messages call it; ``docs`` is the title and the address of a page about it. ``facts``
    are what the catalog knows beyond the shape.
    """

    key: tuple[str, ...]
    label: str
    shape: Shape
    facts: ClassFacts | None = None
    docs: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        """What it is called among its like."""
        return self.key[-1]

    def parameter_at(self, path: tuple[Step, ...]) -> Parameter | None:
        """The parameter that ``path`` leads to: a top-level one or one of an object inside.

        Steps into lists may be left out.
        """
        return self._follow(path)[0]

    def shape_at(self, path: tuple[Step, ...]) -> Shape | None:
        """The type of what ``path`` leads to; that of the whole mapping for an empty path."""
        return self._follow(path)[1]

    def _follow(self, path: tuple[Step, ...]) -> tuple[Parameter | None, Shape | None]:
        parameter: Parameter | None = None
        shape: Shape | None = self.shape
        for index, step in enumerate(path):
            if shape is None:
                return None, None
            parameter, shape = _step(shape, step)
            if index == 0 and isinstance(step, str) and self.facts is not None:
                shape = kubernetes_shape(self.facts, step) or shape
        return parameter, shape


def _step(shape: Shape, step: Step) -> tuple[Parameter | None, Shape | None]:
    if step is ITEM:
        return None, shape.items
    key = str(step)
    parameter = shape.member(key)
    if parameter is None and shape.find(Kind.MAPPING) is None and shape.items is not None:
        return _step(shape.items, step)
    return parameter, shape.below(key)


def owner_of_flavor(flavor: Flavor) -> Owner:
    """The flavor as the owner of a component's configuration."""
    docs = (f"{flavor.display_name} documentation", flavor.docs_url) if flavor.docs_url else None
    shape = Shape(Kind.OBJECT, properties=flavor.parameters, extra=flavor.extra)
    return Owner((flavor.type, flavor.name), f"{flavor.name} flavor", shape, flavor, docs)


@dataclass(frozen=True, eq=False)
class Section(Generic[V_co]):
    """``node`` is all of it; ``body`` is the mapping that the owner's schema governs.

    The two are one where the section is nothing but that mapping. ``holder`` is the entry whose
    value the body is. Findings on a section are kept as long as its owner, its ``mark`` and its
    lines stay what they are, so its rules look at nothing else.
    """

    view: V_co
    node: Node
    body: Mapping | None = None
    holder: Entry | None = None
    owner: Owner | None = None
    mark: Hashable = ()
    own_keys: tuple[str, ...] = field(default=(), kw_only=True)
    """Keys of ``node`` that are the section's own, and parameters of nothing."""

    tells_of_keys: ClassVar[bool] = False
    """Whether rules of the kind report the keys that the owner drops."""

    @property
    def facts(self) -> ClassFacts | None:
        """What the catalog knows of the class that the body configures."""
        return self.owner.facts if self.owner is not None else None

    @property
    def name(self) -> str:
        """What a secret that it refers to can be named after."""
        return self.owner.name if self.owner is not None else ""

    @cached_property
    def problems(self) -> list[Problem]:
        """What is wrong with the body; worked out once for all rules that report it."""
        if self.facts is None or self.body is None:
            return []
        return configuration_problems(self.facts, self.body)

    def note_on(self, key: str) -> str:
        """What is known of a key that the owner does not have, as a sentence, if anything."""
        del key
        return ""

    @property
    def drops_keys(self) -> str:
        """What becomes of such keys, as a sentence, where ZenML does not refuse them."""
        return ""

    def moved_in(self, names: Collection[str]) -> list[Fix] | None:
        """Fixes that bring ``names``, which the body lacks, into it from where they have no effect.

        ``None`` where none of them is there.
        """
        del names
        return None

    def other_flavor(self, path: str) -> tuple[str, tuple[TextEdit, ...]] | None:
        """The flavor that ``path`` plainly belongs to, and the edits that choose it, if any."""
        del path
        return None

    @property
    def is_unread(self) -> bool:
        """Whether ZenML does not look at it here, so that it refuses nothing of what it holds."""
        return False

    @property
    def extent(self) -> Span:
        """Where lines that cannot be read may belong to it."""
        return Span(self.node.start, self.node.end)

    @property
    def verdict_key(self) -> VerdictKey | None:
        """What ZenML's verdict on it is kept under; ``None`` where ZenML cannot be asked."""
        return None
