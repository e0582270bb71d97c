"""Shared by the tests of stores."""

from __future__ import annotations

import pytest

from stackls_core.stores.zenml import ZenMLStore


@pytest.fixture
def store(zenml_store: ZenMLStore) -> ZenMLStore:
    """Our store on a real ZenML, with nothing but the default stack."""
    return zenml_store
