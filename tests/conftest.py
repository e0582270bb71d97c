"""Shared by all tests: the shipped catalog, opened once."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.support.checks")

from stackls_core.flavors.catalog import open_catalog
from stackls_core.flavors.registry import FlavorRegistry


@pytest.fixture(scope="session", autouse=True)
def _no_registry_of_the_developer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep every test, and every process it starts, away from the stacks of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STACKLS_STORE", "local")
        patch.setenv("STACKLS_HOME", str(tmp_path_factory.mktemp("home")))
        yield


# how long an example takes says more about the machine than about the code
settings.register_profile("stackls", deadline=None)
settings.load_profile("stackls")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # in the background of a shell interrupts are ignored, and so they would be by the processes
    # that tests start and interrupt
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def shipped_registry() -> FlavorRegistry:
    """The flavors that come with stackls."""
    return FlavorRegistry([open_catalog()])
