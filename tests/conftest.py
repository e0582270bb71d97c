"""Shared by all tests: the shipped catalog, opened once."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.support.checks")

from stackls_core.flavors.catalog import open_catalog
from stackls_core.flavors.registry import FlavorRegistry


@pytest.fixture(scope="session")
def shipped_registry() -> FlavorRegistry:
    """The flavors that come with stackls."""
    return FlavorRegistry([open_catalog()])
