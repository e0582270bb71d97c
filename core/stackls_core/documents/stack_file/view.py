"""What the features and the analysis see of a stack file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stackls_core.documents.stack_file.model import STACK_KEYS, StackFile
from stackls_core.documents.stack_file.section import (
    ComponentSection,
    component_section,
    verdict_key,
)
from stackls_core.registry.attributes import STACK_ATTRIBUTES
from stackls_core.yamltree.parse import parse

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.documents.view import Symbol, Target
    from stackls_core.findings import Fix
    from stackls_core.registry.known import VerdictKey
    from stackls_core.text import TextEdit
    from stackls_core.yamltree.nodes import Mapping, Node


class StackFileView(StackFile):
    """A stack file with all that `View` asks for."""

    @property
    def is_surely_ours(self) -> bool:
        """Whether it has a key at the top that no other kind of file has."""
        return any(self.entry(key) is not None for key in STACK_KEYS[:2])

    def is_read(self, offset: int) -> bool:
        """Whether it is below one of the keys that import or apply looks at."""
        entries = [self.entry(key) for key in (*STACK_KEYS, *STACK_ATTRIBUTES)]
        return any(e is not None and e.start <= offset <= e.end for e in entries)

    def sections(self, catalog: Catalog) -> Iterator[ComponentSection]:
        """The components of known types."""
        return (
            component_section(one, self, catalog)
            for one in self.components
            if one.type in catalog.types
        )

    def configurations(self) -> Iterator[tuple[VerdictKey, Mapping]]:
        """The configurations of components."""
        for component in self.components:
            key = verdict_key(component, self)
            if key is not None and component.configuration is not None:
                yield key, component.configuration

    def names_of_secrets(self) -> Iterator[Node]:
        """The lists of secrets of the stack and of its components."""
        entries = [self.entry("secrets"), *(one.entry("secrets") for one in self.components)]
        return (entry.value for entry in entries if entry is not None)

    def symbols(self) -> list[Symbol]:
        """The stack, its types, its components."""
        from stackls_core.documents.stack_file.symbols import stack_symbols

        return stack_symbols(self)

    def targets(self) -> Iterator[Target]:
        """The stack, its components, and the secrets that it refers to."""
        from stackls_core.documents.stack_file.targets import stack_targets

        return stack_targets(self)

    def rename(self, target: Target, new_name: str) -> tuple[TextEdit, ...]:
        """Rename the stack, or all components of one type and name."""
        from stackls_core.documents.stack_file import renaming

        return renaming.rename(self, target, new_name)

    def rewrites(self, offset: int) -> list[Fix]:
        """The other form of the components of a type."""
        from stackls_core.documents.stack_file.rewrites import rewrites_at

        return rewrites_at(self, offset)


def parse_stack_file(text: str) -> StackFileView:
    """``text`` as a stack file, as far as it can be read. Never raises."""
    return StackFileView(parse(text))
