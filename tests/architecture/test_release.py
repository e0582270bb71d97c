"""`release.py`: one command makes every file say the next version."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from stackls_server import __version__

ROOT = Path(__file__).parents[2]


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release", ROOT / "release.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


release = _module()


def test_every_place_says_this_version():
    found = release.problems(lambda path: (ROOT / path).read_text("utf-8"), __version__)
    assert [one for one in found if "no section" not in one] == []


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path in (*release.WRITTEN, *release.CHANGELOGS):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes((ROOT / path).read_bytes())
    for path in release.CHANGELOGS:
        (tmp_path / path).write_text("# Changelog\n\n## Unreleased\n\n- New.\n", "utf-8")
    monkeypatch.setattr(release, "ROOT", tmp_path)
    return tmp_path


def test_a_release_changes_the_version_and_nothing_else(project: Path):
    before = {path: (project / path).read_text("utf-8") for path in release.WRITTEN}
    assert release.main(["9.8.7"]) == 0
    assert release.main(["--check", "9.8.7"]) == 0
    assert release.main(["--check", "9.8.8"]) == 1
    for path, text in before.items():
        assert (project / path).read_text("utf-8").replace("9.8.7", __version__) == text
    for path in release.CHANGELOGS:
        text = (project / path).read_text("utf-8")
        assert text.startswith("# Changelog\n\n## Unreleased\n\n## 9.8.7 (")
        assert text.endswith(")\n\n- New.\n")


def test_without_changes_there_is_no_release(project: Path, capsys: pytest.CaptureFixture[str]):
    assert release.main(["9.8.7"]) == 0
    assert release.main(["9.8.8"]) == 1
    assert capsys.readouterr().err == "release: CHANGELOG.md: there is nothing under Unreleased\n"
    assert release.main(["--check", "9.8.7"]) == 0


CHANGELOG = """# Changelog

## Unreleased

## 2.0.0 (2026-01-01)

- B

### Fixed

- C

## 1.0.0

- A
"""


def test_the_notes_are_what_the_changelog_says(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "CHANGELOG.md").write_text(CHANGELOG, "utf-8")
    assert release.main(["--notes", "2.0.0"]) == 0
    assert capsys.readouterr().out == "- B\n\n### Fixed\n\n- C\n"
    assert release.notes(CHANGELOG, "1.0.0") == "- A\n"
    assert release.main(["--notes", "2.0"]) == 2
    assert release.main(["--notes", "9.8.6"]) == 1
    assert capsys.readouterr().err.endswith("release: there is no section for 9.8.6\n")


@pytest.mark.parametrize("arguments", [[], ["1.2"], ["--check"], ["v1.2.3"], ["1.2.3", "1.2.4"]])
def test_what_is_no_version(project: Path, arguments: list[str]):
    assert release.main(arguments) == 2
    assert release.main(["--check", __version__]) == 1  # no section yet: nothing was written
