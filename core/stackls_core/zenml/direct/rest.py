"""What is registered on a ZenML server, by its REST interface, as the user who is logged in.

A stack that was read before and has not changed since is not read again, see `kept_stacks`.

Requests go to the server of the settings only, along no redirection and no proxy, with the token
that ZenML itself keeps for it. A token is never renewed here.
"""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, urlsplit

from stackls_core.zenml.direct.errors import LeftToZenML
from stackls_core.zenml.direct.kept_stacks import Kept, KeptStacks, may_be_kept
from stackls_core.zenml.direct.registered import Registered
from stackls_core.zenml.direct.settings import Settings, read_mapping

Json = dict[str, Any]

_SECONDS = 10.0
_MOST_BYTES = 64_000_000
_PAGE = "size=1000&page=1"
_FEW = 4
"""So many stacks are asked for one by one; more of them at once."""
_API = "/api/v1/"
_NAMES = ("DEFAULT", "d\u00e9fault", "default ")
"""The default stack's name in another case, with an accent, with a space at the end."""


class Server:
    """A server of a version that is known, as one user sees it. Raises `LeftToZenML`."""

    def __init__(
        self,
        settings: Settings,
        environment: Mapping[str, str],
        versions: tuple[str, ...],
        cache: Path | None = None,
    ) -> None:
        """``versions`` are those whose answers are known. Nothing is asked before `ask`.

        ``cache`` is the folder for what is read of stacks, if that may be kept.
        """
        address = urlsplit(settings.url)
        if any(name.lower().endswith("_proxy") and environment[name] for name in environment):
            raise LeftToZenML("there is a proxy")
        if address.scheme not in ("http", "https") or address.hostname is None or address.username:
            raise LeftToZenML("the address is not one of a server")
        if address.scheme == "https" and settings.store.get("verify_ssl", True) is not True:
            raise LeftToZenML("certificates are not verified as usual")
        if {"username", "password", "api_key", "api_token"} & settings.store.keys():
            raise LeftToZenML("the login is in the settings")
        self._address = address
        self._token = _token(settings)
        self._date = ""
        """When the server has answered first, as it says itself."""
        self._versions = versions
        self._kept = KeptStacks(cache, settings.url) if cache is not None else None

    def ask(self, project: str) -> Callable[[], Registered]:
        """Ask what the user sees there; what comes back waits for the answers and reads them."""
        version, kept = self._kept.read() if self._kept is not None else ("", {})
        answers = self._all(
            "info",
            "current-user",
            f"projects/{quote(project, safe='')}?hydrate=false",
            f"components?hydrate=true&{_PAGE}",
            f"stacks?hydrate={'false' if kept else 'true'}&{_PAGE}",
        )

        def registered() -> Registered:
            info, user, owner, components, stacks = answers()
            if info["version"] not in self._versions:
                raise LeftToZenML("how the version of its server answers is not known")
            listed = _items(stacks)
            if not kept:
                return self._registered(info, user, owner, components, listed, [])
            known = [
                kept[one["id"]]
                for one in listed
                if version == info["version"]
                and one["id"] in kept
                and kept[one["id"]].updated == one["body"]["updated"]
            ]
            read = self._read(listed, {one.stack["id"] for one in known})
            found = self._registered(info, user, owner, components, read, known)
            order = {one["id"]: index for index, one in enumerate(listed)}
            found.stacks.sort(key=lambda one: order.get(one["id"], len(order)))
            return found

        return registered

    def _read(self, listed: Sequence[Json], known: Set[str]) -> list[Json]:
        """All that there is to know of the stacks that are ``listed`` and not ``known``."""
        missing = [one["id"] for one in listed if one["id"] not in known]
        if len(missing) > _FEW:
            (found,) = self._all(f"stacks?hydrate=true&{_PAGE}")()
            return [one for one in _items(found) if one["id"] not in known]
        return self._all(*(f"stacks/{quote(one, safe='')}?hydrate=true" for one in missing))()

    def _registered(
        self,
        info: Json,
        user: Json,
        owner: Json,
        components: Json,
        read: Sequence[Json],
        known: Sequence[Kept],
    ) -> Registered:
        """``read`` are stacks as the server has told of them, ``known`` those that it need not."""
        found = [*read, *_items(components)]
        names = self._secrets() if any(one["metadata"]["secrets"] for one in found) else {}
        new = [Kept(one["body"]["updated"], _stack(one, names)) for one in read]
        if self._kept is not None:
            lasting = [one for one in new if may_be_kept(one.updated, one.stack, self._date)]
            self._kept.write(info["version"], [*known, *lasting])
        return Registered(
            [one.stack for one in (*known, *new)],
            [_component(one, names) for one in _items(components)],
            user["name"],
            owner["name"],
            # a file of SQLite's tells all names apart
            (False,) * len(_NAMES) if info["database_type"] == "sqlite" else self._ignored(),
        )

    def _secrets(self) -> dict[str, str]:
        (found,) = self._all(f"secrets?{_PAGE}")()
        return {one["id"]: one["name"] for one in _items(found)}

    def _ignored(self) -> tuple[bool, ...]:
        """How the server's database compares names, see the probe's ``traits``."""
        asked = [f"stacks?name={quote('equals:' + name)}&size=1" for name in _NAMES]
        return tuple(one["total"] > 0 for one in self._all(*asked)())

    def _all(self, *paths: str) -> Callable[[], list[Json]]:
        """Make some requests at the same time; what comes back waits for the answers."""
        answers: list[Any] = [None] * len(paths)

        def ask(index: int) -> None:
            try:
                answers[index] = self._get(paths[index])
            except (LeftToZenML, OSError, ValueError, http.client.HTTPException, RecursionError):
                return

        threads = [
            threading.Thread(target=ask, args=[index], daemon=True) for index in range(len(paths))
        ]
        for thread in threads:
            thread.start()

        def wait() -> list[Json]:
            for thread in threads:
                thread.join()
            if not all(isinstance(one, dict) for one in answers):
                raise LeftToZenML("the server did not answer as expected")
            return answers

        return wait

    def _get(self, path: str) -> Any:
        connection_type = http.client.HTTPConnection
        if self._address.scheme == "https":
            connection_type = http.client.HTTPSConnection
        host = cast("str", self._address.hostname)
        connection = connection_type(host, self._address.port, timeout=_SECONDS)
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            connection.request("GET", self._address.path + _API + path, headers=headers)
            response = connection.getresponse()
            content = response.read(_MOST_BYTES)
            if response.status != http.client.OK:
                raise LeftToZenML(f"the server answered {response.status}")
            self._date = self._date or response.getheader("Date") or ""
        finally:
            connection.close()
        return json.loads(content)


