"""Commands that only look, with another stack active by ZENML_ACTIVE_STACK_ID: what they write."""

from __future__ import annotations

import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from .inputs import GOOD

LOOKS = (
    "check stack.yaml",
    "check --store zenml stack.yaml",
    "check --store zenml --fix stack.yaml",
    "stack list",
    "stack get",
    "stack describe",
    "stack describe default",
    "stack plan stack.yaml",
    "stack export default",
    "orchestrator list",
    "orchestrator describe default",
    "doctor",
)
_SCRATCH: list[tempfile.TemporaryDirectory[str]] = []
_MAKE = """\
from zenml.client import Client
client = Client()
parts = {key: value[0].name for key, value in client.get_stack("default").components.items()}
print("\\nstack", client.create_stack("other", parts).id)
client.activate_stack("default")
"""


def unchanged(look: str, python: str, environment: dict[str, str]) -> bool:
    """Whether the command succeeds and leaves ZenML's files of settings as they are."""
    folder, variables = _zenml(python, environment)
    before = _settings(folder)
    done = subprocess.run(
        [sys.executable, "-m", "stackls_server", *shlex.split(look)],
        cwd=folder,
        env={**variables, "STACKLS_STORE": "zenml", "STACKLS_ZENML_INTERPRETER": python},
        capture_output=True,
        check=False,
    )
    after = _settings(folder)
    for name, content in before.items():
        Path(folder, name).write_bytes(content)
    return done.returncode == 0 and after == before


def _settings(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("config.yaml") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def _zenml(python: str, environment: dict[str, str]) -> tuple[Path, dict[str, str]]:
    """A scratch ZenML with two stacks, made once; the one that is not in its file is active."""
    if not _SCRATCH:
        _SCRATCH.append(tempfile.TemporaryDirectory())
    folder = Path(_SCRATCH[0].name)
    variables = {
        **environment,
        "ZENML_CONFIG_PATH": str(folder / "zenml"),
        "ZENML_LOCAL_STORES_PATH": str(folder / "stores"),
        "ZENML_ANALYTICS_OPT_IN": "false",
        "STACKLS_HOME": str(folder / "home"),
    }
    made = folder / "made"
    if not made.exists():
        script = folder / "make.py"
        script.write_text(_MAKE, encoding="utf-8")  # ZenML asks where the main module is
        (folder / "stack.yaml").write_text(GOOD, encoding="utf-8")
        own = {key: value for key, value in variables.items() if key != "PYTHONPATH"}
        done = subprocess.run(
            [python, str(script)],
            cwd=folder,
            env=own,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        line = next(one for one in done.stdout.splitlines() if one.startswith("stack "))
        made.write_text(line.split()[1], encoding="utf-8")
    return folder, {**variables, "ZENML_ACTIVE_STACK_ID": made.read_text(encoding="utf-8")}
