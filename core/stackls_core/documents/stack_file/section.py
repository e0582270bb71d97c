"""A component of a stack file as a section, and what rules of stack files get to look at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from stackls_core.documents import rule
from stackls_core.documents.section import Section, owner_of_flavor
from stackls_core.documents.stack_file.flat_parameters import (
    flat_parameters,
    move_under_configuration,
)
from stackls_core.documents.stack_file.flavor_of_path import other_flavor
from stackls_core.documents.stack_file.model import OWN_KEYS, ComponentNode, StackFile
from stackls_core.text import Span, TextEdit
from stackls_core.yamltree.nodes import uses_anchors

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.catalog.model import Flavor
    from stackls_core.findings import Fix
    from stackls_core.registry.known import VerdictKey


@dataclass(frozen=True, eq=False)
class ComponentSection(Section[StackFile]):
    """A component with what is known about its flavor, which owns its configuration."""

    component: ComponentNode = field(kw_only=True)
    flavor: Flavor | None = field(kw_only=True)
    catalog: Catalog = field(kw_only=True)

    @property
    def name(self) -> str:
        """The component's name, its flavor's where it has none."""
        return self.component.name or self.component.flavor or self.component.type

    def moved_in(self, names: Collection[str]) -> list[Fix] | None:
        """Move parameters that stand beside ``flavor`` under ``configuration``."""
        flat = {one.name for one in flat_parameters(self.component, self.flavor)}
        if not flat.intersection(names):
            return None
        move = move_under_configuration(self.view.lines, self.component, self.flavor)
        return [move] if move is not None else []

    def other_flavor(self, path: str) -> tuple[str, tuple[TextEdit, ...]] | None:
        """The artifact store whose place the configuration's ``path`` says that it is."""
        return other_flavor(self.component, self.flavor, self.catalog, path)

    @property
    def extent(self) -> Span:
        """From its key, or the end of the item before it, to its own end."""
        slot, index = self.component.slot, self.component.index
        key = slot.entry.key
        before = slot.components[index - 1].node.end if index > 0 else key.start
        return Span(min(before, self.node.start), max(self.node.end, key.end))

    def note_on(self, key: str) -> str:
        """Which versions of ZenML have such a parameter."""
        type_and_flavor = (self.component.type, self.component.flavor or "")
        return self.catalog.lifetimes.of(*type_and_flavor, key).sentence

    @property
    def drops_keys(self) -> str:
        """That this version of ZenML imports a component without its unknown keys, if it does."""
        if self.catalog.imports.refuses_unknown_keys:
            return ""
        return f"ZenML {self.catalog.zenml_version} drops it without a word."

    @property
    def verdict_key(self) -> VerdictKey | None:
        """What ZenML's verdict on the configuration is kept under."""
        return verdict_key(self.component, self.view)


def component_section(
    component: ComponentNode, file: StackFile, catalog: Catalog
) -> ComponentSection:
    """A component as a section. Raises `CatalogError`."""
    flavor = catalog.flavor(component.type, component.flavor) if component.flavor else None
    node, slot = component.node, component.slot
    # how far the type's key is matters to findings on it, which a component in a list has not
    is_item = slot.is_list and component.mapping is not None and component.mapping.entries
    to_key = 0 if is_item else slot.key_span.start - node.start
    return ComponentSection(
        file,
        node,
        component.configuration,
        component.entry("configuration"),
        owner_of_flavor(flavor) if flavor is not None else None,
        (component.type, to_key),
        own_keys=OWN_KEYS,
        component=component,
        flavor=flavor,
        catalog=catalog,
    )


def verdict_key(component: ComponentNode, file: StackFile) -> VerdictKey | None:
    """What a verdict on a component is kept under; ``None`` where ZenML cannot be asked.

    That is where the text is not all there is to know: aliases, and placeholders that something
    else fills in before the import.
    """
    node, flavor = component.configuration, component.flavor
    if node is None or not flavor or file.document.is_damaged:
        return None
    text = file.text[node.start : node.end]
    if "${" in text or (file.document.is_anchored and uses_anchors(node)):
        return None
    return component.type, flavor, text


FileContext: TypeAlias = "rule.Context[StackFile, ComponentSection]"


class Rule(rule.Rule[StackFile, ComponentSection]):
    """A rule of stack files."""


def of_type(context: FileContext, component_type: str) -> list[ComponentSection]:
    """The components of a type."""
    return [one for one in context.sections if one.component.type == component_type]


def has_type(context: FileContext, component_type: str) -> bool:
    """Whether there is anything under a type's key, be it finished or not."""
    return any(slot.name == component_type for slot in context.view.slots)