def _items(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    if page["total_pages"] > 1:
        raise LeftToZenML("there is more than a page of stacks or components")
    return page["items"]


def _stack(one: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": one["id"],
        "name": one["name"],
        "description": one["metadata"]["description"] or "",
        "components": [
            component["id"]
            for components in one["metadata"]["components"].values()
            for component in components
        ],
        **_attributes(one["metadata"], secrets),
    }


def _component(one: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, Any]:
    metadata = one["metadata"]
    connector = metadata["connector"]
    return {
        "id": one["id"],
        "type": one["body"]["type"],
        "name": one["name"],
        "flavor": one["body"]["flavor_name"],
        "configuration": metadata["configuration"],
        "connector": connector["name"] if connector is not None else None,
        "connector_resource_id": (connector and metadata["connector_resource_id"]) or None,
        **_attributes(metadata, secrets),
    }


def _attributes(metadata: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, Any]:
    return {
        "labels": metadata["labels"] or {},
        "environment": metadata["environment"] or {},
        "secrets": sorted(secrets.get(one, one) for one in metadata["secrets"]),
    }


def _token(settings: Settings) -> str | None:
    """The token that ZenML keeps for the server; ``None`` for one that asks for none."""
    file = settings.folder / "credentials.yaml"
    kept = read_mapping(file).get(settings.url) if file.exists() else None
    if kept is None:
        return None
    token = kept["api_token"]
    expiry = token.get("expires_at")
    if expiry is not None:
        from datetime import datetime, timedelta, timezone

        ends = datetime.fromisoformat(expiry.replace("Z", "+00:00"))
        ends = ends if ends.tzinfo is not None else ends.replace(tzinfo=timezone.utc)
        if ends - timedelta(seconds=token.get("leeway") or 0) <= datetime.now(timezone.utc):
            raise LeftToZenML("the token of the login has expired")
    return str(token["access_token"])
