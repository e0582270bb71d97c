"""What ZenML's refusals mean, in words that repeat no secret of what it was given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, cast

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.component_types import label_of
from stackls_core.catalog.errors import CatalogError
from stackls_core.catalog.lifetimes import NO_LIFETIMES
from stackls_core.catalog.model import Flavor
from stackls_core.registry.changes import Change, CreateComponent, UpdateComponent
from stackls_core.registry.errors import (
    AlreadyExists,
    Cancelled,
    FlavorNotImportable,
    InvalidConfiguration,
    NotFound,
    Protected,
    StackIsActive,
    StoreChanged,
    StoreError,
    Unsupported,
    ZenMLError,
    ZenMLUnauthorized,
    ZenMLUnreachable,
)
from stackls_core.registry.model import Snapshot
from stackls_core.registry.plain import plain
from stackls_core.registry.references import unknown_flavor
from stackls_core.registry.secrets import MASK, masked
from stackls_core.zenml.worker import WorkerRefusal

Sent: TypeAlias = "tuple[str, str, Mapping[str, Any]]"
"""A configuration that ZenML was given, after its component type and flavor."""

_TELLING = 24
_MIN_HIDDEN = 3


def error_of(
    refusal: WorkerRefusal,
    catalog: Callable[[], Catalog] | None,
    sent: Sequence[Sent] = (),
    what: str = "The component",
) -> StoreError:
    """The error to raise for a refusal of ``what``; no secret of what was ``sent`` is in it.

    ``catalog`` is asked, where need be, which parameters of the flavors it knows are secrets.
    """
    texts: set[str] = set()
    for component_type, flavor, configuration in sent:
        texts |= _secret_texts(configuration, _known_flavor(catalog, component_type, flavor))

    def scrubbed(message: str) -> str:
        for text in sorted(texts, key=len, reverse=True):
            message = message.replace(text, MASK)
        return message

    details = refusal.details
    if refusal.kind == "invalid":
        problems = cast("list[str]", details.get("problems") or [str(refusal)])
        kind = FlavorNotImportable if details.get("not_imported") else InvalidConfiguration
        return kind(what, [scrubbed(problem) for problem in problems])
    if refusal.kind == "unknown-flavor":
        return unknown_flavor(
            details["component_type"], details["flavor"], catalog() if catalog else None
        )
    if "lacks_type" in details or "lacks_several" in details:
        return Unsupported(str(refusal), _since(details, catalog))
    return _explained(refusal.kind, scrubbed(str(refusal)))


def _since(details: Mapping[str, Any], catalog: Callable[[], Catalog] | None) -> str:
    """With which version came what a ZenML lacks, as far as that is known."""
    try:
        lifetimes = catalog().lifetimes if catalog is not None else NO_LIFETIMES
    except CatalogError:
        return ""
    if "lacks_type" in details:
        return lifetimes.of(str(details["lacks_type"])).sentence
    since = lifetimes.of_several(str(details["lacks_several"])).since
    return f"Several came with ZenML {since}." if since else ""


def _known_flavor(
    catalog: Callable[[], Catalog] | None, component_type: str, name: str
) -> Flavor | None:
    if catalog is None:
        return None
    try:
        return catalog().flavor(component_type, name)
    except CatalogError:
        return None


def _secret_texts(configuration: Mapping[str, Any], flavor: Flavor | None) -> set[str]:
    """The texts of a configuration that no message may repeat.

    That is what is hidden when it is shown and, since the code of a custom flavor may have secrets
    under any name, every long text.
    """
    found = set(_hidden(configuration, masked(configuration, flavor)))
    return found | {text for text in _texts(configuration) if len(text) > _TELLING}


def _hidden(value: object, shown: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        other = cast("Mapping[str, object]", shown)
        for key, item in cast("Mapping[str, object]", value).items():
            yield from _hidden(item, other[key])
    elif isinstance(value, list):
        pairs = zip(cast("list[object]", value), cast("list[object]", shown), strict=True)
        for item, other_item in pairs:
            yield from _hidden(item, other_item)
    elif value != shown and len(str(value)) >= _MIN_HIDDEN:
        yield str(value)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in cast("Mapping[str, object]", value).values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


def configurations_of(changes: Sequence[Change], before: Snapshot) -> list[Sent]:
    """The configurations among some changes, each with its type and flavor."""
    found: list[Sent] = []
    for change in changes:
        if isinstance(change, CreateComponent):
            found.append((change.type, change.flavor, plain(change.configuration)))
        elif isinstance(change, UpdateComponent):
            component = before.component_named(change.type, change.name)
            flavor = component.flavor if component is not None else ""
            found.append((change.type, flavor, plain(change.configuration)))
    return found


def subject_of(changes: Sequence[Change]) -> str:
    """What a refusal of some changes is about, to begin a sentence with."""
    for change in changes:
        if isinstance(change, (CreateComponent, UpdateComponent)):
            return f"The {label_of(change.type)} {change.name}"
    return "The component"


_ERRORS: dict[str, Callable[[str], StoreError]] = {
    "not-found": NotFound,
    "exists": AlreadyExists,
    "refused": Protected,
    "active": StackIsActive,
    "unsupported": Unsupported,
}


def _explained(kind: str, message: str) -> StoreError:
    if kind == "cancelled":
        return Cancelled("It was cancelled. Nothing was changed.")
    if kind == "changed":
        return StoreChanged(message, "Plan again.")
    if kind == "unauthorized":
        return ZenMLUnauthorized(
            f"The ZenML server does not accept the credentials: {message}",
            "Log in again with zenml login.",
        )
    if kind == "unreachable":
        return ZenMLUnreachable(
            "The ZenML server cannot be reached.", "Check the connection, then try again."
        )
    if kind == "database":
        return ZenMLError(f"ZenML's database cannot be used: {message}")
    if kind in _ERRORS:
        return _ERRORS[kind](message)
    return ZenMLError(f"ZenML failed: {message}")
