"""What may be written in a stack file where no schema says it: its keys, types, names, flavors."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import label_of
from stackls_core.catalog.model import FlavorSummary
from stackls_core.documents.completion import (
    LINES_READ,
    MAX_ITEMS,
    Completion,
    ItemKind,
    Request,
    key_text,
    value_item,
)
from stackls_core.documents.snippets import escape_snippet, without_tab_stops
from stackls_core.documents.stack_file import attribute_offers, templates
from stackls_core.documents.stack_file.detect import is_indented_as_a_whole
from stackls_core.documents.stack_file.model import STACK_KEYS
from stackls_core.documents.stack_file.topics import COMPONENT, FLAVOR, TOP, TYPE, about
from stackls_core.yamltree.cursor.cursor import Role
from stackls_core.yamltree.cursor.outline import split_line
from stackls_core.yamltree.edits import plain_or_quoted

# --- the top of the file ------------------------------------------------------------------------


def top_keys(request: Request) -> Iterator[Completion]:
    """The keys of a stack file that are not there yet; a whole stack for an empty one."""
    if is_indented_as_a_whole(request.text):
        return  # where the cursor belongs is only known of files that begin at the first column
    present = request.cursor.siblings.keys() & set(STACK_KEYS)
    for index, key in enumerate(STACK_KEYS):
        if key in present:
            continue
        holds = key == "components"
        text, snippet = key_text(request, key, opens_block=holds)
        if key == "zenml_version" and not request.cursor.has_colon:
            text += request.catalog.zenml_version
            snippet = escape_snippet(text)
        yield Completion(
            key,
            ItemKind.KEY,
            request.cursor.span,
            text,
            snippet,
            f"0{index}",
            "required",
            about(TOP, key),
            suggest_next="\n" in text,
        )
    if not present and not request.cursor.has_colon and not request.cursor.column:
        yield _stack_skeleton(request)
    elif present:
        yield from attribute_offers.top_keys(request)


def _stack_skeleton(request: Request) -> Completion:
    name = templates.stop(1, _file_stem(request.path) or "my-stack")
    components = templates.required_components(
        request.catalog.imports.required,
        2,
        lambda kind: (flavor.name for flavor in request.catalog.flavors(kind)),
    )
    as_list = request.catalog.imports.lists
    lines = templates.stack(name, request.catalog.zenml_version, components, as_list=as_list)
    snippet = request.line_break.join(lines) + "$0"
    return Completion(
        "stack",
        ItemKind.SKELETON,
        request.cursor.span,
        without_tab_stops(snippet),
        snippet,
        "",
        "whole stack file",
    )


def _file_stem(path: str | None) -> str:
    if not path:
        return ""
    name = path.replace("\\", "/").rpartition("/")[2]
    for suffix in (".stack.yaml", ".stack.yml", ".yaml", ".yml"):
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return ""


def versions(request: Request) -> Iterator[Completion]:
    """The version of ZenML."""
    version = request.catalog.zenml_version
    yield value_item(request, version, "0", "the version stackls checks against")


def stack_names(request: Request) -> Iterator[Completion]:
    """The stack's name."""
    stem = _file_stem(request.path)
    if stem:
        yield value_item(request, stem, "0", "the file's name")


# --- components ---------------------------------------------------------------------------------


def types(request: Request) -> Iterator[Completion]:
    """Component types that the stack has none of yet."""
    cursor = request.cursor
    for index, component_type in enumerate(request.catalog.types):
        if component_type in cursor.siblings:
            continue
        required = component_type in request.catalog.imports.required
        text, snippet = key_text(request, component_type, opens_block=True)
        yield Completion(
            component_type,
            ItemKind.TYPE,
            cursor.span,
            text,
            snippet,
            f"{0 if required else 1}{index:02}",
            "required" if required else "",
            about(TYPE, component_type),
            suggest_next=True,
        )


_OFFERED = ("name", "flavor", "configuration", "type")


def component_keys(request: Request) -> Iterator[Completion]:
    """The keys of a component that are not there yet; then whole components.

    ``type`` comes last: import does without it.
    """
    cursor, place = request.cursor, request.place
    as_item = _begins_item(request)
    for index, key in enumerate(_OFFERED):
        if key in cursor.siblings:
            continue
        text, snippet = key_text(request, key, opens_block=key == "configuration", as_item=as_item)
        if key == "type" and not cursor.has_colon:
            text += place.names["type"]
            snippet = escape_snippet(text)
        yield Completion(
            key,
            ItemKind.KEY,
            cursor.span,
            text,
            snippet,
            f"0{index}",
            "optional" if key == "type" else "required",
            about(COMPONENT, key),
            suggest_next=key in ("flavor", "configuration"),
        )
    if cursor.siblings:
        yield from attribute_offers.component_keys(request)
    elif not cursor.has_colon:
        yield from _component_skeletons(request)


