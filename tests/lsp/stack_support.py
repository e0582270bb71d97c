"""A store for tests that can do what ZenML's can, without it, and be slow or broken on demand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from stackls_core.catalog.catalog import Catalog, FlavorSource
from stackls_core.registry.changes import Change
from stackls_core.registry.errors import StoreError
from stackls_core.registry.model import SecretInfo, Snapshot
from stackls_core.registry.store import Capabilities, StoreInfo
from stackls_core.stores.local import LocalStore
from stackls_core.stores.opening import StoreContext
from stackls_core.stores.zenml import ZenMLStore
from stackls_core.zenml.interpreters import Candidate
from tests.support.catalog import InMemorySource, flavor, tiny_catalog

SECRETS = (SecretInfo("aws", ("key", "token")), SecretInfo("harbor", ()))
CUSTOM = InMemorySource([flavor("orchestrator", "mine", {"size": {"type": "integer"}})], "1.2.3")


class FakeStore(LocalStore):
    """A local store that has secrets, flavors of its own and a word on integrations."""

    def __init__(self, catalog: Callable[[], Catalog], path: Path) -> None:
        super().__init__(lambda: catalog().below(CUSTOM), path)
        self.gate = threading.Event()
        """What the store does waits for it."""
        self.waiting = 0
        """How many wait for it."""
        self.late_gate = threading.Event()
        """What the store has changed waits for it."""
        self.flavors_gate = threading.Event()
        """Flavors wait for it."""
        for gate in (self.gate, self.late_gate, self.flavors_gate):
            gate.set()
        self.error: StoreError | None = None
        """What is raised instead of an answer."""
        self.is_served = False
        """Whether it is somewhere where no file tells of changes."""
        self.calls: list[str] = []
        """What it was asked, in order."""
        self.left: StoreError | None = None
        """What is raised by a change after it was made."""
        self.closed = 0
        self.executed: list[Sequence[Change]] = []

    @property
    def snapshots(self) -> int:
        """How often it was asked for everything that is registered."""
        return self.calls.count("snapshot")

    def info(self) -> StoreInfo:
        self.calls.append("info")
        found = replace(super().info(), label="fake store", has_secrets=True)
        if self.is_served:
            url = "https://zenml.example.com"
            found = replace(found, kind="zenml", location=url, is_shared=True, watched=())
        return found

    @property
    def capabilities(self) -> Capabilities:
        return ZenMLStore.capabilities if self.is_served else Capabilities()

    def _pass_gate(self) -> None:
        self.waiting += 1
        self.gate.wait(30)
        self.waiting -= 1

    def snapshot(self) -> Snapshot:
        self.calls.append("snapshot")
        self._pass_gate()
        if self.error is not None:
            raise self.error
        return super().snapshot()

    def execute(self, changes: Sequence[Change], before: Snapshot | None = None) -> Snapshot:
        self.calls.append("execute")
        self._pass_gate()
        after = super().execute(changes, before)
        self.executed.append(changes)
        self.late_gate.wait(30)
        if self.left is not None:
            raise self.left
        return after

    def secrets(self) -> tuple[SecretInfo, ...]:
        self.calls.append("secrets")
        return SECRETS

    def flavors(self) -> FlavorSource:
        self.calls.append("flavors")
        self.flavors_gate.wait(30)
        return CUSTOM

    @property
    def flavors_read(self) -> int:
        return self.calls.count("flavors")

    def installed_integrations(self, names: Sequence[str]) -> Mapping[str, bool | None]:
        self.calls.append("installed_integrations")
        return {name: name != "harbor" for name in names}

    def close(self) -> None:
        self.closed += 1
        super().close()


class Opener:
    """Opens one fake store, and remembers what was asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.asked: list[tuple[str, StoreContext]] = []
        self.error: StoreError | None = None
        self.is_served = False
        self.left_out: Candidate | None = None
        """An interpreter that is told of as not trusted."""
        self.flavors_gate = threading.Event()
        """That of every store."""
        self.flavors_gate.set()
        self.stores: list[FakeStore] = []

    def __call__(
        self, kind: str, catalog: Callable[[], Catalog], context: StoreContext
    ) -> FakeStore:
        self.asked.append((kind, context))
        if self.left_out is not None:
            context.left_out(self.left_out)
        if self.error is not None:
            raise self.error
        self.stores.append(FakeStore(catalog, self.path))
        self.store.is_served = self.is_served
        self.store.flavors_gate = self.flavors_gate
        return self.stores[-1]

    @property
    def store(self) -> FakeStore:
        return self.stores[-1]


def served_opener(path: Path) -> Opener:
    """One of a store that is on a server, and in use already."""
    found = Opener(path)
    found.is_served = True
    assert LocalStore(tiny_catalog, path).snapshot().stacks
    return found


def command(name: str, /, **argument: Any) -> dict[str, Any]:
    """Parameters of ``workspace/executeCommand``."""
    return {"command": f"stackls.{name}", "arguments": [argument]}
