"""What a rule is, and what it gets to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from stackls_core.catalog.configuration import configuration_problems
from stackls_core.catalog.flavors import FlavorRegistry
from stackls_core.catalog.model import Flavor
from stackls_core.documents.stack_file.model import ComponentNode, StackFile
from stackls_core.findings import Finding, Fix, Related, Severity, Tag, bounded
from stackls_core.schema.problems import Problem
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Node, walk

if TYPE_CHECKING:
    from stackls_core.registry.known import KnownStore


@dataclass(frozen=True)
class Rule:
    """One thing to look for. ``summary`` is a line for lists of rules; docs have the rest.

    ``check`` gets the whole file, ``check_component`` one component at a time, ``check_part`` one
    part of the tree at a time, as YAML. The last two must look at nothing but the component or the
    part, since their findings are kept as long as its text is unchanged. Of a rule that reports
    ``once``, the first finding in the file counts. One that ``needs_store`` says nothing of a file
    before a registry is known. One that ``mirrors_classes`` says what the configuration class of a
    flavor would, and is silent where that class has been asked itself.
    """

    code: str
    severity: Severity
    summary: str
    check: FileCheck | None = None
    check_component: ComponentCheck | None = None
    check_part: PartCheck | None = None
    once: bool = False
    needs_store: bool = False
    mirrors_classes: bool = False

    def finding(
        self,
        span: Span,
        message: str,
        *,
        fixes: Iterable[Fix] = (),
        related: Iterable[Related] = (),
        tags: Iterable[Tag] = (),
        store: str = "",
    ) -> Finding:
        """A finding of this rule; ``store`` is the registry that it speaks for, if any."""
        return Finding(
            self.code,
            self.severity,
            bounded(message),
            span,
            tuple(fixes),
            tuple(related),
            tuple(tags),
            store,
        )


@dataclass(frozen=True)
class Part:
    """A part of a file's tree: a component, or what is left without those."""

    file: StackFile
    root: Node | None
    apart: frozenset[int] = frozenset()
    """The ids of nodes below ``root`` that are parts of their own."""

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes of this part, in the order of the text."""
        return tuple(walk(self.root, self.apart))


@dataclass
class ComponentContext:
    """A component with what is known about its flavor."""

    component: ComponentNode
    file: StackFile
    registry: FlavorRegistry
    flavor: Flavor | None
    _problems: list[Problem] | None = field(default=None, init=False)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the configuration; worked out once for all rules that report it."""
        if self._problems is None:
            configuration = self.component.configuration
            self._problems = (
                configuration_problems(self.flavor, configuration)
                if self.flavor is not None and configuration is not None
                else []
            )
        return self._problems


@dataclass
class FileContext:
    """A stack file with what is known about all of its components."""

    file: StackFile
    registry: FlavorRegistry
    components: list[ComponentContext]
    known: KnownStore | None = None
    """The registry as it was seen last, where there is one."""

    def of_type(self, component_type: str) -> list[ComponentContext]:
        """The components of a type."""
        return [one for one in self.components if one.component.type == component_type]

    def has_type(self, component_type: str) -> bool:
        """Whether there is anything under a type's key, be it finished or not."""
        return any(slot.name == component_type for slot in self.file.slots)


FileCheck: TypeAlias = Callable[[FileContext], Iterable[Finding]]
ComponentCheck: TypeAlias = Callable[[ComponentContext], Iterable[Finding]]
PartCheck: TypeAlias = Callable[[Part], Iterable[Finding]]
