"""The configurations in docs/editors.md, word for word, in the editors that can be had here."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.editors.programs import PATIENCE, missing, program
from tests.editors.test_neovim_plugin import ANOTHER
from tests.support.stack_texts import Entry, stack_text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
VIM_PACKAGES = "vim vim-ale"
EMACS_PACKAGES = "emacs-nox elpa-eglot elpa-lsp-mode elpa-yaml-mode"
FILE = stack_text(
    Entry("orchestrator", "o", "locall"), Entry("artifact_store", "a", "local"), version="0.99.0"
)
"""Of another version than the bundled one, which the documented settings do not mind."""


def blocks(language: str) -> dict[str, list[str]]:
    """The blocks in a language, by the heading that they are under."""
    sections = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)[1:]
    found = {
        heading: re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
        for heading, text in zip(sections[::2], sections[1::2], strict=True)
    }
    return {heading: texts for heading, texts in found.items() if texts}


def run(folder: Path, command: list[str], block: str, **more: Any) -> list[str]:
    """What an editor marks in a file, with a configuration and with ``stackls`` on the PATH."""
    bin_folder, project = folder / "bin", folder / "project"
    bin_folder.mkdir()
    project.mkdir()
    (project / ".git").mkdir()
    script = bin_folder / "stackls"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stackls_server "$@"\n')
    script.chmod(0o755)
    for name, text in {"mine.stack.yaml": FILE, **more.pop("files", {})}.items():
        (project / name).write_text(text, encoding="utf-8")
    configuration, result = folder / "configuration", folder / "seen.json"
    configuration.write_text(block.replace("/path/to/stackls", str(ROOT)), encoding="utf-8")
    given = {
        "block": str(configuration),
        "file": str(project / "mine.stack.yaml"),
        "result": str(result),
        **more,
    }
    homes = {f"XDG_{name}_HOME": str(folder) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    environment = {
        **os.environ,
        **homes,
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
        "STACKLS_STORE": "local",
        "STACKLS_HOME": str(folder / "stackls"),
        "STACKLS_DOCUMENTED": json.dumps(given),
    }
    output = _in_terminal(command, environment)
    assert result.exists(), output
    return json.loads(result.read_text(encoding="utf-8"))


def _in_terminal(command: list[str], environment: Mapping[str, str]) -> str:
    """Vim wants a terminal; what it writes to it."""
    ours, terminal = pty.openpty()
    written = b""
    with subprocess.Popen(
        command, env=environment, stdin=terminal, stdout=terminal, stderr=terminal
    ) as process:
        os.close(terminal)
        try:
            while chunk := os.read(ours, 65536):
                written += chunk
        except OSError:  # on Linux, how the end of a terminal is said
            pass
        finally:
            os.close(ours)
        process.wait(PATIENCE)
    return written.decode(errors="replace")


# --- Neovim -------------------------------------------------------------------------------------


def _has(neovim: str, feature: str) -> bool:
    command = [neovim, "--headless", "-u", "NONE", "-c", f"echo has('{feature}')", "-c", "qall"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stderr.strip() == "1"


@pytest.mark.parametrize("name", ["nvim", os.environ.get(ANOTHER)])
@pytest.mark.parametrize(
    ("heading", "needs", "lacks"),
    [
        ("Neovim, with the plugin", "nvim-0.7", "nvim-9.9"),
        ("Neovim 0.11 and later", "nvim-0.11", "nvim-9.9"),
        ("Neovim 0.8 to 0.10", "nvim-0.8", "nvim-0.11"),
    ],
)
def test_neovim(tmp_path: Path, name: str | None, heading: str, needs: str, lacks: str):
    if name is None:
        pytest.skip(f"{ANOTHER} names no other Neovim")
    neovim = program(name, "neovim")
    if not _has(neovim, needs) or _has(neovim, lacks):
        pytest.skip("This is about other versions.")
    command = [neovim, "--headless", "-u", "NONE", "-i", "NONE", "-n"]
    command += ["-S", str(HERE / "documented.lua")]
    block = "\n".join(blocks("lua")[heading])
    assert run(tmp_path, command, block, settling=1000) == ["unknown-flavor"]


# --- Vim ----------------------------------------------------------------------------------------


def test_vim_with_ale(tmp_path: Path):
    (ale,) = (block for block in blocks("vim")["Vim"] if "ale#" in block)
    command = [program("vim", VIM_PACKAGES), "-Nu", "NONE", "-n", "-i", "NONE"]
    seen = run(tmp_path, [*command, "-S", str(HERE / "documented.vim")], ale)
    if not seen:
        missing("Vim has no ALE.", VIM_PACKAGES)
    assert any("Unknown orchestrator flavor locall" in text for text in seen)


# --- Emacs --------------------------------------------------------------------------------------


def _emacs(folder: Path, block: str, **more: Any) -> list[str]:
    command = [program("emacs", EMACS_PACKAGES), "--batch", "-q", "--no-site-file"]
    seen = run(folder, [*command, "-l", str(HERE / "documented.el")], block, **more)
    if any("Cannot open load file" in text for text in seen):
        missing("Emacs has not all of what the test drives.", EMACS_PACKAGES)
    return seen


def test_emacs_with_the_package_and_settings(tmp_path: Path):
    package, _, settings, _ = blocks("elisp")["Emacs"]
    seen = _emacs(tmp_path, package, settling=20, files={".dir-locals.el": settings})
    assert len(seen) == 1
    assert "Unknown orchestrator flavor locall" in seen[0]


def test_emacs_without_the_package_and_without_settings(tmp_path: Path):
    _, eglot, _, _ = blocks("elisp")["Emacs"]
    seen = _emacs(tmp_path, eglot, settling=20)
    assert len(seen) == 2


def test_emacs_with_lsp_mode(tmp_path: Path):
    _, _, _, lsp_mode = blocks("elisp")["Emacs"]
    seen = _emacs(tmp_path, lsp_mode, settling=20, lsp_mode=True)
    assert len(seen) == 2


def test_emacs_with_the_package_and_lsp_mode(tmp_path: Path):
    package, _, _, _ = blocks("elisp")["Emacs"]
    seen = _emacs(
        tmp_path, package.replace("eglot-ensure", "lsp-deferred"), settling=20, lsp_mode=True
    )
    assert len(seen) == 2


# --- the others: that it is what it looks like ----------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "text"),
    [(heading, text) for heading, texts in blocks("json").items() for text in texts],
)
def test_json_can_be_read(heading: str, text: str):
    assert "stackls" in json.dumps(json.loads(text)), heading


def test_toml_can_be_read():
    tomllib = pytest.importorskip("tomllib")  # of Python 3.11 and later
    (text,) = blocks("toml")["Helix"]
    read = tomllib.loads(text)
    assert read["language-server"]["stackls"]["args"] == ["serve"]
    assert read["language-server"]["stackls"]["config"]["stackls"]["validation"]["severities"]
