"""Which Python interpreter has the user's ZenML.

Looked for in a fixed order, the first one with ZenML is taken:

1. the setting;
2. the environment that is active: ``VIRTUAL_ENV``, then ``CONDA_PREFIX``;
3. the workspace's own environment, in trusted workspaces only, since it runs what is in there:
   ``.venv``, ``venv``, ``UV_PROJECT_ENVIRONMENT``, ``.conda``, then the one that Poetry keeps for
   the project;
4. ``PATH``: the interpreter behind the ``zenml`` command, then ``python3`` and ``python``.

Whether one has ZenML is asked of the interpreter itself without importing ZenML, which takes about
50 ms; the answer is kept until the interpreter changes.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from stackls_core.zenml.interpreter_check import Checker, check_interpreter

OLDEST = (0, 70)

_BIN, _PYTHON = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")


class Verdict(str, Enum):
    """What became of a candidate."""

    CHOSEN = "chosen"
    LATER = "later"
    NO_ZENML = "no-zenml"
    TOO_OLD = "too-old"
    BROKEN = "broken"
    MISSING = "missing"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True)
class Candidate:
    """An interpreter that was looked at: where it was found, and why it was chosen or not."""

    path: str
    source: str
    verdict: Verdict
    reason: str
    zenml_version: str | None = None
    python_version: str | None = None


def chosen(candidates: list[Candidate]) -> Candidate | None:
    """The interpreter to use, or ``None``."""
    return next((one for one in candidates if one.verdict is Verdict.CHOSEN), None)


def find_interpreters(
    setting: str | None,
    environment: Mapping[str, str],
    workspace: Path | None,
    trusted: bool,
    check: Checker | None = None,
) -> list[Candidate]:
    """Every candidate in the order of this module's docs, at most one of them chosen.

    With a setting there is no other candidate: who names an interpreter does not want another.
    """
    check = check or check_interpreter
    if setting:
        places = iter([(_setting_path(setting, environment, workspace), "the setting")])
    else:
        places = _places(environment, workspace)
    found: list[Candidate] = []
    seen: set[str] = set()
    done = False
    for path, source in places:
        if path in seen:
            continue
        seen.add(path)
        candidate = _judged(
            path, source, check, _needs_trust(source, path, workspace) and not trusted
        )
        if candidate is None:
            continue
        if candidate.verdict is Verdict.CHOSEN and done:
            candidate = Candidate(
                path,
                source,
                Verdict.LATER,
                f"It has ZenML {candidate.zenml_version} too, but comes later.",
                candidate.zenml_version,
                candidate.python_version,
            )
        done = done or candidate.verdict is Verdict.CHOSEN
        found.append(candidate)
    return found


def _needs_trust(source: str, path: str, workspace: Path | None) -> bool:
    return source.startswith("the workspace") or _is_inside(path, workspace)


def _is_inside(path: str, workspace: Path | None) -> bool:
    """Whether a path leads into the workspace, by whatever links."""
    if workspace is None:
        return False
    place = Path(path).absolute()
    # not what the interpreter itself is a link to, which is that of the system
    resolved = Path(os.path.realpath(place.parent), place.name)
    places = (*place.parents, *resolved.parents)
    return workspace.absolute() in places or Path(os.path.realpath(workspace)) in places


def _setting_path(setting: str, environment: Mapping[str, str], workspace: Path | None) -> str:
    """The interpreter that a setting means: an interpreter, an environment, or a command.

    A relative path is one of the workspace, and goes before a command of the same name.
    """
    place = Path(setting).expanduser()
    if not place.is_absolute() and workspace is not None:
        place = workspace / place
    if place.is_dir():
        return str(_python_in(place))
    if not place.exists() and Path(setting).name == setting:
        return shutil.which(setting, path=environment.get("PATH", "")) or str(place)
    return str(place)


def _python_in(environment: Path) -> Path:
    """The interpreter of an environment; conda's stands at its top on Windows."""
    usual = environment / _BIN / _PYTHON
    top = environment / _PYTHON
    return top if not usual.exists() and top.exists() else usual


def _places(environment: Mapping[str, str], workspace: Path | None) -> Iterator[tuple[str, str]]:
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if environment.get(variable):
            yield str(_python_in(Path(environment[variable]))), variable
    if workspace is not None:
        workspace = workspace.absolute()
        yield from _workspace_places(environment, workspace)
    yield from _path_places(environment)


