"""Finding and running the editors that the tests drive."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NoReturn

import pytest

PATIENCE = 100


def program(name: str, packages: str) -> str:
    """Where an editor is; without it the test is skipped, on CI it fails."""
    found = shutil.which(name)
    return found if found is not None else missing(f"There is no {name} on the PATH.", packages)


def missing(what: str, packages: str) -> NoReturn:
    """Skip the test, or fail on CI, for want of ``packages``."""
    message = f"{what} Install it: apt-get install {packages}"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def run_neovim(
    neovim: str, script: Path, folder: Path, given: dict[str, Any], **environment: str
) -> dict[str, Any]:
    """What a script has seen, to which ``given`` is handed; it has no settings of the user's."""
    result = folder / "seen.json"
    homes = {
        f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")
    }
    done = subprocess.run(
        [neovim, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-S", str(script)],
        env={
            **os.environ,
            **homes,
            "LC_ALL": "C.UTF-8",
            "STACKLS_NEOVIM": json.dumps({**given, "result": str(result)}),
            **environment,
        },
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert result.exists(), done.stderr.decode()
    found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    if "problem" in found:
        logs = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("lsp.log"))
        pytest.fail(f"{found['problem']}\n{logs}", pytrace=False)
    return found
