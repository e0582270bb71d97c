"""Making the catalog of a version: interrupted, failed, gone on with, and by two at once."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from stackls_core.catalog.bundled import BUNDLED_CATALOG, open_folder
from stackls_core.zenml import catalog_making
from stackls_core.zenml.catalog_making import MakingFailed, make_catalog, making_folder

VERSION = "0.99.0"
_RUN = catalog_making._run


class Commands:
    """Stands in for uv, pip and the probe: says what was run, and does as told."""

    def __init__(self) -> None:
        self.run: list[str] = []
        self.before: dict[str, Callable[[], None]] = {}

    def __call__(self, command: Sequence[str]) -> str:
        what = next((one for one in ("install", "venv", "catalog") if one in command), "other")
        self.run.append(what)
        self.before.get(what, lambda: None)()
        if what == "catalog":
            out = Path(command[-1])
            shutil.copytree(BUNDLED_CATALOG, out)
            content = json.loads((out / "index.json").read_text("utf-8"))
            (out / "index.json").write_text(
                json.dumps({**content, "zenml_version": VERSION}), "utf-8"
            )
            return json.dumps({"zenml_version": VERSION, "flavors": len(content["flavors"])})
        return ""


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    found = Commands()
    monkeypatch.setattr(catalog_making, "_run", found)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "catalogs"


def make(folder: Path, said: list[str] | None = None) -> list[str]:
    said = [] if said is None else said
    make_catalog(VERSION, folder, said.append)
    return said


def interrupt() -> None:
    raise KeyboardInterrupt


def fail() -> None:
    raise MakingFailed("no network")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_only_the_catalog_is_left(folder: Path, commands: Commands):
    assert make(folder) == ["Installing ZenML 0.99.0…", "Reading its flavors…"]
    assert commands.run == ["venv", "install", "catalog"]
    assert names(folder) == [VERSION]
    assert open_folder(folder / VERSION).zenml_version == VERSION


def test_one_that_is_interrupted_goes_on_with_what_is_installed(folder: Path, commands: Commands):
    commands.before["catalog"] = interrupt
    said: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        make(folder, said)
    assert said[-1] == "Interrupted. The next time it goes on from here."
    assert names(folder) == [making_folder(VERSION, folder).name]
    commands.before.clear()
    commands.run.clear()
    assert make(folder)[0] == "ZenML 0.99.0 is installed from the last time."
    assert commands.run == ["catalog"]
    assert names(folder) == [VERSION]


@pytest.mark.parametrize("step", ["venv", "install"])
def test_one_that_is_interrupted_before_leaves_nothing(folder: Path, commands: Commands, step: str):
    commands.before[step] = interrupt
    said: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        make(folder, said)
    assert said[-1] == "Interrupted. Nothing is kept."
    assert names(folder) == []


@pytest.mark.parametrize("step", ["venv", "install", "catalog"])
def test_one_that_fails_leaves_what_was_there(folder: Path, commands: Commands, step: str):
    make(folder)
    commands.before[step] = fail
    with pytest.raises(MakingFailed, match="no network"):
        make(folder)
    assert names(folder) == [VERSION]
    assert open_folder(folder / VERSION).zenml_version == VERSION


UNREACHABLE = """\
import sys
sys.exit('''error: Failed to fetch: http://index/simple/zenml/

  cause: error sending request for url
  cause: client error (Connect)
  cause: tcp connect error
  cause: Connection refused (os error 111)''')
"""


def test_what_an_installer_says_is_told_in_a_line(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def run(command: Sequence[str]) -> str:
        return _RUN([sys.executable, "-c", UNREACHABLE]) if "install" in command else ""

    monkeypatch.setattr(catalog_making, "_run", run)
    with pytest.raises(MakingFailed) as caught:
        make(folder)
    said = str(caught.value)
    assert said.startswith(f"ZenML {VERSION} cannot be installed. ")
    assert " failed: error: Failed to fetch: http://index/simple/zenml/ cause: error send" in said
    assert "Connection refused (os error 111). Is a package index that has it within" in said
    assert "\n" not in said


def test_one_that_ends_between_two_renames_brings_the_former_back(folder: Path, commands: Commands):
    make(folder)
    place = making_folder(VERSION, folder)
    place.mkdir()
    (folder / VERSION).rename(place / "former")
    commands.before["install"] = fail
    with pytest.raises(MakingFailed):
        make(folder)
    assert open_folder(folder / VERSION).zenml_version == VERSION


def test_two_at_once_do_not_meet(folder: Path, commands: Commands):
    said: list[str] = []

    def again() -> None:
        with pytest.raises(MakingFailed) as caught:
            make(folder)
        said.append(str(caught.value))

    commands.before["install"] = again
    make(folder)
    assert said == ["ZenML 0.99.0 is being added by another process."]
    assert names(folder) == [VERSION]


def test_a_zenml_with_few_flavors_is_no_catalog(
    folder: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(catalog_making, "FEWEST_FLAVORS", 1000)
    with pytest.raises(MakingFailed, match="its catalog would be incomplete"):
        make(folder)
    assert names(folder) == []
