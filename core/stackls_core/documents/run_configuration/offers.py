"""What may be written in a run configuration where no schema says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from stackls_core.catalog.component_types import COMPONENT_TYPES, label_of
from stackls_core.documents.completion import (
    MAX_ITEMS,
    PARAMETER,
    Completion,
    DocumentationKey,
    ItemKind,
    Request,
    key_text,
    value_item,
)
from stackls_core.documents.run_configuration import templates
from stackls_core.documents.run_configuration.keys import (
    DEPLOYMENT,
    NAME,
    STEP_KEYS,
    TOP_KEYS,
)
from stackls_core.documents.run_configuration.owners import run_settings
from stackls_core.documents.snippets import without_tab_stops
from stackls_core.schema.model import Kind, Parameter
from stackls_core.yamltree.edits import plain_or_quoted

if TYPE_CHECKING:
    from stackls_core.documents.section import Owner

SETTINGS = "settings"
"""A topic of documentation."""


def nothing(request: Request) -> Iterable[Completion]:
    """Nothing."""
    del request
    return ()


def top_keys(request: Request) -> Iterator[Completion]:
    """The keys at the top that are not there yet; a whole file for an empty one."""
    yield from _keys(request, TOP_KEYS)
    if not request.cursor.siblings and not request.cursor.has_colon and not request.cursor.column:
        yield _skeleton(request)


def step_keys(request: Request) -> Iterator[Completion]:
    """The keys of a step that are not there yet."""
    return _keys(request, STEP_KEYS)


def _keys(request: Request, order: tuple[str, ...]) -> Iterator[Completion]:
    owner = request.place.owner
    if owner is None:
        return
    properties = owner.shape.properties
    for index, key in enumerate(dict.fromkeys((*order, *properties))):
        parameter = properties.get(key)
        if parameter is not None and key not in request.cursor.siblings:
            yield _key(request, owner, parameter, f"{index:03}")


def _key(request: Request, owner: Owner, parameter: Parameter, rank: str) -> Completion:
    shape = parameter.shape
    opens = shape.find(Kind.OBJECT, Kind.MAPPING, Kind.LIST) is not None
    scalar = shape.find(Kind.STRING, Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN, Kind.CHOICE)
    text, snippet = key_text(request, parameter.name, opens_block=opens and scalar is None)
    return Completion(
        parameter.name,
        ItemKind.KEY,
        request.cursor.span,
        text,
        snippet,
        rank,
        shape.words,
        DocumentationKey(request.document, PARAMETER, owner.key, (parameter.name,)),
        suggest_next=bool(shape.choice_values) or (opens and scalar is None),
    )


def _skeleton(request: Request) -> Completion:
    scope = request.around.scope
    only = scope.pipelines if scope is not None else ()
    code, pipeline = (scope.code, only[0]) if scope is not None and len(only) == 1 else (None, None)
    snippet = request.line_break.join(templates.run_configuration(code, pipeline))
    return Completion(
        NAME,
        ItemKind.SKELETON,
        request.cursor.span,
        without_tab_stops(snippet),
        snippet,
        "",
        "whole run configuration",
    )


def step_names(request: Request) -> Iterator[Completion]:
    """The steps that the pipeline calls; where no code is known, one to name."""
    scope = request.around.scope
    if scope is not None:
        for name, definitions in scope.offered.items():
            if name not in request.cursor.siblings:
                text, snippet = key_text(request, name, opens_block=True)
                span, detail = request.cursor.span, definitions[0].signature
                yield Completion(
                    name, ItemKind.KEY, span, text, snippet, "1", detail, suggest_next=True
                )
        return
    if request.cursor.has_colon or request.cursor.flow:
        return
    text, snippet = key_text(request, "step_name", opens_block=True)
    snippet = snippet.replace("step_name", "${1:step_name}", 1)
    yield Completion(
        "step_name", ItemKind.SKELETON, request.cursor.span, text, snippet, "9", "a step"
    )


def settings_keys(request: Request) -> Iterator[Completion]:
    """Settings: for no component, of the stack's components, of all flavors that have some."""
    cursor, known = request.cursor, run_settings(request.catalog)
    is_step = request.place.names.get("level") == "step"
    for index, name in enumerate(known.general):
        if not (is_step and name == DEPLOYMENT):
            yield from _settings(request, name, f"0{index}", "")
    stack = request.around.stack
    ours: set[str] = set()
    for index, one in enumerate(stack.components if stack is not None else ()):
        key = f"{one.type}.{one.flavor}"
        ours.add(key)
        if key in known.flavors:
            label = f"of {one.name}, in the stack {stack.name if stack is not None else ''}"
            yield from _settings(request, key, f"1{index:02}", label)
            if known.takes_names:
                yield from _settings(request, f"{one.type}:{one.name}", f"2{index:02}", label)
    order = {name: index for index, name in enumerate(COMPONENT_TYPES)}
    types = sorted({key.partition(".")[0] for key in known.flavors}, key=lambda t: order.get(t, 99))
    for component_type in types:
        detail = f"of the stack's {label_of(component_type)}"
        yield from _settings(request, component_type, f"3{order[component_type]:02}", detail)
    for key in known.flavors:
        if key not in ours:
            component_type, _, flavor = key.partition(".")
            detail = f"of the {flavor} {label_of(component_type)}"
            yield from _settings(request, key, f"4{order[component_type]:02}{key}", detail)
    del cursor


def _settings(request: Request, key: str, rank: str, detail: str) -> Iterator[Completion]:
    if key in request.cursor.siblings:
        return
    text, snippet = key_text(request, key, opens_block=True)
    yield Completion(
        key,
        ItemKind.SETTINGS,
        request.cursor.span,
        text,
        snippet,
        rank,
        detail,
        DocumentationKey(request.document, SETTINGS, (key,)),
        suggest_next=True,
    )


def component_names(request: Request) -> Iterator[Completion]:
    """Components of the stack by name; true for the only one of its type."""
    component_type = request.place.names["type"]
    stack = request.around.stack
    ours = stack.of_type(component_type) if stack is not None else ()
    for index, one in enumerate(ours):
        text = plain_or_quoted(one.name, flow=request.cursor.flow)
        yield value_item(request, text, f"0{index:02}", f"{one.flavor}, in the stack")
    known = request.around.known
    names = {one.name for one in ours}
    for index, one in enumerate(known.components(component_type) if known is not None else ()):
        if one.name not in names and index < MAX_ITEMS:
            text = plain_or_quoted(one.name, flow=request.cursor.flow)
            yield value_item(request, text, f"1{index:03}", f"{one.flavor}, not in the stack")
    yield value_item(request, "true", "2", f"the stack's {label_of(component_type)}")
    yield value_item(request, "false", "3", "")


def integrations(request: Request) -> Iterator[Completion]:
    """The names of ZenML's integrations."""
    for name in run_settings(request.catalog).integrations:
        yield value_item(request, name, name, "integration")


def run_names(request: Request) -> Iterator[Completion]:
    """A name with what ZenML fills in."""
    text = "my_run_{date}_{time}"
    item = value_item(request, text, "0", "date and time are filled in")
    yield item
