# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""What this ZenML has, which not every version has: component types, several of one in a stack."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from stackls_probe.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable


def component_type(kind: str) -> Any:
    """Give ZenML's own value for a type. Raises `Refused` where this ZenML has no such type."""
    import zenml
    from zenml.enums import StackComponentType

    try:
        return StackComponentType(kind)
    except ValueError:
        message = f"ZenML {zenml.__version__} has no component type {kind}."
        raise Refused("unsupported", message, lacks_type=kind) from None


def check_members(kinds: Iterable[str]) -> None:
    """Raise `Refused` where a stack of these types is not one that this ZenML can have."""
    import zenml

    for kind, count in Counter(kinds).items():
        repeats = getattr(component_type(kind), "supports_multiple_per_stack", False)
        if count > 1 and not repeats:
            label = kind.replace("_", " ")
            message = f"A stack of ZenML {zenml.__version__} has one {label}, not {count}."
            raise Refused("unsupported", message, lacks_several=kind)
