"""Answers to what the probe is asked first, in the probe's words, without starting it.

That is possible where the ZenML, its settings and what keeps its stacks are of a version whose
files and answers are known; tests compare every answer with ZenML's own. Everything else, and
whatever is unusual, is left to ZenML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stackls_core.catalog.component_types import REPEATABLE_TYPES, REQUIRED_TYPES
from stackls_core.zenml.direct.activation import activate
from stackls_core.zenml.direct.errors import LeftToZenML
from stackls_core.zenml.direct.settings import Settings, read_settings

if TYPE_CHECKING:
    from stackls_core.zenml.direct.kept import Keeping
    from stackls_core.zenml.direct.registered import Registered
    from stackls_core.zenml.direct.rest import Server
    from stackls_probe.protocol import Json, Method

VERSIONS = ("0.98.0",)
"""The versions of ZenML, of databases and of servers, that were compared."""

_COMPONENT_ATTRIBUTES = ("connector", "connector_resource_id", "labels", "environment", "secrets")
_STACK_ATTRIBUTES = ("description", "labels", "environment", "secrets")

_UNKNOWN = (
    LeftToZenML,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
)
"""A server and a database can hold anything; ZenML knows what to say of it."""


class Direct:
    """A ZenML as its files and its server show it."""

    def __init__(
        self,
        version: str,
        environment: Mapping[str, str],
        work: Path,
        keeping: Keeping | None = None,
    ) -> None:
        """``work`` is the folder that commands run in, ``version`` that of the ZenML.

        Without ``keeping`` nothing is kept of what is read of a server.
        """
        self._version = version
        self._environment = environment
        self._work = work
        self._keeping = keeping
        self._last: tuple[Settings, Registered] | None = None
        self._asked: tuple[Settings, Callable[[], Registered]] | None = None

    def begin(self) -> None:
        """Ask a server for what is registered, for whoever has something else to do until then.

        The next `answer` waits for what it says. Of a database nothing is read before that.
        """
        with suppress(*_UNKNOWN):
            settings = self._settings()
            if settings.store["type"] == "rest":
                self._asked = (settings, self._server(settings).ask(settings.project))

    def answer(self, method: Method, params: Mapping[str, Any]) -> dict[str, Any] | None:
        """What the probe would answer; ``None`` where ZenML has to be asked."""
        try:
            if method == "snapshot":
                return self._snapshot()
            if method == "info":
                return self._info()
            if method == "execute":
                return self._activated(params["changes"], params["known"])
        except _UNKNOWN:
            pass
        return None

    def objection(self) -> str | None:
        """Why ZenML has to be asked, as the end of a sentence; ``None`` where it has not."""
        try:
            self._read()
        except LeftToZenML as error:
            return str(error)
        except _UNKNOWN as error:
            return f"something is not as it is known to be ({type(error).__name__})"
        return None

    def _read(self) -> tuple[Settings, Registered]:
        asked, self._asked = self._asked, None
        if asked is not None:
            settings, wait = asked
            registered = wait()
        else:
            settings = self._settings()
            registered = self._registered(settings)
        known = {stack["id"] for stack in registered.stacks}
        if not {settings.active, settings.active_in_general} <= known:
            raise LeftToZenML("the active stack is not there any more")
        self._last = (settings, registered)
        return self._last

    def _settings(self) -> Settings:
        if self._version not in VERSIONS:
            raise LeftToZenML("how its version keeps stacks is not known")
        return read_settings(self._environment, self._work, self._version)

    def _server(self, settings: Settings) -> Server:
        # not imported for who has a database, nor that for who has a server
        from stackls_core.zenml.direct.rest import Server

        return Server(settings, self._environment, VERSIONS, self._keeping)

    def _registered(self, settings: Settings) -> Registered:
        if settings.store["type"] == "rest":
            return self._server(settings).ask(settings.project)()
        prefix, _, file = settings.url.partition(":///")
        if prefix != "sqlite" or not file:
            raise LeftToZenML("its database is no file")
        from stackls_core.zenml.direct.database import read_database

        return read_database(Path(file), self._version, settings.project)

    def _snapshot(self) -> dict[str, Any]:
        settings, registered = self._read()
        return {
            "stacks": registered.stacks,
            "components": registered.components,
            "traits": {
                "component": _COMPONENT_ATTRIBUTES,
                "stack": _STACK_ATTRIBUTES,
                "ignores": registered.ignores,
                "required": REQUIRED_TYPES,
                "repeatable": REPEATABLE_TYPES,
            },
            "active": _active(settings.active, settings),
        }

    def _info(self) -> dict[str, Any]:
        # who asks for it has mostly read what is registered at the same moment
        settings, registered = self._last or self._read()
        return {
            "zenml_version": self._version,
            "type": settings.store["type"],
            "url": settings.url,
            "user": registered.user,
            "project": registered.project,
            "repository": str(settings.repository) if settings.repository else None,
            "active_from": "workspace" if settings.repository else "global",
            "watched": settings.watched,
        }

    def _activated(self, changes: Sequence[Json], known: Json) -> dict[str, Any]:
        """Make a stack active, of those that were read a moment ago."""
        if self._last is None or len(changes) != 1 or changes[0]["do"] != "activate":
            raise LeftToZenML("it is another change")
        settings, _ = self._last
        (stack,) = (one["id"] for one in known["stacks"] if one["name"] == changes[0]["name"])
        activate(settings.deciding_file, stack)
        return {"active": _active(stack, settings)}


def _active(here: str, settings: Settings) -> list[str]:
    """The active stack, then the one that is active in general."""
    in_general = settings.active_in_general if settings.repository else here
    return list(dict.fromkeys((here, in_general)))
