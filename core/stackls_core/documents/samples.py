"""Values that stand in for what a user has to give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.schema.model import Kind, Parameter
from stackls_core.yamltree.edits import plain_or_quoted

if TYPE_CHECKING:
    from stackls_core.catalog.model import ClassFacts


def sample_value(facts: ClassFacts, parameter: Parameter) -> str:
    """A value of the right form to be replaced by the user, as YAML."""
    if parameter.sensitive and not parameter.refuses_secret_references:
        return f"'{{{{{facts.name.replace('-', '_')}_secret.{parameter.name}}}}}'"
    known = facts.minimal.get(parameter.name)
    if isinstance(known, bool):
        return "true" if known else "false"
    if isinstance(known, (int, float)):
        return str(known)
    if isinstance(known, str) and known:
        return plain_or_quoted(known, flow=True)
    if parameter.shape.choice_values:
        choice = parameter.shape.choice_values[0]
        return str(choice).lower() if isinstance(choice, bool) else plain_or_quoted(str(choice))
    empty = {Kind.LIST: "[]", Kind.MAPPING: "{}", Kind.OBJECT: "{}"}
    numbers = {Kind.INTEGER: "1", Kind.NUMBER: "1.0"}
    return {**empty, **numbers}.get(parameter.shape.kind, parameter.name.replace("_", "-"))
