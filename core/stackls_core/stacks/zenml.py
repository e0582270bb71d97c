"""The ZenML store: the stacks of the user's own ZenML, through a worker.

Whether that ZenML keeps them in its local database or on a shared server makes no difference here.
The rules of `stackls_core.stacks.rules` are asked before ZenML is, so that both stores refuse the
same things in the same words; whatever ZenML refuses on top comes as its own message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeAlias, cast

from stackls_core.component_types import label_of
from stackls_core.flavors.catalog import CatalogError
from stackls_core.flavors.model import Flavor
from stackls_core.flavors.registry import FlavorRegistry, FlavorSource
from stackls_core.stacks import rules
from stackls_core.stacks.base import BaseStore, unknown_flavor
from stackls_core.stacks.changes import (
    Activate,
    Change,
    CreateComponent,
    CreateStack,
    DeleteComponent,
    DeleteStack,
    ExpectComponent,
    ExpectStack,
    RenameComponent,
    RenameStack,
    UpdateComponent,
    UpdateStack,
)
from stackls_core.stacks.errors import (
    AlreadyExists,
    ApplyFailed,
    Cancelled,
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
from stackls_core.stacks.model import (
    Component,
    ConnectorInfo,
    SecretInfo,
    Snapshot,
    Stack,
    in_order,
)
from stackls_core.stacks.plain import plain
from stackls_core.stacks.secrets import MASK, masked
from stackls_core.stacks.store import StoreInfo
from stackls_core.zenml.flavor_cache import FlavorCache, Installation
from stackls_core.zenml.records import RecordSource
from stackls_core.zenml.worker import CALL_SECONDS, START_SECONDS, Worker, WorkerRefusal

WRITE_SECONDS = 120.0
"""How long a list of changes may take; a server may need a second for each."""

FLAVORS_SECONDS = 120.0

_Sent: TypeAlias = "tuple[str, str, Mapping[str, Any]]"
"""A configuration that ZenML was given, after its component type and flavor."""


class ZenMLStore(BaseStore):
    """The stacks of a ZenML installation. Safe to use from any thread.

    What it reads is never older than the call: somebody else may change it at any time.
    """

    def __init__(
        self,
        worker: Worker,
        interpreter: str = "",
        bundled: Callable[[], FlavorRegistry] | None = None,
        call_seconds: float = CALL_SECONDS,
        cache: FlavorCache | None = None,
    ) -> None:
        """``bundled`` are flavors that need not be read again where ZenML has the same version.

        Nor do those in the ``cache``, which gets the flavors of all other versions.
        """
        self._worker = worker
        self._interpreter = interpreter
        self._bundled = bundled
        self._call_seconds = call_seconds
        self._cache = cache
        self._was_ready = False

    @property
    def worker(self) -> Worker:
        """The process behind it."""
        return self._worker

    def info(self) -> StoreInfo:
        """Which ZenML this is, and where it is connected to."""
        found = self._call("info")
        is_shared = found["type"] == "rest"
        return StoreInfo(
            kind="zenml",
            label=f"ZenML server {found['url']}" if is_shared else "ZenML's local database",
            location=str(found["url"]),
            zenml_version=str(found["zenml_version"]),
            is_shared=is_shared,
            user=found.get("user"),
            project=found.get("project"),
            interpreter=self._interpreter or None,
            has_secrets=True,
            active_from=str(found.get("active_from", "global")),
            watched=tuple(found.get("watched") or ()),
        )

    def snapshot(self) -> Snapshot:
        """Everything at one moment."""
        return _snapshot(self._call("snapshot"))

    def execute(self, changes: Sequence[Change]) -> Snapshot:
        """Do all of ``changes`` or none of them; a step that fails undoes the earlier ones."""
        return self.execute_on(self.snapshot(), changes)

    def execute_on(self, before: Snapshot, changes: Sequence[Change]) -> Snapshot:
        """Do all of ``changes`` to what has just been read."""
        _ = rules.after_all(before, changes, lambda: "new")
        written = [_as_json(change) for change in changes]
        try:
            params = {"changes": written, "known": _known(before)}
            found = self._ask("execute", params, WRITE_SECONDS)
        except WorkerRefusal as refusal:
            left = cast("list[str]", refusal.details.get("left") or [])
            error = self._error_of(refusal, _configured(changes, before), _what(changes))
            if left:
                raise ApplyFailed(str(error), left) from None
            raise error from None
        if "stacks" not in found:
            # only which stack is active has changed
            active = cast("list[str]", found["active"])
            return replace(before, active=active[0], active_anywhere=frozenset(active))
        return _snapshot(found)

    def normalized(
        self, component_type: str, flavor: str, configuration: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """A configuration as ZenML itself keeps it; raises where ZenML refuses it."""
        sent = plain(configuration)
        params = {"type": component_type, "flavor": flavor, "configuration": sent}
        try:
            return self._ask("normalize", params, self._call_seconds)
        except WorkerRefusal as refusal:
            what = f"{label_of(component_type).capitalize()} of flavor {flavor}"
            raise self._error_of(refusal, [(component_type, flavor, sent)], what) from None

    def secrets(self) -> tuple[SecretInfo, ...]:
        """Names and keys of the secrets, by name; their values stay where they are."""
        found = [
            SecretInfo(s["name"], tuple(s["keys"]), s["id"], bool(s["private"]))
            for s in self._call("secrets")
        ]
        return tuple(sorted(found, key=lambda secret: secret.name))

    def connectors(self) -> tuple[ConnectorInfo, ...]:
        """The service connectors, by name."""
        found = [
            ConnectorInfo(c["name"], c["type"], tuple(c["resource_types"]), c["id"])
            for c in self._call("connectors")
        ]
        return tuple(sorted(found, key=lambda connector: connector.name))

    def installed_integrations(self, names: Sequence[str]) -> dict[str, bool | None]:
        """For each integration whether what it needs is installed; ``None`` for unknown ones."""
        return self._call("integrations", {"names": list(names)})

    def flavors(self) -> FlavorSource:
        """The custom flavors, and where the version is not the bundled one, all the others too.

        Takes seconds in that case, once for each installation: to be called in the background.
        """
        known_version = self._bundled().zenml_version if self._bundled else None
        installation = self._installation(known_version)
        kept = None
        if installation is not None and self._cache is not None:
            kept = self._cache.read(installation)
            known_version = installation.zenml_version if kept is not None else known_version
        try:
            found = self._ask("flavors", {"known_version": known_version}, FLAVORS_SECONDS)
        except WorkerRefusal as refusal:
            raise self._error_of(refusal) from None
        if installation is not None and self._cache is not None and kept is None:
            self._cache.write(installation, found["flavors"])
        return RecordSource([*(kept or ()), *found["flavors"]], str(found["zenml_version"]))

    def _installation(self, known_version: str | None) -> Installation | None:
        """What to look up in the cache; ``None`` where there is no need or no way to tell."""
        if self._cache is None:
            return None
        found = self._call("installation")
        version, fingerprint = str(found["zenml_version"]), found["fingerprint"]
        if version == known_version or not fingerprint:
            return None
        return Installation(self._interpreter, version, str(fingerprint), str(found["probe"]))

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def _error_of(
        self, refusal: WorkerRefusal, sent: Sequence[_Sent] = (), what: str = "The component"
    ) -> StoreError:
        """What a refusal means, in words that repeat no secret of what was ``sent``."""
        texts: set[str] = set()
        for component_type, flavor, configuration in sent:
            texts |= secret_texts(configuration, self._flavor_of(component_type, flavor))

        def scrubbed(message: str) -> str:
            for text in sorted(texts, key=len, reverse=True):
                message = message.replace(text, MASK)
            return message

        details = refusal.details
        if refusal.kind == "invalid":
            problems = cast("list[str]", details.get("problems") or [str(refusal)])
            return InvalidConfiguration(what, [scrubbed(problem) for problem in problems])
        if refusal.kind == "unknown-flavor":
            registry = self._bundled() if self._bundled is not None else None
            return unknown_flavor(details["component_type"], details["flavor"], registry)
        return _explained(refusal.kind, scrubbed(str(refusal)))

    def _flavor_of(self, component_type: str, name: str) -> Flavor | None:
        if self._bundled is None:
            return None
        try:
            return self._bundled().flavor(component_type, name)
        except CatalogError:
            return None

    def _call(self, method: str, params: Mapping[str, Any] | None = None) -> Any:
        try:
            return self._ask(method, params or {}, self._call_seconds)
        except WorkerRefusal as refusal:
            raise self._error_of(refusal) from None

    def _ask(self, method: str, params: Mapping[str, Any], timeout: float) -> Any:
        if not self._was_ready:
            # the first call waits for ZenML to be imported and its database to be opened
            timeout = max(timeout, START_SECONDS)
        try:
            answer = self._worker.call(method, params, timeout)
        except WorkerRefusal:
            self._was_ready = True
            raise
        self._was_ready = True
        return answer


# -- plain data to models ------------------------------------------------------------------------


def _snapshot(data: Mapping[str, Any]) -> Snapshot:
    found = [_component(item) for item in data["components"]]
    by_id = {component.id: component for component in found}
    stacks = [
        Stack(
            item["name"],
            # one that was deleted between two questions is in no stack any more
            in_order(tuple(by_id[c] for c in item["components"] if c in by_id)),
            item["id"],
            item["description"],
            item["labels"],
        )
        for item in data["stacks"]
    ]
    ordered = sorted(found, key=lambda component: component.name)
    return Snapshot(
        tuple(sorted(stacks, key=lambda stack: stack.name)),
        in_order(tuple(ordered)),
        (data["active"] or [""])[0],
        frozenset(data["active"]),
    )


def _component(data: Mapping[str, Any]) -> Component:
    return Component(
        data["type"],
        data["name"],
        data["flavor"],
        data["configuration"],
        data["id"],
        data["connector"],
        data["labels"],
    )


def _known(snapshot: Snapshot) -> dict[str, Any]:
    """What the probe has to know of a snapshot: names and ids, no configuration."""
    others = snapshot.active_anywhere - {snapshot.active}
    return {
        "stacks": [
            {"id": s.id, "name": s.name, "description": s.description, "labels": dict(s.labels)}
            for s in snapshot.stacks
        ],
        "components": [
            {"id": c.id, "type": c.type, "name": c.name, "flavor": c.flavor}
            for c in snapshot.components
        ],
        "active": [snapshot.active, *sorted(others)],
    }


_VERBS: dict[type[Any], str] = {
    CreateComponent: "create-component",
    UpdateComponent: "update-component",
    RenameComponent: "rename-component",
    DeleteComponent: "delete-component",
    CreateStack: "create-stack",
    UpdateStack: "update-stack",
    RenameStack: "rename-stack",
    DeleteStack: "delete-stack",
    Activate: "activate",
    ExpectComponent: "expect-component",
    ExpectStack: "expect-stack",
}


def _as_json(change: Change) -> dict[str, Any]:
    values = {field.name: plain(getattr(change, field.name)) for field in fields(change)}
    return {"do": _VERBS[type(change)], **values}


# -- failures ------------------------------------------------------------------------------------

_TELLING = 24
_MIN_HIDDEN = 3


def secret_texts(configuration: Mapping[str, Any], flavor: Flavor | None) -> set[str]:
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


def _configured(changes: Sequence[Change], before: Snapshot) -> list[_Sent]:
    """The configurations among some changes, each with its type and flavor."""
    found: list[_Sent] = []
    for change in changes:
        if isinstance(change, CreateComponent):
            found.append((change.type, change.flavor, plain(change.configuration)))
        elif isinstance(change, UpdateComponent):
            component = before.component_named(change.type, change.name)
            flavor = component.flavor if component is not None else ""
            found.append((change.type, flavor, plain(change.configuration)))
    return found


def _what(changes: Sequence[Change]) -> str:
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
