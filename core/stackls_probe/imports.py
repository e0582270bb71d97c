# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""What the import of a stack file takes, which has changed from one ZenML to the next."""

from __future__ import annotations

import importlib
import types
import uuid
import warnings
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from stackls_probe.protocol import Json

_UNKNOWN_KEY = "stackls_has_made_this_up"


def import_facts() -> Json:
    """Say what import takes: lists of components, types that repeat, keys that no class has.

    ``required`` are the types that no stack is without, null where this ZenML could not be asked;
    ``unknown_keys`` is "refused", "dropped", or null for the same reason; so may ``searches`` be.
    """
    # as an attribute of its package, the module is hidden by a command of the same name
    commands = importlib.import_module("zenml.cli.stack")
    return {
        # named after the several components that it reads below one type, as lists are read
        "lists": hasattr(commands, "_import_stack_components"),
        "repeatable": repeatable_types(),
        "required": required_types(),
        "unknown_keys": _fate_of_unknown_keys(),
        "searches": name_searches(),
    }


def repeatable_types() -> list[str]:
    """Name the types of which a stack may hold several components."""
    from zenml.enums import StackComponentType

    return [
        kind.value
        for kind in StackComponentType
        if getattr(kind, "supports_multiple_per_stack", False)
    ]


def required_types() -> list[str] | None:
    """Have ZenML look at a stack that lacks one type, for each of them."""
    from zenml.enums import StackComponentType
    from zenml.models import StackRequest

    def is_refused(left_out: Any) -> bool:
        members = {kind: [uuid.uuid4()] for kind in StackComponentType if kind != left_out}
        try:
            StackRequest(name="any", components=cast("Any", members))
        except ValueError:
            return True
        return False

    if is_refused(None):
        return None
    return [kind.value for kind in StackComponentType if is_refused(kind)] or None


def name_searches() -> dict[str, bool] | None:
    """Name the operators that make a stack's name a search, and say whether it can be made.

    Import looks a stack up with the filter of listings. An operator that filters of names do not
    have fails there, whatever follows it.
    """
    try:
        from zenml.enums import GenericFilterOps
        from zenml.models import StackFilter
    except ImportError:
        return None

    def is_made(name: str) -> bool:
        try:
            StackFilter(name=name)
        except ValueError:
            return False
        return True

    # a number, a list and nothing: every operator takes one of them
    return {
        operator.value: any(is_made(operator.value + ":" + value) for value in ("1", "[]", ""))
        for operator in GenericFilterOps
    }


def _fate_of_unknown_keys() -> str | None:
    """Have ZenML validate such a key for the local artifact store, without its database."""
    import zenml.stack.utils as utils
    from zenml.artifact_stores.local_artifact_store import LocalArtifactStoreFlavor
    from zenml.enums import StackComponentType

    def model(**_: Any) -> Any:
        return types.SimpleNamespace(is_custom=False, name="local")

    def flavor(_: Any) -> Any:
        return LocalArtifactStoreFlavor()

    replaced: dict[str, Any] = {
        "get_flavor_by_name_and_type_from_zen_store": model,
        "Flavor": types.SimpleNamespace(from_model=flavor),
    }
    kept = {name: getattr(utils, name, None) for name in replaced}
    if None in kept.values():
        return None
    try:
        for name, value in replaced.items():
            setattr(utils, name, value)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            utils.validate_stack_component_config(
                # by position: what names the flavor has had two names
                {_UNKNOWN_KEY: 1},
                "local",
                StackComponentType.ARTIFACT_STORE,
                zen_store=object(),
            )
    except ValueError:
        return "refused"
    except Exception:  # noqa: BLE001 - a ZenML that is not built like those that are known
        return None
    finally:
        for name, value in kept.items():
            setattr(utils, name, value)
    return "dropped"
