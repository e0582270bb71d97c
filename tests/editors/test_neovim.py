"""A real editor: Neovim's built-in client, as Debian's 0.7 has it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.editors.programs import PATIENCE, program, run_neovim
from tests.lsp.wire import COMMAND

HERE = Path(__file__).parent
DEMO = HERE.parents[1] / "fixtures" / "workspaces" / "demo"
BROKEN = DEMO / "broken" / "misspelt-parameter.yaml"
ERROR = 1
WRITTEN = """\
stack_name: grüße-😀
components:
  orchestrator:
    - name: "😀"
      flavor:
      configuration: {}
# more
"""


def _neovim() -> str:
    return program("nvim", "neovim")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a user of Neovim saw in one session."""
    folder = tmp_path_factory.mktemp("neovim")
    written = folder / "mine.stack.yaml"
    written.write_text(WRITTEN, encoding="utf-8")
    broken = shutil.copy(BROKEN, folder)
    other = shutil.copy(DEMO / "other" / "docker-compose.yaml", folder)
    given = {
        "command": list(COMMAND),
        "root": str(folder),
        "broken": str(broken),
        "other": str(other),
        "written": str(written),
    }
    return run_neovim(_neovim(), HERE / "neovim.lua", folder, given)


def test_mistakes_are_marked(seen: dict[str, Any]):
    assert [(d["line"], d["column"], d["end_column"]) for d in seen["diagnostics"]] == [
        (6, 6, 12),
        (12, 6, 18),
        (27, 6, 21),
    ]
    assert {d["severity"] for d in seen["diagnostics"]} == {ERROR}
    assert "Did you mean secret?" in seen["diagnostics"][0]["message"]


def test_other_formats_are_left_alone(seen: dict[str, Any]):
    assert seen["other"] == 0


def test_hover_is_readable(seen: dict[str, Any]):
    assert seen["hover"][0].startswith("**execution_role**")


def test_a_fix_is_applied(seen: dict[str, Any]):
    text = BROKEN.read_text(encoding="utf-8")
    assert seen["actions"]
    assert seen["fixed"] == text.replace("secert", "secret")


def test_a_flavor_is_completed(seen: dict[str, Any]):
    assert {"kubernetes", "kubeflow"} <= set(seen["flavors"])
    assert "local" not in seen["flavors"], "Neovim filters by what is typed already"
    assert seen["completed"] == WRITTEN.replace("flavor:", "flavor: kubernetes")


def test_a_component_type_is_completed(seen: dict[str, Any]):
    assert "container_registry" in seen["types"]
    expected = WRITTEN.replace("flavor:", "flavor: kubernetes")
    expected = expected.replace("# more\n", "# more\n  container_registry:\n")
    assert seen["completed_type"] == expected, "no line break, which would become a NUL"


def test_the_outline(seen: dict[str, Any]):
    assert any("misspelt" in entry for entry in seen["symbols"])
    assert any("orchestrator" in entry for entry in seen["symbols"])


def test_commands_are_announced(seen: dict[str, Any]):
    assert "stackls.listFlavors" in seen["commands"]


def test_the_server_ends_properly_and_nothing_pops_up(seen: dict[str, Any]):
    assert seen["exit_codes"] == [0]
    assert "stackls" not in seen["messages"]


def test_the_documented_configuration_is_lua(tmp_path: Path):
    page = (HERE.parents[1] / "docs" / "editors.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```lua\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 4
    for number, block in enumerate(blocks):
        path = tmp_path / f"{number}.lua"
        path.write_text(block, encoding="utf-8")
        check = f"lua local ok, why = loadfile('{path.as_posix()}'); io.stdout:write(why or 'fine')"
        command = [_neovim(), "--headless", "-u", "NONE", "-i", "NONE", "-c", check, "-c", "qall!"]
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True)
        assert done.stdout == b"fine"
