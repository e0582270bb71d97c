# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""Attributes of components and stacks: connectors, labels, environments, secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from stackls_probe.errors import Refused, as_json

if TYPE_CHECKING:
    from stackls_probe.connection import Connection
    from stackls_probe.protocol import Json


_MISSING = (
    "There is no {0} {1}, or none that you may see, so nothing was changed. "
    "Make it with zenml {2}, or name another one."
)


def update_component(store: Any, identity: Any, **values: Any) -> None:
    """Update a component; ZenML cuts its connector off unless it is named again."""
    from zenml.models import ComponentUpdate

    now = store.get_stack_component(identity)
    connector = getattr(now, "connector", None)
    if connector is not None and "connector" not in values:
        kept = {"connector": connector.id, "connector_resource_id": now.connector_resource_id}
        values = {**kept, **values}
    store.update_stack_component(identity, ComponentUpdate(**values))


def same(kept: Json, expected: Json) -> bool:
    """Say whether all expected attributes are as they are kept."""
    return all(_text(kept.get(name)) == _text(value) for name, value in expected.items())


def _text(value: Any) -> str:
    value = sorted(set(value)) if isinstance(value, list) else value
    return json.dumps(value or None, sort_keys=True)


class Attributes:
    """Writes attributes; what has to be looked up for that is looked up once."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.client = connection.client
        self.store = self.client.zen_store
        self._connectors: dict[str, Any] | None = None
        self._secrets: dict[str, str] | None = None

    def of_component(self, identity: Any, names: Any) -> Json:
        """Give those attributes of a component as they are now; with its connector its resource."""
        now = self.store.get_stack_component(identity)
        connector = getattr(now, "connector", None)
        found = {
            "connector": connector.name if connector is not None else None,
            "connector_resource_id": now.connector_resource_id if connector is not None else None,
            **self._of(now),
        }
        wanted = {*names, *(("connector_resource_id",) if "connector" in names else ())}
        return {name: value for name, value in found.items() if name in wanted}

    def of_stack(self, identity: Any, names: Any) -> Json:
        """Give those attributes of a stack as they are now."""
        now = self.store.get_stack(identity)
        found = {"description": getattr(now, "description", None) or "", **self._of(now)}
        return {name: value for name, value in found.items() if name in names}

    def _of(self, holder: Any) -> Json:
        return {
            "labels": as_json(getattr(holder, "labels", None) or {}),
            "environment": as_json(getattr(holder, "environment", None) or {}),
            "secrets": [self._secret_name(one) for one in getattr(holder, "secrets", None) or []],
        }

    def check(self, wanted: Json, before: Json) -> None:
        """Refuse what is not there, or may not be seen; what was set ``before`` is no matter."""
        if wanted.get("connector"):
            self._connector_id(wanted["connector"])
        added = {*(wanted.get("secrets") or ())} - {*(before.get("secrets") or ())}
        if added:
            known = self._secret_names()
            missing = sorted(added - {*known, *known.values()})
            if missing:
                raise Refused("not-found", _MISSING.format("secret", missing[0], "secret create"))

    def set_on_component(self, identity: Any, wanted: Json) -> None:
        """Give a component these attributes; others stay."""
        now = self.store.get_stack_component(identity)
        values = self._values(wanted, now)
        if "connector" in wanted:
            connector = wanted["connector"]
            values["connector"] = self._connector_id(connector) if connector else None
            values["connector_resource_id"] = None
        if "connector_resource_id" in wanted:
            has_connector = values.get("connector", getattr(now, "connector", None)) is not None
            resource = wanted["connector_resource_id"] or None
            values["connector_resource_id"] = resource if has_connector else None
        update_component(self.store, identity, **values)

    def set_on_stack(self, identity: Any, wanted: Json) -> None:
        """Give a stack these attributes; others stay."""
        from zenml.models import StackUpdate

        values = self._values(wanted, self.store.get_stack(identity))
        if "description" in wanted:
            values["description"] = wanted["description"] or ""
        self.store.update_stack(identity, StackUpdate(**values))

    def _values(self, wanted: Json, now: Any) -> Json:
        values: Json = {
            name: wanted[name] or {} for name in ("labels", "environment") if name in wanted
        }
        if "secrets" in wanted:
            names = set(wanted["secrets"] or [])
            there = {self._secret_name(one): one for one in getattr(now, "secrets", None) or []}
            values["add_secrets"] = sorted(names - there.keys()) or None
            values["remove_secrets"] = [there[one] for one in there.keys() - names] or None
        return {
            name: value
            for name, value in values.items()
            if value is not None or name not in ("add_secrets", "remove_secrets")
        }

    def _connector_id(self, name: str) -> Any:
        if self._connectors is None:
            listing = self.client.list_service_connectors
            self._connectors = {one.name: one.id for one in self.connection.all_of(listing)}
        if name not in self._connectors:
            kind = "service connector"
            command = "service-connector register"
            raise Refused("not-found", _MISSING.format(kind, name, command))
        return self._connectors[name]

    def _secret_name(self, identity: Any) -> str:
        """Give the name of a secret; one that may not be seen goes by its id."""
        return self._secret_names().get(str(identity), str(identity))

    def _secret_names(self) -> dict[str, str]:
        """Give the names of the secrets that may be seen, by id."""
        if self._secrets is None:
            listing = self.client.list_secrets
            self._secrets = {str(one.id): one.name for one in self.connection.all_of(listing)}
        return self._secrets
