"""Where a ZenML keeps its stacks, as it is told to people."""

from __future__ import annotations

from typing import Any

import pytest

from stackls_core.registry.secrets import MASK
from stackls_core.stores.zenml import ZenMLStore


class Connected:
    """A worker whose ZenML is connected to something."""

    def __init__(self, kind: str, url: str) -> None:
        self.info = {"type": kind, "url": url, "zenml_version": "0.98.0"}

    def call(self, method: str, params: Any, timeout: float) -> Any:
        del params, timeout
        assert method == "info"
        return self.info


def test_for_whom_a_shared_one_is():
    worker: Any = Connected("rest", "https://zenml.example.com")
    worker.info |= {"user": "alice", "project": "fraud"}
    place = ZenMLStore(worker).info().place
    assert place == "the ZenML server https://zenml.example.com, project fraud, as alice"
    worker.info |= {"type": "sql", "url": "sqlite:////config/zenml.db"}
    assert ZenMLStore(worker).info().place == "ZenML's local database"


@pytest.mark.parametrize(
    ("kind", "url", "label", "is_shared"),
    [
        ("sql", "sqlite:////config/zenml.db", "ZenML's local database", False),
        ("rest", "https://zenml.example.com", "ZenML server https://zenml.example.com", True),
        ("sql", "mysql://db:3306/zenml", "ZenML database mysql://db:3306/zenml", True),
        ("sql", "mysql://me:hunter2@db/zenml", f"ZenML database mysql://me:{MASK}@db/zenml", True),
    ],
)
def test_where_it_is(kind: str, url: str, label: str, is_shared: bool):
    worker: Any = Connected(kind, url)
    info = ZenMLStore(worker).info()
    assert (info.label, info.is_shared) == (label, is_shared)
    assert "hunter2" not in repr(info)
