# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""Stacks to compile against: components with the classes of their flavors, but no implementation.

A component's implementation imports the libraries of its integration, which are mostly not there.
Compiling looks only at its configuration and the class of its settings, and those import nothing.
"""

from __future__ import annotations

import datetime as dt
import uuid
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from stackls_probe.flavors import shipped_flavors
from stackls_probe.imports import repeatable_types
from stackls_probe.settings import settings_class_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stackls_probe.protocol import Json


class UnknownClasses(Exception):
    """The classes of a flavor cannot be had here."""


@lru_cache(maxsize=1)
def _shipped() -> dict[tuple[str, str], Any]:
    """Give the classes of all flavors that come with ZenML, by type and name."""
    found = {}
    for entry in shipped_flavors([]):
        flavor = entry.flavor_class()
        found[str(getattr(flavor.type, "value", flavor.type)), flavor.name] = entry.flavor_class
    return found


@lru_cache(maxsize=256)
def _classes(kind: str, flavor: str) -> tuple[Any, Any]:
    """Give the classes of a flavor's configuration and settings; the latter may be None."""
    flavor_class = _shipped().get((kind, flavor))
    if flavor_class is None:
        raise UnknownClasses(flavor)
    return flavor_class().config_class, settings_class_of(flavor_class)


def component(kind: str, name: str, flavor: str, configuration: Json) -> Any:
    """Make a component of a flavor that comes with ZenML.

    Raises `UnknownClasses`, or what the configuration is refused with.
    """
    from zenml.enums import StackComponentType
    from zenml.stack import StackComponent

    base: Any = StackComponent
    config_class, settings = _classes(kind, flavor)

    class StandIn(base):
        @property
        def settings_class(self) -> Any:
            return settings

    now = dt.datetime.now(dt.timezone.utc)
    return StandIn(
        name=name,
        id=uuid.uuid4(),
        config=config_class(**configuration),
        flavor=flavor,
        type=StackComponentType(kind),
        user=None,
        created=now,
        updated=now,
    )


def stack(name: str, components: Iterable[Any]) -> Any:
    """Make a stack of such components. The first of a type is its default."""
    from zenml.stack import Stack

    by_type: dict[str, Any] = {}
    several = frozenset(repeatable_types())
    for one in components:
        kind = str(one.type.value)
        if kind in several:
            by_type.setdefault(kind, []).append(one)
        else:
            by_type[kind] = one
    return Stack(uuid.uuid4(), name, **by_type)