def _component_skeletons(request: Request) -> Iterator[Completion]:
    """A whole component for each flavor, with tab stops for what it needs."""
    for index, summary in enumerate(request.catalog.flavors(request.place.names["type"])):
        if request.cursor.flow:
            return
        snippet = _component_snippet(request, summary)
        yield Completion(
            summary.name,
            ItemKind.SKELETON,
            request.cursor.span,
            without_tab_stops(snippet),
            snippet,
            f"1{index:03}",
            "component",
            about(FLAVOR, summary.type, summary.name),
        )


def _component_snippet(request: Request, summary: FlavorSummary) -> str:
    flavor = request.catalog.flavor(summary.type, summary.name)
    component = templates.component(
        summary.type,
        templates.stop(1, summary.name),
        escape_snippet(summary.name),
        templates.configuration(flavor, 2, request.indent_unit),
    )
    pad = " " * request.cursor.column
    if _begins_item(request):
        component = templates.item(component)
    return (request.line_break + pad).join(component)


def _begins_item(request: Request) -> bool:
    """Whether a new component at the cursor is written as an item of a list.

    So it is where the file's first component is one, or where there is none, if the version of
    ZenML reads lists.
    """
    cursor = request.cursor
    if not request.catalog.imports.lists:
        return False
    if cursor.item_column is None or cursor.flow or cursor.quote or cursor.has_colon:
        return False
    is_item = _first_component_is_item(request)
    return True if is_item is None else is_item


def _first_component_is_item(request: Request) -> bool | None:
    """Whether the first component of a file is an item of a list; ``None`` where there is none."""
    lines, types = request.lines, request.catalog.types
    type_column: int | None = None  # of the component type that only blank lines follow so far
    for number in range(min(lines.line_count, LINES_READ)):
        line = split_line(lines.line_text(number), number, lines.line_start(number))
        if line.is_blank:
            continue
        key, is_item = line.key, bool(line.levels) and line.levels[0].is_item
        if type_column is not None and (is_item or (key and line.indent > type_column)):
            return is_item
        is_type = key is not None and line.indent > 0 and key.name in types
        type_column = line.indent if is_type and not line.value_text else None
    return None


def type_of_component(request: Request) -> Iterator[Completion]:
    """The value of ``type``."""
    yield value_item(request, request.place.names["type"], "0", "the key it is under")


def names(request: Request) -> Iterator[Completion]:
    """Names of registered components, and names after the flavor."""
    flavor, label = request.place.names["flavor"], label_of(request.place.names["type"])
    registered = list(_registered(request))
    yield from registered
    taken = {item.label for item in registered}
    for index, name in enumerate(dict.fromkeys([flavor, f"{flavor}-{label}"]), 1):
        made = name.replace(" ", "-")
        if flavor and made not in taken:
            yield value_item(request, made, str(index), "a name after the flavor")


def empty_configuration(request: Request) -> Iterator[Completion]:
    """A configuration that sets nothing, where the flavor needs nothing."""
    facts = request.facts
    if request.cursor.role is not Role.VALUE or facts is None:
        return
    if not facts.required and not request.has_children_below:
        yield value_item(request, "{}", "0", "nothing to set")


def flavors(request: Request) -> Iterator[Completion]:
    """The flavors of the type, each with the configuration that it needs."""
    cursor, place = request.cursor, request.place
    adds_configuration = (
        "configuration" not in place.names
        and not cursor.flow
        and cursor.role is Role.VALUE
        and not cursor.quote
    )
    for index, summary in enumerate(request.catalog.flavors(place.names["type"])):
        text = snippet = summary.name
        asks_next = False
        if adds_configuration:
            flavor = request.catalog.flavor(summary.type, summary.name)
            pad = request.line_break + " " * cursor.column
            lines = templates.configuration(flavor, step=request.indent_unit)
            snippet = escape_snippet(summary.name) + "".join(pad + line for line in lines)
            text = without_tab_stops(snippet)
            asks_next = flavor is not None and bool(flavor.parameters) and not flavor.required
        where = f"integration {summary.integration}" if summary.integration else "built in"
        yield Completion(
            summary.name,
            ItemKind.FLAVOR,
            cursor.span,
            text,
            snippet,
            f"{index:03}",
            "custom" if summary.is_custom else where,
            about(FLAVOR, summary.type, summary.name),
            suggest_next=asks_next,
        )


def _registered(request: Request) -> Iterator[Completion]:
    """Names of registered components of the type, unless they are of another flavor."""
    known, place = request.known, request.place
    if known is None:
        return
    for component in known.components(place.names["type"])[:MAX_ITEMS]:
        if component.flavor != (place.names["flavor"] or component.flavor):
            continue
        text = plain_or_quoted(component.name, flow=request.cursor.flow)
        detail = f"{component.flavor}, registered in {known.label}"
        yield value_item(request, text, f"0{component.name}", detail)
