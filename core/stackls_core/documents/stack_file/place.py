"""What the place of the cursor means in a stack file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stackls_core.catalog.component_types import COMPONENT_TYPES
from stackls_core.catalog.kubernetes import pod_settings_shape
from stackls_core.catalog.model import Flavor
from stackls_core.schema.model import Kind, Parameter, Shape
from stackls_core.yamltree.cursor.cursor import Cursor, Role
from stackls_core.yamltree.cursor.paths import ITEM, Step


class PlaceKind(Enum):
    """The kinds of places that stackls knows something about."""

    TOP_KEY = "top-level key"
    TOP_VALUE = "value of a top-level key"
    TYPE_KEY = "component type"
    COMPONENT_KEY = "key of a component"
    COMPONENT_VALUE = "value of a component's key"
    PARAMETER_KEY = "key in a configuration"
    PARAMETER_VALUE = "value in a configuration"
    ELSEWHERE = "none of these"


@dataclass(frozen=True)
class Place:
    """``key`` is the key whose value it is, for values at the top or of a component.

    ``component_type`` and ``flavor`` are as written and may be unknown ones; ``parameters`` leads
    from the configuration to the collection (or with ``PARAMETER_VALUE`` to the value).
    """

    kind: PlaceKind
    key: str = ""
    component_type: str = ""
    flavor: str = ""
    parameters: tuple[Step, ...] = ()


ELSEWHERE = Place(PlaceKind.ELSEWHERE)


def place_of(cursor: Cursor) -> Place:
    """The meaning of a classified cursor."""
    path = cursor.path
    if cursor.role is Role.NOTHING:
        return ELSEWHERE
    if not path:
        return Place(PlaceKind.TOP_KEY)
    if path[0] != "components":
        is_top_value = len(path) == 1 and cursor.role is Role.VALUE
        return Place(PlaceKind.TOP_VALUE, str(path[0])) if is_top_value else ELSEWHERE
    if len(path) == 1:
        return Place(PlaceKind.TYPE_KEY) if cursor.role is Role.KEY else ELSEWHERE
    component_type = path[1]
    depth = component_depth(path)
    if not isinstance(component_type, str) or depth is None:
        return ELSEWHERE
    if component_type not in COMPONENT_TYPES:
        return ELSEWHERE
    return _within_component(cursor, component_type, path[depth:])


def component_depth(path: tuple[Step, ...]) -> int | None:
    """How many steps of ``path`` lead to the component it is in; ``None`` outside of one."""
    if len(path) < 2 or path[0] != "components":
        return None
    return 3 if len(path) > 2 and path[2] is ITEM else 2


def _within_component(cursor: Cursor, component_type: str, rest: tuple[Step, ...]) -> Place:
    sibling = cursor.scope(len(cursor.path) - len(rest)).get("flavor")
    flavor = sibling.value_text if sibling is not None else ""
    if not rest:
        if cursor.role is Role.VALUE:
            return ELSEWHERE
        return Place(PlaceKind.COMPONENT_KEY, "", component_type, flavor)
    if rest[0] != "configuration":
        if len(rest) == 1 and isinstance(rest[0], str) and cursor.role is Role.VALUE:
            return Place(PlaceKind.COMPONENT_VALUE, rest[0], component_type, flavor)
        if len(rest) == 1 and isinstance(rest[0], str) and not cursor.siblings:
            return Place(PlaceKind.COMPONENT_VALUE, rest[0], component_type, flavor)
        return ELSEWHERE
    parameters = rest[1:]
    if cursor.role is Role.KEY:
        return Place(PlaceKind.PARAMETER_KEY, "", component_type, flavor, parameters)
    if not parameters:
        return Place(PlaceKind.COMPONENT_VALUE, "configuration", component_type, flavor)
    return Place(PlaceKind.PARAMETER_VALUE, "", component_type, flavor, parameters)


def parameter_at(flavor: Flavor, path: tuple[Step, ...]) -> Parameter | None:
    """The parameter that ``path`` leads to: a top-level one or one of an object inside.

    Steps into lists may be left out.
    """
    return _follow(flavor, path)[0]


def shape_at(flavor: Flavor, path: tuple[Step, ...]) -> Shape | None:
    """The type of what ``path`` leads to; of the configuration itself for an empty path."""
    return _follow(flavor, path)[1]


def _follow(flavor: Flavor, path: tuple[Step, ...]) -> tuple[Parameter | None, Shape | None]:
    parameter: Parameter | None = None
    shape: Shape | None = Shape(Kind.OBJECT, properties=flavor.parameters, extra="forbid")
    for index, step in enumerate(path):
        if shape is None:
            return None, None
        parameter, shape = _step(shape, step)
        if index == 0 and isinstance(step, str):
            shape = pod_settings_shape(flavor, step) or shape
    return parameter, shape


def _step(shape: Shape, step: Step) -> tuple[Parameter | None, Shape | None]:
    if step is ITEM:
        return None, shape.items
    key = str(step)
    parameter = shape.member(key)
    if parameter is None and shape.find(Kind.MAPPING) is None and shape.items is not None:
        return _step(shape.items, step)
    return parameter, shape.below(key)
