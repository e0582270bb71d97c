"""A registry as it was seen, for what is judged by one."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from stackls_core.registry.known import KnownStore
from stackls_core.registry.model import SecretInfo
from stackls_core.stores.local import LocalStore
from tests.support.catalog import tiny_catalog


@lru_cache(maxsize=1)
def known_store() -> KnownStore:
    """A registry as a server has seen it: two components, two secrets, an integration missing."""
    with tempfile.TemporaryDirectory() as folder:
        store = LocalStore(tiny_catalog, Path(folder) / "stacks.db")
        store.create_component("orchestrator", "harbor", "local", {})
        store.create_component("orchestrator", "desk", "local", {})
        secrets = (SecretInfo("aws", ("key", "token")), SecretInfo("odd", ()))
        installed = {"harbor": True, "logbook": False}
        reason = "region: Value error, there is no harbor on mars."
        verdicts = {("orchestrator", "harbor", "region: mars"): (reason,)}
        known = KnownStore(store.info(), store.snapshot(), secrets, installed, verdicts)
        store.close()
    return known