def _workspace_places(environment: Mapping[str, str], workspace: Path) -> Iterator[tuple[str, str]]:
    folders = [".venv", "venv"]
    if environment.get("UV_PROJECT_ENVIRONMENT"):
        folders.append(environment["UV_PROJECT_ENVIRONMENT"])
    for folder in (*folders, ".conda"):
        if (workspace / folder).is_dir():
            yield str(_python_in(workspace / folder)), f"the workspace's {folder}"
    for found in _poetry_environments(environment, workspace):
        yield str(_python_in(found)), "the workspace's Poetry environment"


def _poetry_environments(environment: Mapping[str, str], workspace: Path) -> Iterator[Path]:
    """Where Poetry keeps a project's environment, by the name it makes up for it.

    Mirrors ``poetry.utils.env.EnvManager.generate_env_name``; running Poetry takes a second.
    """
    try:
        text = (workspace / "pyproject.toml").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return
    name = re.search(
        r"^\[(?:tool\.poetry|project)\]\s*$(?:(?!^\[).)*?^name\s*=\s*[\"']([^\"']+)[\"']",
        text,
        re.MULTILINE | re.DOTALL,
    )
    if name is None or ("[tool.poetry" not in text and not (workspace / "poetry.lock").exists()):
        return
    short = re.sub(r'[ $`!*@"\\\r\n\t]', "_", name.group(1).lower())[:42]
    path = os.path.normcase(os.path.realpath(workspace))
    digest = base64.urlsafe_b64encode(hashlib.sha256(path.encode()).digest()).decode()[:8]
    for cache in _poetry_caches(environment):
        if cache.is_dir():
            yield from sorted(cache.glob(f"{short}-{digest}-py*"), reverse=True)


def _poetry_caches(environment: Mapping[str, str]) -> Iterator[Path]:
    if environment.get("POETRY_VIRTUALENVS_PATH"):
        yield Path(environment["POETRY_VIRTUALENVS_PATH"])
    if environment.get("POETRY_CACHE_DIR"):
        yield Path(environment["POETRY_CACHE_DIR"]) / "virtualenvs"
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or Path.home())
    if sys.platform == "darwin":
        yield home / "Library" / "Caches" / "pypoetry" / "virtualenvs"
    elif os.name == "nt":
        local = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
        yield local / "pypoetry" / "Cache" / "virtualenvs"
    else:
        cache = Path(environment.get("XDG_CACHE_HOME") or home / ".cache")
        yield cache / "pypoetry" / "virtualenvs"


def _path_places(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    path = environment.get("PATH", "")
    command = shutil.which("zenml", path=path)
    if command is not None:
        interpreter = _interpreter_of(Path(command))
        if interpreter is not None:
            yield interpreter, "the zenml command on PATH"
    for name in ("python3", "python"):
        found = shutil.which(name, path=path)
        if found is not None:
            yield found, f"{name} on PATH"


def _interpreter_of(script: Path) -> str | None:
    """The interpreter that an installed command runs with: from its first line, or beside it."""
    beside = script.resolve().parent / _PYTHON
    try:
        with script.open("rb") as file:
            first = file.readline(512).decode("utf-8", "replace").strip()
    except OSError:
        return None
    if first.startswith("#!"):
        interpreter = first[2:].strip().split(" ")[0]
        if Path(interpreter).name.startswith("python"):
            return interpreter
    return str(beside) if beside.exists() else None


def _judged(path: str, source: str, check: Checker, is_untrusted: bool) -> Candidate | None:
    if is_untrusted:
        reason = "The workspace is not trusted, so nothing in it is run."
        return Candidate(path, source, Verdict.UNTRUSTED, reason)
    if not Path(path).exists():
        return Candidate(path, source, Verdict.MISSING, "There is no such file.")
    found = check(path)
    if found.problem is not None:
        return Candidate(path, source, Verdict.BROKEN, found.problem)
    if found.zenml is None:
        reason = "ZenML is not installed in it."
        return Candidate(path, source, Verdict.NO_ZENML, reason, None, found.python)
    numbers = tuple(int(part) for part in re.findall(r"\d+", found.zenml)[:2])
    if found.zenml and numbers < OLDEST:
        oldest = ".".join(str(part) for part in OLDEST)
        reason = f"Its ZenML {found.zenml} is older than {oldest}, the oldest that works."
        return Candidate(path, source, Verdict.TOO_OLD, reason, found.zenml, found.python)
    version = found.zenml or None
    reason = f"It has ZenML {version}." if version else "It has ZenML."
    return Candidate(path, source, Verdict.CHOSEN, reason, version, found.python)
