"""What is registered on a ZenML server, by its REST interface, as the user who is logged in.

What was read before and has not changed since is not read again, see `kept`.

Requests go to the server of the settings only, along no redirection and no proxy, with the token
that ZenML itself keeps for it. A token is never renewed here.
"""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote, urlsplit

from stackls_core.regular_files import stamp_of
from stackls_core.zenml.direct.errors import LeftToZenML
from stackls_core.zenml.direct.kept import (
    Keeping,
    Kept,
    KeptFile,
    Known,
    Names,
    has_public_attributes,
    is_settled,
)
from stackls_core.zenml.direct.registered import Registered
from stackls_core.zenml.direct.settings import Settings, read_mapping

Json = dict[str, Any]
Whole = tuple[str, dict[str, Any]]
"""When a stack or component was changed, and all of it in the words of the probe."""

_SECONDS = 10.0
_MOST_BYTES = 64_000_000
_PAGE = "size=1000&page=1"
_FEW = 4
"""So many stacks or components are asked for one by one; more of them at once."""
_API = "/api/v1/"
_NAMES = ("DEFAULT", "d\u00e9fault", "default ")
"""The default stack's name in another case, with an accent, with a space at the end."""


@dataclass(frozen=True)
class _Found:
    """Of one kind: what was kept, what a server has listed of it, and what is known of that."""

    kept: Mapping[str, Kept]
    order: Sequence[str]
    known: Mapping[str, Kept]
    read: Sequence[Json]

    def records(self, record: Callable[[Json], dict[str, Any]]) -> list[Whole]:
        """All of it; ``record`` says what was read in the words of the probe."""
        read = {one["id"]: (one["body"]["updated"], record(one)) for one in self.read}
        known = {
            identity: (one.updated, one.record)
            for identity, one in self.known.items()
            if one.record is not None
        }
        found = {**known, **read}
        return [found[identity] for identity in self.order if identity in found]


class Server:
    """A server of a version that is known, as one user sees it. Raises `LeftToZenML`."""

    def __init__(
        self,
        settings: Settings,
        environment: Mapping[str, str],
        versions: tuple[str, ...],
        keeping: Keeping | None = None,
    ) -> None:
        """``versions`` are those whose answers are known. Nothing is asked before `ask`."""
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
        self._login = _login_of(settings)
        self._date = ""
        """When the server has answered first, as it says itself."""
        self._versions = versions
        self._keeping = keeping
        self._file = KeptFile(keeping.folder, settings.url) if keeping is not None else None

    def ask(self, project: str) -> Callable[[], Registered]:
        """Ask what the user sees there; what comes back waits for the answers and reads them."""
        kept = self._file.read() if self._file is not None else Known()
        now = self._keeping.clock() if self._keeping is not None else 0.0
        login = f"{self._login} {project}"
        known_names = kept.names if kept.names and kept.names.hold(login, now) else None
        named = ("current-user", f"projects/{quote(project, safe='')}?hydrate=false")
        answers = self._all(
            "info",
            _all_of("components", is_brief=_is_enough(kept.components)),
            _all_of("stacks", is_brief=_is_enough(kept.stacks)),
            *(named if known_names is None else ()),
        )

        def registered() -> Registered:
            info, components, stacks, *named = answers()
            names = known_names or Names(login, now, *(one["name"] for one in named))
            version = info["version"]
            if version not in self._versions:
                raise LeftToZenML("how the version of its server answers is not known")
            still = kept if kept.version == version else Known()
            of_stacks = self._found("stacks", stacks, kept.stacks, still.stacks)
            of_components = self._found("components", components, kept.components, still.components)
            read = [*of_stacks.read, *of_components.read]
            secrets = self._secrets() if any(one["metadata"]["secrets"] for one in read) else {}
            all_stacks = of_stacks.records(lambda one: _stack(one, secrets))
            all_components = of_components.records(lambda one: _component(one, secrets))
            if self._file is not None:
                to_keep = Known(
                    version,
                    self._to_keep(of_stacks, all_stacks, has_public_attributes),
                    self._to_keep(of_components, all_components, self._is_public),
                    names,
                )
                if to_keep != kept:
                    self._file.write(to_keep)
            return Registered(
                [record for _, record in all_stacks],
                [record for _, record in all_components],
                names.user,
                names.project,
                # a file of SQLite's tells all names apart
                (False,) * len(_NAMES) if info["database_type"] == "sqlite" else self._ignored(),
            )

        return registered

    def _found(
        self, kind: str, page: Json, asked_by: Mapping[str, Kept], kept: Mapping[str, Kept]
    ) -> _Found:
        """Read what is not known of what is listed; ``asked_by`` is what was kept when asking."""
        listed = _items(page)
        order = [one["id"] for one in listed]
        if not _is_enough(asked_by):
            return _Found(kept, order, {}, listed)
        known = {
            one["id"]: kept[one["id"]]
            for one in listed
            if one["id"] in kept
            and kept[one["id"]].updated == one["body"]["updated"]
            and kept[one["id"]].record is not None
        }
        return _Found(kept, order, known, self._read(kind, order, known.keys()))

    def _read(self, kind: str, listed: Sequence[str], known: Set[str]) -> list[Json]:
        """All that there is to know of those that are ``listed`` and not ``known``."""
        missing = [one for one in listed if one not in known]
        if len(missing) > _FEW:
            (found,) = self._all(_all_of(kind, is_brief=False))()
            return [one for one in _items(found) if one["id"] not in known]
        return self._all(*(f"{kind}/{quote(one, safe='')}?hydrate=true" for one in missing))()

    def _to_keep(
        self, found: _Found, several: Sequence[Whole], may_be: Callable[[Json], bool]
    ) -> dict[str, Kept]:
        """What to keep of a kind. What has not changed is not judged again: that takes its time."""
        keeping: dict[str, Kept] = {}
        for updated, record in several:
            former = found.kept.get(record["id"])
            if former is not None and former.updated == updated:
                keeping[record["id"]] = former
            elif is_settled(updated, self._date):
                keeping[record["id"]] = Kept(updated, record if may_be(record) else None)
        return keeping

    def _is_public(self, component: Json) -> bool:
        is_public = self._keeping.is_public if self._keeping is not None else None
        return (
            is_public is not None
            and has_public_attributes(component)
            and is_public(component["type"], component["flavor"], component["configuration"])
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


def _is_enough(kept: Mapping[str, Kept]) -> bool:
    """Whether so little has to be read besides that a list without details is to be asked for."""
    return bool(kept) and sum(one.record is None for one in kept.values()) <= _FEW


def _all_of(kind: str, *, is_brief: bool) -> str:
    return f"{kind}?hydrate={'false' if is_brief else 'true'}&{_PAGE}"


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


def _login_of(settings: Settings) -> str:
    """Another one after every login and renewal; nothing of it."""
    return repr(stamp_of(settings.credentials))


def _token(settings: Settings) -> str | None:
    """The token that ZenML keeps for the server; ``None`` for one that asks for none."""
    file = settings.credentials
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
