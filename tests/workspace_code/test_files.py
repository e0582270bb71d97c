"""Finding and reading the Python of a workspace: bounds, links, encodings, and what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackls_core.workspace_code.files import Bounds, CodeFiles, look_through
from stackls_core.workspace_code.model import Module

STEP = "from zenml import step\n@step\ndef {}(): ...\n"


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def steps(found: CodeFiles) -> list[str]:
    return sorted(step.name for module in found.modules.values() for step in module.steps)


def test_own_code_is_read_and_environments_are_not(tmp_path: Path):
    write(tmp_path / "a.py", STEP.format("a"))
    write(tmp_path / "deep" / "er" / "b.py", STEP.format("b"))
    write(tmp_path / "plain.py", "x = 1\n")
    for folder in (".venv", "venv", "node_modules", "lib/site-packages", "__pycache__", ".git"):
        write(tmp_path / folder / "c.py", STEP.format("c"))
    write(tmp_path / "env" / "pyvenv.cfg", "home = /usr\n")
    write(tmp_path / "env" / "lib" / "d.py", STEP.format("d"))
    found = look_through([str(tmp_path), str(tmp_path / "deep")])
    assert (steps(found), len(found.stamps), found.is_complete) == (["a", "b"], 3, True)


def test_only_what_has_changed_is_read_again(tmp_path: Path):
    kept, changed = (
        write(tmp_path / "a.py", STEP.format("a")),
        write(tmp_path / "b.py", STEP.format("b")),
    )
    gone = write(tmp_path / "c.py", STEP.format("c"))
    first = look_through([str(tmp_path)])
    write(changed, STEP.format("other"))
    gone.unlink()
    second = look_through([str(tmp_path)], first)
    assert steps(second) == ["a", "other"]
    assert second.modules[str(kept)] is first.modules[str(kept)]


def test_a_loop_of_links_ends(tmp_path: Path):
    write(tmp_path / "a.py", STEP.format("a"))
    try:
        (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "self.py").symlink_to(tmp_path / "self.py")
    except OSError:
        pytest.skip("no links here")
    assert steps(look_through([str(tmp_path)])) == ["a"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"# coding: latin-1\n# \xe9\n" + STEP.format("a").encode(), ["a"]),
        (b"\xef\xbb\xbf" + STEP.format("a").encode(), ["a"]),
        (b"# \xe9\n" + STEP.format("a").encode(), None),
        (b"# coding: no-such-thing\n" + STEP.format("a").encode(), None),
        (STEP.format("a").encode() + b"match x:\n  case 1 2: pass\n", None),
        (b"\x00" + STEP.format("a").encode(), None),
    ],
)
def test_encodings_and_what_cannot_be_parsed(
    tmp_path: Path, data: bytes, expected: list[str] | None
):
    path = write(tmp_path / "a.py", data)
    found = look_through([str(tmp_path)])
    assert (steps(found), found.modules[str(path)].makes_steps) == (expected or [], not expected)


def test_bounds_end_it(tmp_path: Path):
    for number in range(4):
        write(tmp_path / f"f{number}" / "a.py", STEP.format(f"s{number}"))
    assert not look_through([str(tmp_path)], bounds=Bounds(files=2)).is_complete
    assert not look_through([str(tmp_path)], bounds=Bounds(folders=2)).is_complete
    assert look_through([str(tmp_path)], bounds=Bounds(bytes=3)).modules == {}


def test_one_that_is_cancelled_ends(tmp_path: Path):
    for number in range(4):
        write(tmp_path / f"{number}.py", STEP.format(f"s{number}"))
    asked = iter([False, False, False, True])
    found = look_through([str(tmp_path)], is_cancelled=lambda: next(asked, True))
    assert (len(found.stamps) < 4, found.is_complete) == (True, False)


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path):
    assert look_through([str(tmp_path / "none")]).modules == dict[str, Module]()
