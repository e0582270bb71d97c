"""What components and stacks may be called."""

from __future__ import annotations

from stackls_core.catalog.component_types import BANNED_IN_NAMES, MAX_NAME, label_of
from stackls_core.registry.errors import InvalidName
from stackls_core.wording import article_for


def check_name(name: str, what: str) -> None:
    """Raise `InvalidName` unless ZenML takes ``name``; ``what`` begins the message."""
    if not name:
        raise InvalidName(f"{what} needs a name.")
    if len(name) > MAX_NAME:
        raise InvalidName(f"{what} name has at most {MAX_NAME} characters, not {len(name)}.")
    if any(character in BANNED_IN_NAMES for character in name):
        raise InvalidName(f"{what} name has no tabs or line breaks.")


def check_component_name(name: str, component_type: str) -> None:
    """Raise `InvalidName` unless ZenML takes ``name`` for a component."""
    # brings YAML along, which lists do without
    from stackls_core.yamltree.values import parse_secret_reference

    check_name(name, some(component_type))
    if parse_secret_reference(name) is not None:
        raise InvalidName("A component cannot be named by a secret reference.")


def one_name(name: str, taken: str) -> str:
    """What is to be said where two names are one to a registry; empty where they are equal."""
    return f" This registry does not tell {name} from that." if name != taken else ""


def some(component_type: str) -> str:
    """The label of a type with its article, as a sentence begins."""
    label = label_of(component_type)
    return f"{article_for(label).capitalize()} {label}"
