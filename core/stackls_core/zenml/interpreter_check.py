"""Whether an interpreter has ZenML: asked of itself, or as far as its files tell."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from stackls_core.zenml.trust import environment_of

CHECK_SECONDS = 10.0
_PACKAGE_FOLDERS = (
    "lib/python*/site-packages",
    "lib/python*/dist-packages",
    "local/lib/python*/dist-packages",
    "Lib/site-packages",
)

_CHECK = """\
import glob, json, os, sys
sys.path[:] = [p for p in sys.path if p]
found = None
for place in sys.path:
    for info in glob.glob(os.path.join(glob.escape(place), "zenml-*.*-info")):
        found = found or os.path.basename(info)[6:].rsplit(".", 1)[0]
if found is None:
    import importlib.util
    if importlib.util.find_spec("zenml") is not None:
        found = ""
print(json.dumps({"python": list(sys.version_info[:3]), "zenml": found}))
"""


@dataclass(frozen=True)
class Check:
    """What an interpreter says of itself; ``problem`` where it could not be asked.

    ``zenml`` is the version, empty where it is there without one, ``None`` where it is not.
    """

    python: str | None = None
    zenml: str | None = None
    problem: str | None = None


Checker = Callable[[str], Check]


_known: dict[tuple[str, int], Check] = {}
_lock = threading.Lock()


def check_interpreter(path: str, timeout: float = CHECK_SECONDS) -> Check:
    """Ask an interpreter whether it has ZenML; kept until its environment changes."""
    try:
        key = (path, _stamp(path))
    except OSError as error:
        return Check(problem=f"It cannot be read ({type(error).__name__}).")
    with _lock:
        if key in _known:
            return _known[key]
    found = _asked(path, timeout)
    if found.problem is None:
        with _lock:
            _known[key] = found
    return found


def _stamp(path: str) -> int:
    """Changes when packages are installed beside the interpreter."""
    places = [Path(path), *_package_folders(environment_of(path))]
    return hash(tuple(place.stat().st_mtime_ns for place in places if place.exists()))


def _asked(path: str, timeout: float) -> Check:
    # not for those who only list
    from stackls_core.zenml.worker import worker_environment

    environment = worker_environment(os.environ)
    folder = str(Path(path).parent)
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter that is being considered
            [path, "-c", _CHECK],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
            check=False,
            cwd=folder if Path(folder).is_dir() else None,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
        lines = done.stdout.strip().splitlines()
        answer: object = json.loads(lines[-1]) if done.returncode == 0 and lines else None
    except subprocess.TimeoutExpired:
        return Check(problem=f"It did not answer within {timeout:.0f} s.")
    except (OSError, ValueError) as error:
        return Check(problem=f"It cannot be run ({type(error).__name__}).")
    if not isinstance(answer, dict):
        return Check(problem="It is not a working Python interpreter.")
    known = cast("dict[str, object]", answer)
    numbers = cast("list[int]", known.get("python") or [])
    zenml = known.get("zenml")
    return Check(".".join(map(str, numbers)), zenml if isinstance(zenml, str) else None)


def look_beside(path: str) -> Check:
    """What an interpreter would say, as far as the packages beside it tell; nothing is run.

    That is at once, and misses what ``PYTHONPATH`` or another environment adds.
    """
    for folder in _package_folders(environment_of(path)):
        for info in folder.glob("zenml-*.dist-info"):
            return Check("", info.name[len("zenml-") :].removesuffix(".dist-info"))
    return Check("")


def _package_folders(environment: Path) -> Iterator[Path]:
    for pattern in _PACKAGE_FOLDERS:
        yield from environment.glob(pattern)
