# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""Configurations, by the validation of ZenML's own."""

from __future__ import annotations

import copy
import time
import warnings
from typing import TYPE_CHECKING, Any, cast

from stackls_probe.abilities import component_type
from stackls_probe.errors import Refused, chain, kind_of, words_of

if TYPE_CHECKING:
    from stackls_probe.connection import Connection
    from stackls_probe.protocol import Json


FLAVOR_SECONDS = 10.0
"""How long ZenML's model of a flavor is taken for what it is: a plan asks for it for each file."""

_FLAVORS: dict[tuple[int, str, str], tuple[float, Any]] = {}


def validated(connection: Connection, kind: str, flavor: str, configuration: Json) -> Json:
    """Give a configuration as ZenML keeps it. Raises `Refused` where it is refused."""
    from zenml.stack.utils import validate_stack_component_config

    zenml_type = component_type(kind)
    try:
        model = _flavor(connection, flavor, zenml_type)
    except KeyError as error:
        more = {"component_type": kind, "flavor": flavor}
        raise Refused("unknown-flavor", words_of(error), **more) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = validate_stack_component_config(
                configuration_dict=copy.deepcopy(configuration),
                flavor=model,
                component_type=zenml_type,
            )
    except ImportError as error:
        problem = "Its flavor cannot be imported here: " + words_of(error)
        raise Refused("invalid", problem, problems=[problem], not_imported=True) from None
    except Exception as error:
        kind_of_error = kind_of(error)
        if kind_of_error in ("unreachable", "database"):
            raise
        problem = unread_secret(error)
        if problem is None and kind_of_error == "unauthorized":
            raise
        problems = [problem] if problem else problems_of(error)
        raise Refused("invalid", " ".join(problems), problems=problems) from None
    return found.model_dump(mode="json", exclude_unset=True) if found else configuration


def _flavor(connection: Connection, name: str, zenml_type: Any) -> Any:
    """Give ZenML's model of a flavor, which a plan of a folder asks for again and again.

    It is kept for a moment: somebody may register a flavor of this name anew.
    """
    now, key = time.monotonic(), (connection.stores_seen, str(zenml_type), name)
    found = _FLAVORS.get(key)
    if found is None or now - found[0] > FLAVOR_SECONDS:
        found = (now, connection.client.get_flavor_by_name_and_type(name, zenml_type))
        _FLAVORS[key] = found
    return found[1]


def problems_of(error: BaseException) -> list[str]:
    """Give the reasons of a refused configuration, without the values that pydantic repeats."""
    details: Any = getattr(error, "errors", None)
    if not callable(details):
        return [words_of(error)]
    return [
        "{}: {}.".format(
            ".".join(str(step) for step in item["loc"]) or "It", item["msg"].rstrip(".")
        )
        for item in cast("list[Json]", details())
    ]


def unread_secret(error: BaseException) -> str | None:
    """Say for which parameter ZenML could not look a secret up, where that is why it refuses.

    Its own words are the same for a secret that is not there and one whose values it cannot get,
    and which parameter it was at is said in prose, or not at all where the store refuses. Reading
    an attribute is what looks a secret up, so it is the function that reads them that knows.
    """
    for one in chain(error):
        trace = one.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_name == "__custom_getattribute__":
                seen = trace.tb_frame.f_locals
                reference = seen.get("secret_ref")
                if reference is not None:
                    sentence = (
                        "{}: ZenML cannot read the key {} of the secret {}; "
                        "see what zenml secret get {} says."
                    )
                    name = reference.name
                    return sentence.format(seen.get("key"), reference.key, name, name)
            trace = trace.tb_next
    return None
