"""What a rule is, and what it gets to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from stackls_core.documents.section import Section
from stackls_core.documents.view import View
from stackls_core.findings import Finding, Fix, Related, Severity, Tag, bounded
from stackls_core.yamltree.nodes import Node, walk

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.registry.known import KnownRegistry
    from stackls_core.text import Span
    from stackls_core.yamltree.parse import Document

V = TypeVar("V", bound=View)
S = TypeVar("S", bound=Section[Any])


@dataclass
class Context(Generic[V, S]):
    """A document with all of its sections, and what is known around it."""

    view: V
    catalog: Catalog
    sections: list[S]
    known: KnownRegistry | None = None
    """The registry as it was seen last, where there is one."""


@dataclass(frozen=True)
class Part:
    """A part of a document's tree: a section, or what is left without those."""

    document: Document
    root: Node | None
    apart: frozenset[int] = frozenset()
    """The ids of nodes below ``root`` that are parts of their own."""

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes of this part, in the order of the text."""
        return tuple(walk(self.root, self.apart))


@dataclass(frozen=True)
class Rule(Generic[V, S]):
    """One thing to look for. ``summary`` is a line for lists of rules; docs have the rest.

    ``check`` gets the whole document, ``check_section`` one section at a time, ``check_part`` one
    part of the tree at a time, as YAML. The last two must look at nothing but the section or the
    part, since their findings are kept as long as its text is unchanged. Of a rule that reports
    ``once``, the first finding in the file counts. One that ``needs_store`` says nothing of a file
    before a registry is known, and one that ``needs_code`` nothing without a pipeline in the
    Python of the workspace. Of one that counts ``if_alone``, nothing is said where
    there is another error. One that ``mirrors_classes`` says what the configuration class of a
    flavor would, and is silent where that class has been asked itself. One that ``hides_others``
    reports what keeps the other rules from looking further, so that fixing it may bring more to
    light. One that ``varies`` says different things of different ZenML versions, as those do that
    mirror classes.
    """

    code: str
    severity: Severity
    summary: str
    check: Callable[[Context[V, S]], Iterable[Finding]] | None = None
    check_section: Callable[[S], Iterable[Finding]] | None = None
    check_part: Callable[[Part], Iterable[Finding]] | None = None
    once: bool = False
    needs_store: bool = False
    needs_code: bool = False
    if_alone: bool = False
    mirrors_classes: bool = False
    hides_others: bool = False
    varies: bool = False

    @property
    def differs_by_version(self) -> bool:
        """Whether what it says may be wrong of another ZenML version."""
        return self.varies or self.mirrors_classes

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


AnyRule: TypeAlias = "Rule[Any, Any]"
AnyContext: TypeAlias = "Context[Any, Any]"
AnySection: TypeAlias = "Section[Any]"
