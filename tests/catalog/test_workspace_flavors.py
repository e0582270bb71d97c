"""Custom flavors of workspaces that were added, and the documents that they count for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stackls_core.catalog.catalogs import AllCatalogs, open_catalogs
from stackls_core.catalog.workspace_flavors import FORMAT, file_of, read_flavors, write_flavors
from tests.support.catalog import InMemorySource, flavor

HARBOR: dict[str, Any] = {
    "type": "orchestrator",
    "name": "harbor",
    "origin": "custom",
    "source": "flavors.HarborFlavor",
    "schema": {"properties": {"region": {"type": "string"}}, "required": ["region"]},
    "facts": {"required": ["region"]},
}
KEY = ("orchestrator", "harbor")


@pytest.fixture
def added(tmp_path: Path) -> Path:
    """The folder with what was added: the flavors of one workspace."""
    workspace = tmp_path / "workspace"
    (workspace / "stacks" / "prod").mkdir(parents=True)
    write_flavors(tmp_path / "catalogs", workspace, "0.97.0", [HARBOR])
    return tmp_path / "catalogs"


def knows(catalogs: AllCatalogs, folder: Path, version: str | None = None) -> bool:
    return catalogs.for_folder(folder).for_version(version).summary(*KEY) is not None


def test_they_count_inside_of_their_workspace_for_every_version(added: Path):
    catalogs, workspace = open_catalogs(added), added.parent / "workspace"
    for version in (None, "0.98.0", "0.85.0", "0.99.0", "0.95.0"):
        found = catalogs.for_folder(workspace / "stacks" / "prod").for_version(version)
        plain = catalogs.for_version(version)
        assert found.summary(*KEY) is not None
        assert [one.name for one in found.flavor(*KEY).required] == ["region"]  # pyright: ignore
        assert (found.zenml_version, found.is_exact) == (plain.zenml_version, plain.is_exact)
        assert (found.types, found.imports) == (plain.types, plain.imports)
        assert not knows(catalogs, added.parent, version)
        assert not knows(catalogs, added.parent / "workspaces", version)


def test_they_count_however_the_version_was_chosen(added: Path):
    catalogs = open_catalogs(added).for_folder(added.parent / "workspace")
    for chosen in (
        catalogs.with_default("0.85.0"),
        catalogs.with_choice("0.85.0"),
        catalogs.with_choice("0.85.0").with_default("0.94.6"),
    ):
        found = chosen.for_version(None)
        assert (found.zenml_version, found.summary(*KEY) is not None) == ("0.85.0", True)
    target = catalogs.as_target("0.94.6")
    assert target is not None
    assert target.for_version("0.85.0").summary(*KEY) is not None
    assert catalogs.as_target("1.2.3") is None
    assert catalogs.versions == open_catalogs(added).versions


def test_a_zenml_that_is_at_hand_knows_its_own(added: Path):
    source = InMemorySource([flavor("orchestrator", "mine")], "0.98.0")
    folder = added.parent / "workspace"
    for installed in (
        open_catalogs(added).with_installed(source).for_folder(folder),
        open_catalogs(added).for_folder(folder).with_installed(source),
    ):
        assert installed.for_version(None).summary("orchestrator", "mine") is not None
        assert installed.for_version(None).summary(*KEY) is None


def test_those_of_the_nearest_workspace_count(added: Path):
    inner = added.parent / "workspace" / "stacks"
    other = {**HARBOR, "name": "quay"}
    write_flavors(added, inner, "0.98.0", [other])
    catalogs = open_catalogs(added)
    assert not knows(catalogs, inner / "prod")
    assert knows(catalogs, inner.parent)
    found = catalogs.for_folder(inner / "prod").for_version(None)
    assert found.summary("orchestrator", "quay") is not None


def test_what_is_added_and_removed_later_is_found(added: Path):
    catalogs, workspace = open_catalogs(added), added.parent / "workspace"
    assert knows(catalogs, workspace)
    assert not catalogs.refresh()
    write_flavors(added, workspace, "0.97.0", [{**HARBOR, "name": "quay"}])
    assert catalogs.refresh()
    assert not knows(catalogs, workspace)
    file_of(added, workspace).unlink()
    assert catalogs.refresh()
    assert not catalogs.added.flavors


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"format": 1',
        b"[]",
        b"{}",
        b"\xff",
        {"format": FORMAT + 1},
        {"workspace": "/somewhere/else"},
        {"flavors": [{"name": "harbor"}]},
        {"flavors": 5},
    ],
)
def test_a_damaged_file_or_one_of_another_stackls_is_none(added: Path, content: Any):
    file = file_of(added, added.parent / "workspace")
    known = json.loads(file.read_bytes())
    text = content if isinstance(content, bytes) else json.dumps(known | content).encode()
    file.write_bytes(text)
    assert read_flavors(file) is None
    catalogs = open_catalogs(added)
    assert catalogs.added.unreadable == (file.name,)
    assert not knows(catalogs, added.parent / "workspace")
