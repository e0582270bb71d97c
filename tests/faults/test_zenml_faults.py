"""A short form of `nox -s faults` for a real ZenML."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from stackls_core.catalog.catalog import Catalog
from tests.faults.zenml import kill_applies
from tests.support.real_zenml import NEEDS_ZENML

pytestmark = [*NEEDS_ZENML, pytest.mark.skipif(sys.platform == "win32", reason="kills a group")]


@pytest.mark.parametrize("with_server", [False, True])
def test_what_a_kill_leaves_behind_is_told(
    tmp_path: Path, shipped_catalog: Catalog, with_server: bool
):
    done = kill_applies(tmp_path, shipped_catalog, 2026, 3, with_server=with_server)
    assert done["kills"] == 3
