"""Items for component types and components: types, keys, flavors, whole components."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import COMPONENT_TYPES, REQUIRED_TYPES, label_of
from stackls_core.catalog.model import Flavor, FlavorSummary
from stackls_core.documents.stack_file.placeholder_values import placeholder_value
from stackls_core.yamltree.cursor.cursor import Role
from stackls_server.features.completion.items import Completion, DocumentationKey, ItemKind
from stackls_server.features.completion.request import (
    Request,
    begins_item,
    indent_unit,
    key_text,
    value_item,
)
from stackls_server.features.completion.snippets import escape_snippet, without_tab_stops
from stackls_server.features.completion.store import component_names


def types(request: Request) -> Iterator[Completion]:
    """Component types that the stack has none of yet."""
    cursor = request.cursor
    for index, component_type in enumerate(COMPONENT_TYPES):
        if component_type in cursor.siblings:
            continue
        required = component_type in REQUIRED_TYPES
        text, snippet = key_text(request, component_type, opens_block=True)
        yield Completion(
            component_type,
            ItemKind.TYPE,
            cursor.span,
            text,
            snippet,
            f"{0 if required else 1}{index:02}",
            "required" if required else "",
            DocumentationKey("type", component_type),
            suggest_next=True,
        )


def component_keys(request: Request) -> Iterator[Completion]:
    """The keys of a component that are not there yet; then whole components.

    ``type`` comes last: import does without it.
    """
    cursor, place = request.cursor, request.place
    as_item = begins_item(request)
    for index, key in enumerate(("name", "flavor", "configuration", "type")):
        if key in cursor.siblings:
            continue
        text, snippet = key_text(request, key, opens_block=key == "configuration", as_item=as_item)
        if key == "type" and not cursor.has_colon:
            text += place.component_type
            snippet = escape_snippet(text)
        yield Completion(
            key,
            ItemKind.KEY,
            cursor.span,
            text,
            snippet,
            f"0{index}",
            "optional" if key == "type" else "required",
            DocumentationKey("component", parameter=(key,)),
            suggest_next=key in ("flavor", "configuration"),
        )
    if not cursor.siblings and not cursor.has_colon:
        yield from _component_skeletons(request)


def _component_skeletons(request: Request) -> Iterator[Completion]:
    """A whole component for each flavor, with tab stops for what it needs."""
    for index, summary in enumerate(
        request.snapshot.registry.flavors(request.place.component_type)
    ):
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
            DocumentationKey("flavor", summary.type, summary.name),
        )


def _component_snippet(request: Request, summary: FlavorSummary) -> str:
    cursor = request.cursor
    flavor = request.snapshot.registry.flavor(summary.type, summary.name)
    dash, column = ("- ", cursor.column + 2) if begins_item(request) else ("", cursor.column)
    pad = " " * column
    name = escape_snippet(summary.name)
    lines = [
        f"{dash}name: ${{1:{name}}}",
        f"{pad}type: {summary.type}",
        f"{pad}flavor: {name}",
    ]
    lines += [pad + line for line in _configuration_lines(request, flavor, 2)]
    return request.line_break.join(lines)


def _configuration_lines(request: Request, flavor: Flavor | None, first_stop: int) -> list[str]:
    """The ``configuration`` of a new component, as snippet lines; tab stops from ``first_stop``.

    What needs no parameter gets empty braces where its parameters belong, as the last tab stop: the
    first one that is accepted or typed takes their place, and what is left as it is can be
    imported.
    """
    if flavor is None or not flavor.parameters:
        return ["configuration: {\\}$0"]
    pad = " " * indent_unit(request)
    if not flavor.required:
        return ["configuration:", f"{pad}${{0:{{\\}}}}"]
    lines = ["configuration:"]
    for stop, parameter in enumerate(flavor.required, first_stop):
        value = escape_snippet(placeholder_value(flavor, parameter))
        lines.append(f"{pad}{parameter.name}: ${{{stop}:{value}}}")
    lines[-1] += "$0"
    return lines


def component_values(request: Request) -> Iterator[Completion]:
    """The value of one of a component's keys."""
    place = request.place
    if place.key == "flavor":
        yield from _flavors(request)
    elif place.key == "type":
        yield value_item(request, place.component_type, "0", "the key it stands under")
    elif place.key == "name":
        registered = list(component_names(request))
        yield from registered
        taken = {item.label for item in registered}
        names = dict.fromkeys([place.flavor, f"{place.flavor}-{label_of(place.component_type)}"])
        for index, name in enumerate(names, 1):
            made = name.replace(" ", "-")
            if place.flavor and made not in taken:
                yield value_item(request, made, str(index), "a name after the flavor")
    elif place.key == "configuration" and request.cursor.role is Role.VALUE:
        flavor = request.flavor
        if flavor is not None and not flavor.required and not request.has_children_below:
            yield value_item(request, "{}", "0", "nothing to set")


def _flavors(request: Request) -> Iterator[Completion]:
    cursor, place = request.cursor, request.place
    adds_configuration = (
        "configuration" not in cursor.scope(len(cursor.path) - 1)
        and not cursor.flow
        and cursor.role is Role.VALUE
        and not cursor.quote
    )
    for index, summary in enumerate(request.snapshot.registry.flavors(place.component_type)):
        text = snippet = summary.name
        asks_next = False
        if adds_configuration:
            flavor = request.snapshot.registry.flavor(summary.type, summary.name)
            pad = request.line_break + " " * cursor.column
            snippet = escape_snippet(summary.name)
            lines = _configuration_lines(request, flavor, 1)
            snippet += "".join(pad + line for line in lines)
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
            DocumentationKey("flavor", summary.type, summary.name),
            suggest_next=asks_next,
        )
