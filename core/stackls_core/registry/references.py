"""Which stack or component somebody means: an exact name, an id, or the beginning of one id.

A name is never completed. ``k8`` does not mean ``k8s``: that is how the wrong stack gets deleted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from stackls_core.catalog.component_types import label_of
from stackls_core.registry.errors import AmbiguousReference, NotFound, UnknownFlavor

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog

MIN_ID_PREFIX = 4
"""Shorter beginnings of ids are ignored: they are more likely to be mistyped names."""

_ID_PART = re.compile(r"[0-9a-f-]+\Z", re.IGNORECASE)
_SHOWN = 5


class Named(Protocol):
    """Something with a name and an id."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def id(self) -> str:
        """What the store calls it."""
        ...


T = TypeVar("T", bound=Named)


def find(reference: str, items: Sequence[T], kind: str) -> T:
    """The item that ``reference`` means; ``kind`` (``stack``) is for the message.

    A name goes before an id, so a stack named like the beginning of another one's id is found by
    its name. Raises `NotFound` or `AmbiguousReference`.
    """
    for item in items:
        if item.name == reference:
            return item
    found = [item for item in items if _is_id_of(reference, item)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(item.name for item in found[:_SHOWN])
        raise AmbiguousReference(
            f"{len(found)} {kind}s have an id that begins with {reference}: {names}.",
            "Give a longer part of the id, or the name.",
        )
    raise NotFound(*_not_found(reference, [item.name for item in items], kind))


def _is_id_of(reference: str, item: Named) -> bool:
    if len(reference) < MIN_ID_PREFIX or not _ID_PART.match(reference):
        return False
    given, known = reference.lower(), item.id.lower()
    return known.startswith(given) or known.replace("-", "").startswith(given)


def _not_found(reference: str, names: list[str], kind: str) -> tuple[str, str]:
    # only for who mistypes
    from stackls_core.suggest import nearest

    missing = f"There is no {kind} named {reference}."
    longer = [name for name in names if reference and name.startswith(reference)]
    close = longer[0] if len(longer) == 1 else nearest(reference, names)
    return missing, f"Did you mean {close}?" if close is not None else ""


def unknown_flavor(component_type: str, name: str, catalog: Catalog | None) -> UnknownFlavor:
    """The error for a flavor that the type does not have, with the one that was likely meant."""
    meant = catalog.nearest_flavor(component_type, name) if catalog is not None else None
    remedy = f"Did you mean {meant}?" if meant is not None and meant != name else ""
    return UnknownFlavor(f"The {label_of(component_type)} has no flavor {name}.", remedy)
