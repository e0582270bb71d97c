"""ZenML's model of a flavor is asked for once a plan, not once a file."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from stackls_probe import configurations


def test_a_model_is_kept_for_a_moment_and_for_one_registry(monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    now = [100.0]

    def get(name: str, zenml_type: Any) -> str:
        asked.append(name)
        return f"{name} of {zenml_type} {len(asked)}"

    client = SimpleNamespace(get_flavor_by_name_and_type=get)
    connection: Any = SimpleNamespace(client=client, stores_seen=0)
    monkeypatch.setattr(configurations, "_FLAVORS", {})
    monkeypatch.setattr(configurations.time, "monotonic", lambda: now[0])

    def model(name: str = "s3") -> Any:
        return configurations._flavor(connection, name, "artifact_store")

    assert [model(), model(), model("gcp")][0] == model()
    assert asked == ["s3", "gcp"]
    now[0] += configurations.FLAVOR_SECONDS + 1
    assert model() == "s3 of artifact_store 3"
    connection.stores_seen += 1
    model()
    assert asked == ["s3", "gcp", "s3", "s3"]
