"""Which ZenML a workspace is made for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stackls_core.catalog import pins
from stackls_core.catalog.pins import Kept, pinned_version
from stackls_core.regular_files import read_regular

LOCK = '[[package]]\nname = "zenml"\nversion = "{0}"\n'


@pytest.mark.parametrize(
    ("name", "text", "version"),
    [
        ("pyproject.toml", '[tool.stackls]\nzenml-version = "0.85.0"\n', "0.85.0"),
        ("pyproject.toml", '[tool.other]\nzenml-version = "0.85.0"\n', None),
        ("pyproject.toml", '[tool.stackls]\n[tool.x]\nzenml-version = "0.85.0"\n', None),
        ("pyproject.toml", 'dependencies = [\n  "zenml[server]==0.90.0",\n]\n', "0.90.0"),
        ("pyproject.toml", 'dependencies = [\n  "zenml>=0.90.0",\n]\n', None),
        ("uv.lock", LOCK.format("0.91.2"), "0.91.2"),
        ("poetry.lock", LOCK.format("0.91.2"), "0.91.2"),
        (
            "requirements.txt",
            "numpy\nzenml[local, server] == 0.94.6 ; x\n",
            "0.94.6",
        ),
        ("requirements-dev.txt", "zenml==0.94.6", "0.94.6"),
        ("requirements.txt", "# zenml==0.94.6\nmy-zenml==0.1.0\n", None),
        ("requirements.txt", "zenml==latest\n", None),
    ],
)
def test_what_a_project_file_says(tmp_path: Path, name: str, text: str, version: str | None):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    found = pinned_version(tmp_path, tmp_path)
    assert (found.version if found else None) == version
    assert found is None or found.path == path


def test_a_setting_goes_before_locks_and_those_before_requirements(tmp_path: Path):
    (tmp_path / "requirements.txt").write_text("zenml==0.94.6\n", "utf-8")
    assert pinned_version(tmp_path, tmp_path) == ("0.94.6", tmp_path / "requirements.txt")
    (tmp_path / "uv.lock").write_text(LOCK.format("0.95.1"), "utf-8")
    assert pinned_version(tmp_path, tmp_path) == ("0.95.1", tmp_path / "uv.lock")
    (tmp_path / "pyproject.toml").write_text('[tool.stackls]\nzenml-version = "0.96.4"\n', "utf-8")
    assert pinned_version(tmp_path, tmp_path) == ("0.96.4", tmp_path / "pyproject.toml")


def test_the_nearest_project_counts_and_nothing_above_the_workspace(tmp_path: Path):
    (tmp_path / "requirements.txt").write_text("zenml==0.68.1\n", "utf-8")
    root, inner = tmp_path / "root", tmp_path / "root" / "inner"
    inner.mkdir(parents=True)
    assert pinned_version(inner, root) is None
    (root / "requirements.txt").write_text("zenml==0.85.0\n", "utf-8")
    assert pinned_version(inner, root) == ("0.85.0", root / "requirements.txt")
    (inner / "requirements.txt").write_bytes(b"\xff\xfe zenml\nzenml==0.90.0\n")
    assert pinned_version(inner, root) == ("0.90.0", inner / "requirements.txt")


def test_without_a_workspace_only_the_folder_itself_is_looked_at(tmp_path: Path):
    (tmp_path / "requirements.txt").write_text("zenml==0.68.1\n", "utf-8")
    (tmp_path / "inner").mkdir()
    assert pinned_version(tmp_path / "inner") is None
    assert pinned_version(tmp_path / "absent" / "deep") is None


@pytest.mark.skipif(os.name == "nt", reason="There are no named pipes in folders.")
def test_pipes_and_devices_are_not_read(tmp_path: Path):
    os.mkfifo(tmp_path / "uv.lock")  # reading one waits for ever
    (tmp_path / "poetry.lock").symlink_to("/dev/zero")  # and this has no end
    (tmp_path / "requirements.txt").write_text("zenml==0.94.6\n", "utf-8")
    assert pinned_version(tmp_path, tmp_path) == ("0.94.6", tmp_path / "requirements.txt")


def test_files_are_read_again_where_they_have_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    lock = tmp_path / "uv.lock"
    lock.write_text(LOCK.format("0.91.2"), "utf-8")
    opened: list[Path] = []

    def counted(path: Path) -> bytes | None:
        opened.append(path)
        return read_regular(path)

    monkeypatch.setattr(pins, "read_regular", counted)
    kept: Kept = {}
    assert pinned_version(tmp_path, tmp_path, kept) == ("0.91.2", lock)
    assert pinned_version(tmp_path, tmp_path, kept) == ("0.91.2", lock)
    assert opened == [lock]
    monkeypatch.undo()
    lock.write_text(LOCK.format("0.92.0rc1"), "utf-8")
    assert pinned_version(tmp_path, tmp_path, kept) == ("0.92.0rc1", lock)
