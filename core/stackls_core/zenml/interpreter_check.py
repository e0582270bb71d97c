"""Whether an interpreter has ZenML: asked of itself, or as far as its files tell."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, cast

from stackls_core import cache_files
from stackls_core.paths import cache_folder
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


_Stamp: TypeAlias = "tuple[int, ...]"
_FORMAT = 1
_MOST_FILES = 16
_SUFFIX = ".interpreter"

_known: dict[tuple[str, _Stamp], Check] = {}
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
    found = _kept(key) or _asked(path, timeout)
    if found.problem is None:
        with _lock:
            _known[key] = found
        _keep(key, found)
    return found


def _stamp(path: str) -> _Stamp:
    """Changes when packages are installed beside the interpreter."""
    places = [Path(path), *_package_folders(environment_of(path))]
    return tuple(place.stat().st_mtime_ns for place in places if place.exists())


# Asking takes as long as all else that a command does. What an interpreter has said of a ZenML that
# lies beside it is remembered on disk; one that lies elsewhere may go without a trace here.


def _kept(key: tuple[str, _Stamp]) -> Check | None:
    """What it said last, as long as the files beside it are those of that moment."""
    try:
        data: object = json.loads(_file(key).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(data, list) or len(cast("list[object]", data)) != len(_head(key)) + 2:
        return None
    *head, python, zenml = cast("list[object]", data)
    if head != _head(key) or not isinstance(python, str) or zenml != look_beside(key[0]).zenml:
        return None
    return Check(python, cast("str", zenml)) if zenml else None


def _keep(key: tuple[str, _Stamp], found: Check) -> None:
    if not found.zenml or found.zenml != look_beside(key[0]).zenml:
        return
    content = json.dumps([*_head(key), found.python, found.zenml])
    file = _file(key)
    with suppress(OSError):
        if not file.exists() or file.read_bytes() != content.encode("ascii"):
            cache_files.put(file, content.encode("ascii"), _MOST_FILES)


def _head(key: tuple[str, _Stamp]) -> list[object]:
    path, stamp = key
    return [_FORMAT, path, list(stamp)]


def _file(key: tuple[str, _Stamp]) -> Path:
    name = hashlib.sha256(os.fsencode(key[0])).hexdigest()[:32]
    return cache_folder() / (name + _SUFFIX)


def _asked(path: str, timeout: float) -> Check:
    # not for those who only list
    import subprocess

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
