"""The ZenML store: the stacks of the user's own ZenML, through a worker.

Whether that ZenML keeps them in its local database or on a shared server makes no difference here.
The rules of `stackls_core.registry.rules` are asked before ZenML is, so that both stores refuse the
same things in the same words; whatever ZenML refuses on top comes as its own message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from stackls_core.catalog.component_types import label_of
from stackls_core.registry import rules
from stackls_core.registry.changes import Change
from stackls_core.registry.errors import (
    ApplyFailed,
    StoreError,
    ZenMLError,
    ZenMLStopped,
    ZenMLTimeout,
)
from stackls_core.registry.model import ConnectorInfo, SecretInfo, Snapshot
from stackls_core.registry.plain import plain
from stackls_core.registry.secrets import masked
from stackls_core.registry.store import Capabilities, StackStore, StoreInfo
from stackls_core.stores.journal import Journals
from stackls_core.stores.names import NameCache, names_in
from stackls_core.stores.zenml_wire import change_as_json, known_of, read_snapshot
from stackls_core.zenml.worker import CALL_SECONDS, START_SECONDS, Worker, WorkerRefusal
from stackls_probe.protocol import Method

if TYPE_CHECKING:
    from pathlib import Path

    # not for those who only list: refusals and flavors are rarely asked for
    from stackls_core.catalog.catalog import Catalog, FlavorSource
    from stackls_core.stores.zenml_refusals import Sent
    from stackls_core.zenml.direct.direct import Direct
    from stackls_core.zenml.flavor_cache import FlavorCache, Installation

WRITE_SECONDS = 120.0
"""How long a list of changes may take, and a second more for each: a server may need that."""

FLAVORS_SECONDS = 120.0

_SQLITE = "sqlite:///"


class ZenMLStore(StackStore):
    """The stacks of a ZenML installation. Safe to use from any thread.

    What it reads is never older than the call: somebody else may change it at any time.
    """

    capabilities = Capabilities(validates=True, imports_by_prefix=True, has_connectors=True)

    def __init__(
        self,
        worker: Worker,
        interpreter: str = "",
        bundled: Callable[[], Catalog] | None = None,
        call_seconds: float = CALL_SECONDS,
        cache: FlavorCache | None = None,
        names: NameCache | None = None,
        direct: Direct | None = None,
        starting: Callable[[], AbstractContextManager[None]] = nullcontext,
        journals: Journals | None = None,
    ) -> None:
        """``bundled`` are flavors that need not be read again where ZenML has the same version.

        Nor do those in the ``cache``, which gets the flavors of all other versions. ``names`` gets
        the names of what is read. ``direct`` is asked first, as long as ZenML is not started;
        who waits for that start does so inside of ``starting``. ``journals`` remember changes whose
        end was not seen.
        """
        self._worker = worker
        self._interpreter = interpreter
        self._bundled = bundled
        self._call_seconds = call_seconds
        self._cache = cache
        self._names = names
        self._direct = direct
        self._starting = starting
        self._journals = journals
        self._was_ready = False
        self._last_seen: Snapshot | None = None

    @property
    def worker(self) -> Worker:
        """The process behind it."""
        return self._worker

    def info(self) -> StoreInfo:
        """Which ZenML this is, and where it is connected to."""
        found = self._call("info")
        url = str(masked(found, None)["url"])
        is_local = found["type"] != "rest" and url.startswith("sqlite:")
        # a database in a file tells of changes by that file; `-wal` is where they go first
        database = url.removeprefix(_SQLITE) if url.startswith(_SQLITE) else ""
        files = (database, f"{database}-wal") if database else ()
        what = "ZenML server" if found["type"] == "rest" else "ZenML database"
        return StoreInfo(
            kind="zenml",
            label="ZenML's local database" if is_local else f"{what} {url}",
            location=url,
            zenml_version=str(found["zenml_version"]),
            is_shared=not is_local,
            user=found.get("user"),
            project=found.get("project"),
            interpreter=self._interpreter or None,
            has_secrets=True,
            active_from=str(found.get("active_from", "global")),
            watched=(*(found.get("watched") or ()), *files),
        )

    def snapshot(self) -> Snapshot:
        """Everything at one moment."""
        return self._seen(read_snapshot(self._call("snapshot")))

    def execute(self, changes: Sequence[Change], before: Snapshot | None = None) -> Snapshot:
        """Do all of ``changes`` or none of them; a step that fails undoes the earlier ones."""
        before = before or self.snapshot()
        _ = rules.after_all(before, changes, lambda: "new")
        written = [change_as_json(change) for change in changes]
        journal = self._journals.begin(written, before) if self._journals else None
        params = {
            "changes": written,
            "known": known_of(before),
            "journal": str(journal) if journal is not None else None,
        }
        try:
            found = self._ask("execute", params, WRITE_SECONDS + len(written))
        except WorkerRefusal as refusal:
            from stackls_core.stores.zenml_refusals import configurations_of, subject_of

            left = cast("list[str]", refusal.details.get("left") or [])
            error = self._error_of(refusal, configurations_of(changes, before), subject_of(changes))
            told = self._left_behind(journal)
            step = None if isinstance(error, ZenMLError) else refusal.details.get("step")
            if left or told:
                error = ApplyFailed(str(error), left, told)
            error.step = step
            raise error from None
        except (ZenMLStopped, ZenMLTimeout) as error:
            if self._journals is None or self._journals.is_settled(journal):
                raise
            self._last_seen = None  # what is left must not be judged by how it was before
            raise ApplyFailed(str(error), told=self._journals.may_be_left(journal)) from error
        if self._journals is not None:
            self._journals.end(journal)
        self.settle(changes)
        if "stacks" not in found:
            # only which stack is active has changed
            active = cast("list[str]", found["active"])
            return replace(before, active=active[0], active_anywhere=frozenset(active))
        return self._seen(read_snapshot(found))

    def _left_behind(self, journal: Path | None) -> str:
        """What changes that failed have left behind; empty where that is nothing."""
        if self._journals is None or self._journals.is_settled(journal):
            return ""
        self._last_seen = None
        try:
            return " ".join(self._journals.unfinished(self.snapshot()))
        except StoreError:
            return self._journals.may_be_left(journal)

    def unfinished(self) -> tuple[str, ...]:
        """What earlier changes have left behind, judged by what was read last."""
        if self._journals is None or self._last_seen is None:
            return ()
        return self._journals.unfinished(self._last_seen)

    def settle(self, changes: Sequence[Change]) -> None:
        """Forget what is unfinished of these."""
        if self._journals is not None and self._last_seen is not None:
            self._journals.settle([change_as_json(one) for one in changes], self._last_seen)

    def _seen(self, snapshot: Snapshot) -> Snapshot:
        self._last_seen = snapshot
        if self._names is not None:
            self._names.write(names_in(snapshot))
        return snapshot

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

    def refusals(self, run_configuration: str, stack: str) -> tuple[str, ...] | None:
        """What ZenML's compiler says; nothing is run, uploaded or imported from the workspace."""
        params = {"text": run_configuration, "stack": stack}
        try:
            # the first one imports the flavors of all integrations
            answer = self._ask("compile", params, max(self._call_seconds, START_SECONDS))
        except WorkerRefusal:
            return None
        problems: object = answer.get("problems")
        return tuple(map(str, cast("list[object]", problems))) if problems is not None else None

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
            ConnectorInfo(
                c["name"], c["type"], tuple(c["resource_types"]), c["id"], c["resource_id"]
            )
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
        from stackls_core.catalog.record_source import RecordSource

        return RecordSource([*(kept or ()), *found["flavors"]], str(found["zenml_version"]))

    def _installation(self, known_version: str | None) -> Installation | None:
        """What to look up in the cache; ``None`` where there is no need or no way to tell."""
        if self._cache is None:
            return None
        found = self._call("installation")
        version, fingerprint = str(found["zenml_version"]), found["fingerprint"]
        if version == known_version or not fingerprint:
            return None
        from stackls_core.zenml.flavor_cache import Installation

        return Installation(self._interpreter, version, str(fingerprint), str(found["probe"]))

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def _error_of(
        self, refusal: WorkerRefusal, sent: Sequence[Sent] = (), what: str = "The component"
    ) -> StoreError:
        from stackls_core.stores.zenml_refusals import error_of

        return error_of(refusal, self._bundled, sent, what)

    def _call(self, method: Method, params: Mapping[str, Any] | None = None) -> Any:
        try:
            return self._ask(method, params or {}, self._call_seconds)
        except WorkerRefusal as refusal:
            raise self._error_of(refusal) from None

    def _ask(self, method: Method, params: Mapping[str, Any], timeout: float) -> Any:
        answer = self._direct.answer(method, params) if self._direct is not None else None
        if answer is not None:
            return answer
        self._direct = None  # from here on, ZenML itself knows best
        if self._was_ready:
            return self._worker.call(method, params, timeout)
        # the first call waits for ZenML to be imported and its database to be opened
        with self._starting():
            try:
                answer = self._worker.call(method, params, max(timeout, START_SECONDS))
            except WorkerRefusal:
                self._was_ready = True
                raise
        self._was_ready = True
        return answer
