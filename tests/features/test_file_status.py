"""How a stack file compares with what is registered."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackls_core.registry.known import KnownRegistry
from stackls_server.features.file_status import FileState, FileStatus, file_status, status_data
from stackls_server.features.snapshot import Snapshot
from tests.features.plans_support import CATALOG, CHANGED, FILE, TAKEN, UNSET, local_store

UNKNOWN = FileStatus(FileState.UNKNOWN)
UNREGISTERED = FileStatus(FileState.UNREGISTERED)
SAME = FileStatus(FileState.SAME)


def different(places: int) -> FileStatus:
    return FileStatus(FileState.DIFFERENT, places)


def known(folder: Path, *registered: str) -> KnownRegistry:
    """The registry in which these files have been applied."""
    store = local_store(folder, *registered)
    return KnownRegistry(store.info(), store.snapshot())


def snapshot(text: str, known: KnownRegistry | None, path: str = "demo.stack.yaml") -> Snapshot:
    return Snapshot(text, CATALOG, path, known=known)


def test_before_the_registry_is_known():
    assert file_status(snapshot(FILE, None)) == UNKNOWN


@pytest.mark.parametrize("text", [FILE, FILE.replace("harbor", "harbour"), UNSET, TAKEN])
def test_a_name_that_is_not_registered(tmp_path: Path, text: str):
    assert file_status(snapshot(text, known(tmp_path))) == UNREGISTERED


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (FILE, SAME),
        (f"# a comment\n{FILE}", SAME),
        (FILE.replace("workers: 3", 'workers: "3"'), SAME),
        (FILE.replace("workers: 3", "workers: 4"), different(1)),
        (FILE.replace("token: hunter2", "token: hunter3"), different(1)),
        # three fields and one more, and a store for another one
        (CHANGED, different(6)),
        (TAKEN, different(3)),
        (FILE + "  alerter: {name: a, flavor: pager, configuration: {}}\n", different(1)),
        # what cannot be planned
        (FILE.replace("flavor: harbor", "flavor: harbour"), UNKNOWN),
        (UNSET, UNKNOWN),
        (FILE.replace("stack_name: demo\n", ""), UNKNOWN),
        (FILE.replace("stack_name: demo", "stack_name: ${NAME}"), UNKNOWN),
        (FILE.replace("stack_name: demo", "stack_name: 3"), UNKNOWN),
    ],
)
def test_beside_what_is_registered(tmp_path: Path, text: str, status: FileStatus):
    assert file_status(snapshot(text, known(tmp_path, FILE))) == status


def test_another_order_is_one_place(tmp_path: Path):
    first, second = (f"    - {{name: {n}, flavor: pager, configuration: {{}}}}\n" for n in "ab")
    seen = known(tmp_path, f"{FILE}  alerter:\n{first}{second}")
    assert file_status(snapshot(f"{FILE}  alerter:\n{second}{first}", seen)) == different(1)


def test_a_document_of_another_kind(tmp_path: Path):
    other = snapshot("services: {}\n", known(tmp_path), "compose.yaml")
    assert file_status(other) == UNKNOWN
    assert status_data(other) == {"stack": None, "state": "unknown", "places": 0}


def test_as_data(tmp_path: Path):
    found = status_data(snapshot(CHANGED, known(tmp_path, FILE)))
    assert found == {"stack": "demo", "state": "different", "places": 6}
    unnamed = status_data(snapshot(FILE.replace("stack_name: demo\n", ""), known(tmp_path)))
    assert unnamed == {"stack": None, "state": "unknown", "places": 0}
