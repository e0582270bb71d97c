"""What is different on macOS, tried here: folders of the user, and names in another case."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import platformdirs.macos
import pytest

from stackls_core import paths
from stackls_core.paths import cache_folder, data_folder
from stackls_core.zenml.trust import is_inside


def test_the_folders_of_the_user(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(paths.sys, "platform", "darwin")
    monkeypatch.setattr(platformdirs, "PlatformDirs", platformdirs.macos.MacOS)
    assert data_folder({}) == Path("~/Library/Application Support/stackls").expanduser()
    assert cache_folder({}) == Path("~/Library/Caches/stackls").expanduser()


def test_a_folder_by_its_name_in_another_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "Project" / "bin").mkdir(parents=True)
    real = Path.stat

    def stat(path: Path, **more: bool):
        # the file system that macOS has by default takes all cases of a name for one
        names = {"project": "Project", "BIN": "bin"}
        return real(Path(*(names.get(part, part) for part in path.parts)), **more)

    monkeypatch.setattr(Path, "stat", stat)
    assert is_inside(tmp_path / "project" / "BIN" / "python", tmp_path / "Project")
    assert not is_inside(tmp_path / "projects" / "python", tmp_path / "Project")
