"""Making the catalog of a ZenML version: an environment with it, and the probe in that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import stackls_probe
from stackls_core.zenml.search_path import find_program
from stackls_core.zenml.trust import python_in

PROBE = Path(stackls_probe.__file__).parent

FEWEST_FLAVORS = 50
"""A ZenML that lacks what its integrations import lists only the few flavors without one."""

NEEDED = ("kubernetes<26", "setuptools<81")
"""What the flavors of ZenML's integrations import, beside ZenML itself."""

_LINES_SHOWN = 4


class MakingFailed(Exception):
    """The catalog was not made; the message says what failed, and what helps."""


def make_catalog(version: str, folder: Path, tell: Callable[[str], None]) -> Path:
    """Write the catalog of ``version`` into ``folder``; where it is. Raises `MakingFailed`.

    ``tell`` hears what is being done. What is there already is replaced once the new one is
    complete; whatever ends this earlier leaves it as it was.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as scratch:
            place = Path(scratch)
            _make_environment(place / "environment", version, tell)
            tell("Reading its flavors…")
            _probe(python_in(place / "environment"), place / "catalog", version)
            return _put(place / "catalog", folder / version, place / "former")
    except OSError as error:
        raise MakingFailed(f"{folder} cannot be written: {error.strerror or error}") from error


def _put(fresh: Path, final: Path, former: Path) -> Path:
    if final.exists():
        final.rename(former)
    return fresh.rename(final)


def _make_environment(place: Path, version: str, tell: Callable[[str], None]) -> None:
    packages = [f"zenml=={version}", *NEEDED]
    tell(f"Installing ZenML {version}…")
    uv = find_program("uv", os.environ)
    if uv is not None:
        _run([uv, "venv", "--quiet", "--python", sys.executable, str(place)])
        _run([uv, "pip", "install", "--quiet", "--python", str(python_in(place)), *packages])
        return
    _run([sys.executable, "-m", "venv", str(place)])
    _run([str(python_in(place)), "-m", "pip", "install", "--quiet", *packages])


def _probe(python: Path, out: Path, version: str) -> None:
    answer = _run([str(python), "-I", str(PROBE), "catalog", str(out)])
    try:
        said = cast("dict[str, Any]", json.loads(answer.splitlines()[-1]))
    except (ValueError, IndexError) as error:
        raise MakingFailed(f"ZenML {version} cannot be read: the probe said nothing.") from error
    flavors = int(said.get("flavors") or 0)
    if said.get("zenml_version") != version or flavors < FEWEST_FLAVORS:
        raise MakingFailed(
            f"ZenML {version} lists {flavors} flavors only, so its catalog would be incomplete."
        )


def _run(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own command, and a version that is one
            command, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
    except OSError as error:
        raise MakingFailed(f"{command[0]} cannot be run: {error.strerror or error}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-_LINES_SHOWN:]
        raise MakingFailed("\n".join([f"{Path(command[0]).name} failed:", *said]))
    return done.stdout
