"""Items for component types and components: types, keys, flavors, whole components."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.component_types import COMPONENT_TYPES, REQUIRED_TYPES, describe_type, label_of
from stackls_core.flavors.model import Flavor, FlavorSummary
from stackls_core.stackfile.cursor import Role
from stackls_core.validation.placeholder_values import placeholder_value
from stackls_server.features.completion.items import Completion, DocumentationKey, ItemKind
from stackls_server.features.completion.request import (
    Request,
    indent_unit,
    key_text,
    value_item,
)
from stackls_server.features.completion.snippets import escape_snippet, without_tab_stops
from stackls_server.features.completion.store import component_names


def types(request: Request) -> Iterator[Completion]:
    """Component types that the stack has none of yet; then whole components."""
    cursor, registry = request.cursor, request.snapshot.registry
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
            "required" if required else describe_type(component_type),
            DocumentationKey("type", component_type),
            suggest_next=True,
        )
        if not cursor.has_colon and not cursor.flow and not request.has_children_below:
            local = registry.summary(component_type, "local") or _first(
                registry.flavors(component_type)
            )
            if local is not None:
                yield _type_skeleton(request, component_type, local, index)


def _first(summaries: tuple[FlavorSummary, ...]) -> FlavorSummary | None:
    return summaries[0] if summaries else None


def _type_skeleton(
    request: Request, component_type: str, summary: FlavorSummary, index: int
) -> Completion:
    """A whole component with its type key, the flavor to be chosen."""
    column = request.cursor.column
    unit = indent_unit(request)
    pad = " " * (column + unit)
    name = escape_snippet(summary.name)
    body = [
        f"{component_type}:",
        f"{pad}- name: ${{1:{name}}}",
        f"{pad}  type: {component_type}",
        f"{pad}  flavor: ${{2:{name}}}",
        f"{pad}  configuration: {{\\}}$0",
    ]
    snippet = request.line_break.join(body)
    return Completion(
        f"{component_type}: a whole component",
        ItemKind.SKELETON,
        request.cursor.span,
        without_tab_stops(snippet),
        snippet,
        f"2{index:02}",
        describe_type(component_type),
        DocumentationKey("type", component_type),
    )


def component_keys(request: Request) -> Iterator[Completion]:
    """The keys of a component that are not there yet; then whole components.

    ``type`` comes last: import does without it.
    """
    cursor, place = request.cursor, request.place
    for index, key in enumerate(("name", "flavor", "configuration", "type")):
        if key in cursor.siblings:
            continue
        text, snippet = key_text(request, key, opens_block=key == "configuration")
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
            f"{summary.name}: a whole component",
            ItemKind.SKELETON,
            request.cursor.span,
            without_tab_stops(snippet),
            snippet,
            f"1{index:03}",
            summary.summary or summary.display_name,
            DocumentationKey("flavor", summary.type, summary.name),
        )


def _component_snippet(request: Request, summary: FlavorSummary) -> str:
    cursor = request.cursor
    flavor = request.snapshot.registry.flavor(summary.type, summary.name)
    as_item = cursor.item_column is not None
    dash, column = ("- ", cursor.column + 2) if as_item else ("", cursor.column)
    pad = " " * column
    name = escape_snippet(summary.name)
    lines = [
        f"{dash}name: ${{1:{name}}}",
        f"{pad}type: {summary.type}",
        f"{pad}flavor: {name}",
    ]
    lines += [pad + line for line in configuration_lines(flavor, 2)]
    return request.line_break.join(lines) + "$0"


def configuration_lines(flavor: Flavor | None, first_stop: int) -> list[str]:
    """The ``configuration`` of a new component, as snippet lines; tab stops from ``first_stop``."""
    required = flavor.required if flavor is not None else ()
    if flavor is None or not required:
        return ["configuration: {\\}"]
    lines = ["configuration:"]
    for stop, parameter in enumerate(required, first_stop):
        value = escape_snippet(placeholder_value(flavor, parameter))
        lines.append(f"  {parameter.name}: ${{{stop}:{value}}}")
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
        "configuration" not in cursor.component_keys
        and not cursor.flow
        and cursor.role is Role.VALUE
        and not cursor.quote
    )
    for index, summary in enumerate(request.snapshot.registry.flavors(place.component_type)):
        text = snippet = summary.name
        if adds_configuration:
            flavor = request.snapshot.registry.flavor(summary.type, summary.name)
            pad = request.line_break + " " * cursor.column
            snippet = escape_snippet(summary.name)
            snippet += "".join(pad + line for line in configuration_lines(flavor, 1)) + "$0"
            text = without_tab_stops(snippet)
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
        )
