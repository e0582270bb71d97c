"""Shared by all tests: the shipped catalog, opened once."""

from __future__ import annotations

import itertools
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.support.checks")
pytest_plugins = ["tests.support.real_zenml"]

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.catalogs import AllCatalogs, open_catalogs


@pytest.fixture(scope="session", autouse=True)
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Path]]:
    """Keep every test, and every process it starts, away from the stacks of whoever runs them."""
    folder = tmp_path_factory.mktemp("homes")
    homes = (folder / str(number) for number in itertools.count())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STACKLS_STORE", "local")
        patch.setenv("STACKLS_HOME", str(next(homes)))
        yield homes


@pytest.fixture(autouse=True)
def _home_of_its_own(_homes: Iterator[Path]) -> Iterator[None]:
    """Keep a test away from the stacks of those before it: where there are none, less is done."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STACKLS_HOME", str(next(_homes)))
        yield


# how long an example takes says more about the machine than about the code; the checks say the
# same on the same code, `nox -s fuzz` looks for new examples
settings.register_profile("stackls", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None)
settings.load_profile("stackls")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # in the background of a shell interrupts are ignored, and so they would be by the processes
    # that tests start and interrupt
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def shipped_catalogs() -> AllCatalogs:
    """The catalogs that come with stackls, of all versions."""
    return open_catalogs()


@pytest.fixture(scope="session")
def shipped_catalog(shipped_catalogs: AllCatalogs) -> Catalog:
    """That of the newest version."""
    return shipped_catalogs.bundled
