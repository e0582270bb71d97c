"""What becomes of the attributes of components and stacks, and which of them a registry keeps."""

from __future__ import annotations

from typing import Any

from stackls_core.registry.attributes import Attributes, comparable, stated
from stackls_core.registry.errors import Unsupported
from stackls_core.registry.words import attribute_words


def check_kept(attributes: Attributes, kept: frozenset[str], what: str) -> None:
    """Raise `Unsupported` for an attribute of ``what`` that a registry does not keep."""
    for name in stated(attributes):
        if name not in kept:
            raise Unsupported(
                f"This ZenML keeps no {attribute_words(name)} for {what}.",
                f"Remove {name}, or update ZenML.",
            )


def normal_attributes(attributes: Attributes) -> dict[str, Any]:
    """Attributes in the form in which components and stacks have them."""
    found: dict[str, Any] = {}
    for name, value in attributes.items():
        if name == "secrets":
            found[name] = tuple(comparable(value) or ())
        elif name in ("labels", "environment"):
            found[name] = dict(value or {})
        else:
            found[name] = value or ("" if name == "description" else None)
    return found
