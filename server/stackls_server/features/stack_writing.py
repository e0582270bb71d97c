"""New stacks and components as text, for commands of editors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stackls_core.catalog.catalog import Catalog, Catalogs
from stackls_core.documents.snippets import without_tab_stops
from stackls_core.documents.stack_file.view import parse_stack_file
from stackls_core.documents.stack_file.writing import (
    NewComponent,
    insert_component,
    name_for,
    new_stack,
)
from stackls_core.text import TextEdit
from stackls_server.features.flavors import find_flavor


@dataclass(frozen=True)
class Wanted:
    """A component that somebody has chosen; without a name, it gets one after its stack."""

    type: str
    flavor: str
    name: str | None = None


@dataclass(frozen=True)
class Written:
    """``edit`` has plain text; ``snippet`` is that text with a tab stop for what users know."""

    edit: TextEdit
    snippet: str


def inserted_component(text: str, wanted: Wanted, catalogs: Catalogs) -> Written | None:
    """A component in a file; ``None`` where the file has a form that none can be added to.

    Raises `FlavorNotFound`.
    """
    file = parse_stack_file(text)
    catalog = catalogs.for_version(file.zenml_version)
    component = _component("my", wanted, catalog)
    edit = insert_component(file, component, as_list=catalog.imports.lists)
    if edit is None:
        return None
    return Written(TextEdit(edit.span, without_tab_stops(edit.new_text)), edit.new_text)


def stack_text(name: str, wanted: Sequence[Wanted], catalog: Catalog) -> tuple[str, str]:
    """The text of a new stack file, plain and as a snippet. Raises `FlavorNotFound`."""
    components = [_component(name, one, catalog) for one in wanted]
    snippet = "".join(f"{line}\n" for line in new_stack(name, catalog, components))
    return without_tab_stops(snippet), snippet


def _component(stack: str, wanted: Wanted, catalog: Catalog) -> NewComponent:
    flavor = find_flavor(catalog, wanted.type, wanted.flavor)
    return NewComponent(wanted.name or name_for(stack, flavor), flavor)
