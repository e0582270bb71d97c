"""A registry to plan against and files to plan, for tests of what is shown of plans."""

from __future__ import annotations

from pathlib import Path

from stackls_core.plans.apply import apply
from stackls_core.plans.plan import Plan, plan_text
from stackls_core.stores.local import LocalStore
from tests.support.catalog import tiny_catalog
from tests.support.stack_texts import Entry, stack_text

CATALOG = tiny_catalog()
STORE = Entry("artifact_store", "default", "local")
PORT = Entry("orchestrator", "port", "harbor", "region: eu-west-1\nworkers: 3\ntoken: hunter2")
MOVED = Entry("orchestrator", "port", "harbor", "region: us-east-1\nmode: careful\ntoken: other")
FILE = stack_text(PORT, STORE)
CHANGED = stack_text(MOVED, Entry("artifact_store", "shelf", "local"))
TAKEN = stack_text(Entry("orchestrator", "default", "harbor", "region: x"), STORE)
"""Its orchestrator has the name of one with another flavor."""
UNSET = FILE.replace("eu-west-1", "${REGION}")


def local_store(folder: Path, *registered: str) -> LocalStore:
    """A registry in which these files have been applied."""
    store = LocalStore(lambda: CATALOG, folder / "stacks.db")
    for text in registered:
        apply(planned(text, store), store)
    return store


def planned(text: str, store: LocalStore) -> Plan:
    return plan_text(text, store, CATALOG)
