# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""What is registered in a ZenML: stacks, components, secrets and connectors."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

from stackls_probe.database import Database
from stackls_probe.errors import as_json
from stackls_probe.traits import traits

if TYPE_CHECKING:
    from stackls_probe.connection import Connection
    from stackls_probe.protocol import Json


class Listings:
    """What is registered, as far as it is kept between two requests."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._database = Database()
        self._secret_keys: dict[Any, list[str]] = {}
        self._registered: tuple[Any, Json] | None = None
        self._known_traits: tuple[int, Json] | None = None

    def info(self) -> Json:
        """Say where ZenML is connected to, and as whom."""
        import zenml

        client = self.connection.client
        store = client.zen_store
        project = None
        with contextlib.suppress(Exception):
            project = client.active_project.name
        with contextlib.suppress(Exception):
            # called workspaces before 0.80
            project = project or client.active_workspace.name
        return {
            "zenml_version": zenml.__version__,
            "type": str(getattr(store.type, "value", store.type)),
            "url": store.url,
            "user": client.active_user.name,
            "project": project,
            "repository": str(client.root) if client.root else None,
            "active_from": self._active_from(),
            "watched": [str(file) for file in self.connection.settings_files()],
        }

    def _active_from(self) -> str:
        if os.environ.get("ZENML_ACTIVE_STACK_ID"):
            return "environment"
        return "workspace" if self.connection.client.uses_local_configuration else "global"

    def snapshot(self) -> Json:
        """Give all stacks and components, and which stack is active."""
        # asked before the rows are: what is written in between makes the next answer a new one
        version = self._database.version(str(self.connection.client.zen_store.url))
        key = (version, self._scope(), self.connection.stores_seen)
        if version is None or self._registered is None or self._registered[0] != key:
            self._registered = (key, self._read_registered())
        return {**self._registered[1], "active": self.active()}

    def _scope(self) -> list[Any]:
        """Give the project, or what was one before 0.80, that listings may be limited to."""
        from zenml.config.global_config import GlobalConfiguration

        names = ("active_project_id", "active_workspace_id", "active_workspace_name")
        configurations = (GlobalConfiguration(), self.connection.client._config)
        return [str(getattr(one, name, None)) for one in configurations for name in names]

    def _read_registered(self) -> Json:
        client = self.connection.client
        stacks = self.connection.all_of(client.list_stacks, hydrate=True)
        components = self.connection.all_of(client.list_stack_components, hydrate=True)
        names = self._secret_names([*stacks, *components])
        return {
            "stacks": [_stack(stack, names) for stack in stacks],
            "components": [_component(component, names) for component in components],
            "traits": self._traits(),
        }

    def _secret_names(self, holders: list[Any]) -> dict[str, str]:
        """Give the names of secrets by their ids, where any is attached to something."""
        if not any(attached_secrets(one) for one in holders):
            return {}
        listing = self.connection.client.list_secrets
        return {str(one.id): one.name for one in self.connection.all_of(listing)}

    def _traits(self) -> Json:
        """Say how this ZenML keeps things; asked once for each store."""
        if self._known_traits is None or self._known_traits[0] != self.connection.stores_seen:
            self._known_traits = (self.connection.stores_seen, traits(self.connection))
        return self._known_traits[1]

    def active(self) -> list[str]:
        """Give the id of the stack that is active here, then of others that are in general."""
        from zenml.config.global_config import GlobalConfiguration

        client = self.connection.client
        in_general = GlobalConfiguration().active_stack_id
        here = client._config.active_stack_id if client._config else None
        active = os.environ.get("ZENML_ACTIVE_STACK_ID") or here or in_general
        return list(dict.fromkeys(str(one) for one in (active, in_general) if one))

    def secrets(self) -> list[Json]:
        """Give names and keys of the secrets; the keys of each are asked for once."""
        found: list[Json] = []
        for secret in self.connection.all_of(self.connection.client.list_secrets):
            self.connection.check_cancelled()
            known = (secret.id, str(secret.updated))
            if known not in self._secret_keys:
                try:
                    keys = sorted(self.connection.client.zen_store.get_secret(secret.id).values)
                except Exception:  # noqa: BLE001 - one that may not be read has no keys to tell
                    keys = []
                self._secret_keys[known] = keys
            private = getattr(secret, "private", None)
            if private is None:
                private = str(getattr(secret, "scope", "")).endswith("user")
            found.append(
                {
                    "id": str(secret.id),
                    "name": secret.name,
                    "keys": self._secret_keys[known],
                    "private": bool(private),
                }
            )
        return found

    def connectors(self) -> list[Json]:
        """Give the service connectors, without their credentials."""
        return [
            {
                "id": str(connector.id),
                "name": connector.name,
                "type": str(getattr(connector, "type", "")),
                "resource_types": [str(one) for one in connector.resource_types],
                "resource_id": getattr(connector, "resource_id", None) or None,
            }
            for connector in self.connection.all_of(self.connection.client.list_service_connectors)
        ]


def _stack(stack: Any, secrets: dict[str, str]) -> Json:
    return {
        "id": str(stack.id),
        "name": stack.name,
        "description": getattr(stack, "description", None) or "",
        "components": [
            str(component.id)
            for components in stack.components.values()
            for component in components
        ],
        **_attached(stack, secrets),
    }


def _attached(holder: Any, secrets: dict[str, str]) -> Json:
    """Give the labels, variables and secrets of a stack or a component.

    A secret that may not be seen goes by its id.
    """
    return {
        "labels": as_json(getattr(holder, "labels", None) or {}),
        "environment": as_json(getattr(holder, "environment", None) or {}),
        "secrets": sorted(secrets.get(one, one) for one in attached_secrets(holder)),
    }


def attached_secrets(holder: Any) -> list[str]:
    """Give the ids of the secrets of a stack or a component; an older ZenML attaches none."""
    secrets = getattr(holder, "secrets", None)
    return [str(one) for one in secrets] if isinstance(secrets, (list, tuple)) else []


def _component(component: Any, secrets: dict[str, str]) -> Json:
    connector = getattr(component, "connector", None)
    flavor = getattr(component, "flavor_name", None) or component.flavor
    return {
        "id": str(component.id),
        "type": str(getattr(component.type, "value", component.type)),
        "name": component.name,
        "flavor": str(getattr(flavor, "name", flavor)),
        "configuration": as_json(component.configuration),
        "connector": connector.name if connector is not None else None,
        "connector_resource_id": (connector and component.connector_resource_id) or None,
        **_attached(component, secrets),
    }
