"""A registry as it was seen, for what is judged by one."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from stackls_core.registry.known import RUN, KnownRegistry
from stackls_core.registry.model import ConnectorInfo, SecretInfo
from stackls_core.stores.local import LocalStore
from tests.support.catalog import tiny_catalog

SCHEDULED = "enable_step_logs: true\nschedule:\n  cron_expression: 0 3 * * *\n"


@lru_cache(maxsize=1)
def known_registry() -> KnownRegistry:
    """A registry as a server has seen it: two components, two secrets, an integration missing."""
    with tempfile.TemporaryDirectory() as folder:
        store = LocalStore(tiny_catalog, Path(folder) / "stacks.db")
        store.create_component("orchestrator", "harbor", "local", {})
        store.create_component("orchestrator", "desk", "local", {})
        secrets = (SecretInfo("aws", ("key", "token")), SecretInfo("odd", ()))
        installed = {"harbor": True, "logbook": False}
        reason = "region: Value error, there is no harbor on mars."
        verdicts = {
            ("orchestrator", "harbor", "region: mars"): (reason,),
            (RUN, "default", SCHEDULED): (
                "schedule: The local orchestrator of default cannot be scheduled.",
            ),
        }
        connectors = (
            ConnectorInfo("pier", "kubernetes", ("kubernetes-cluster",), "c1"),
            ConnectorInfo("bank", "aws", ("s3-bucket", "aws-generic"), "c2", "s3://team"),
        )
        known = KnownRegistry(
            store.info(), store.snapshot(), secrets, installed, verdicts, connectors=connectors
        )
        store.close()
    return known
