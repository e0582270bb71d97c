"""Answers requests: lines of JSON in, lines of JSON out."""

from __future__ import annotations

import contextlib
import functools
import json
import os
from typing import TYPE_CHECKING, Any

from stackls_probe.changes import execute
from stackls_probe.configurations import validated
from stackls_probe.connection import Connection
from stackls_probe.errors import Refused, as_json, error_of
from stackls_probe.incoming import Requests
from stackls_probe.installation import installation, integrations
from stackls_probe.listings import Listings
from stackls_probe.registered_flavors import all_flavors
from stackls_probe.run_configurations import compiled
from stackls_probe.streams import own_stdin, quieten

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackls_probe.protocol import Json, Method


class Server:
    """Answers requests with the ZenML of this interpreter."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        listings = Listings(connection)
        self.methods: dict[Method, Callable[[Json], Any]] = {
            "info": lambda _: listings.info(),
            "snapshot": lambda _: listings.snapshot(),
            "secrets": lambda _: listings.secrets(),
            "connectors": lambda _: listings.connectors(),
            "integrations": lambda params: integrations(params["names"]),
            "installation": lambda _: installation(connection.places),
            "flavors": lambda params: all_flavors(connection, params.get("known_version")),
            "normalize": lambda params: as_json(
                validated(connection, params["type"], params["flavor"], params["configuration"])
            ),
            "compile": lambda params: compiled(connection, params["text"], params["stack"]),
            "execute": lambda params: execute(
                listings, params["changes"], params.get("known"), params.get("journal")
            ),
        }

    def answer(self, request: Json) -> Json:
        """Answer one request; never raises."""
        try:
            method = self.methods.get(request.get("method"))  # pyright: ignore[reportArgumentType]
            if method is None:
                raise Refused("unsupported", "There is no such request.")
            self.connection.refresh()
            result = method(request.get("params") or {})
            self.connection.remember()
            return {"id": request.get("id"), "result": result}
        except Exception as error:  # noqa: BLE001 - whoever asked has to get an answer
            with contextlib.suppress(Exception):
                self.connection.remember()
            return {"id": request.get("id"), "error": error_of(error)}


def run_serve(answers: Any, root: str | None, import_root: str | None) -> None:
    """Answer requests until there are no more; never returns."""

    def write(message: Json) -> None:
        answers.write(json.dumps(message, ensure_ascii=True) + "\n")
        answers.flush()

    quieten()
    with own_stdin() as lines:
        requests = Requests(lines)
        requests.busy = True
        server = Server(Connection(root, import_root))
        try:
            write({"ready": server.connection.open()})
        except Exception as error:  # noqa: BLE001 - whatever it is, it has to be told
            write({"failed": error_of(error)})
            os._exit(1)
        with contextlib.suppress(BrokenPipeError):
            for line in requests:
                try:
                    request = json.loads(line)
                except ValueError:
                    continue
                number = request.get("id")
                server.connection.is_cancelled = functools.partial(requests.is_cancelled, number)
                write(server.answer(request))
        # ZenML's own threads and exit handlers may take their time or hang
        os._exit(0)
