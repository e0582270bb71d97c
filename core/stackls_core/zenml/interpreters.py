"""Which Python interpreter has the user's ZenML.

Looked for in a fixed order, the first one with ZenML is taken:

1. the setting;
2. the interpreter that is selected in the editor;
3. the environment that is active: ``VIRTUAL_ENV``, then ``CONDA_PREFIX``;
4. the workspace's own environment: ``.venv``, ``venv``, ``UV_PROJECT_ENVIRONMENT``, ``.conda``;
5. ``PATH``: the interpreter behind the ``zenml`` command, then ``python3`` and ``python``.

What belongs to the workspace or lies inside of it needs trust, wherever it was found (see
`stackls_core.zenml.trust`), an active environment too: plugins of shells activate whatever is in
the folder that somebody enters. Only who names an interpreter on a command line has chosen it.
Relative folders on ``PATH`` are passed over.

Whether one has ZenML is asked of the interpreter itself without importing ZenML, which takes about
50 ms; the answer is kept until the interpreter changes.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from stackls_core.zenml.interpreter_check import Checker, check_interpreter
from stackls_core.zenml.search_path import find_program
from stackls_core.zenml.trust import EVERYTHING, PYTHON, Trust, environment_of, python_in

OLDEST = (0, 70)

SETTING = "the setting"
SELECTED = "the interpreter selected in the editor"
OFFERED = "the editor's list of interpreters"
_WORKSPACE = "the workspace's "


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
    trust: Trust,
    check: Checker | None = None,
    *,
    named_by_user: bool = True,
    selected: str | None = None,
    offered: Sequence[str] = (),
) -> list[Candidate]:
    """Every candidate in the order of this module's docs, at most one of them chosen.

    With a setting there is no other candidate: who names an interpreter does not want another.
    Where it is not ``named_by_user``, the setting may come from a file of the workspace.
    ``selected`` is the interpreter, or the environment, that is selected in the editor; ``offered``
    are others that it knows, which come last, for the user to choose from.
    """
    check = check or check_interpreter
    if setting:
        places = iter([(_setting_path(setting, environment, workspace), SETTING)])
    else:
        places = _places(environment, workspace, trust, selected, offered)
    found: list[Candidate] = []
    seen: set[str] = set()
    done = False
    for path, source in places:
        if path in seen:
            continue
        seen.add(path)
        if setting:
            needs_trust = not named_by_user and _may_be_led(setting, path, trust)
        else:
            needs_trust = _needs_trust(source, path, trust)
        objection = trust.objection(environment_of(path)) if needs_trust else None
        candidate = _judged(path, source, check, objection)
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


def environments_to_trust(
    named: str | None, environment: Mapping[str, str], workspace: Path, trust: Trust
) -> list[Path]:
    """The environments that only run where a workspace is trusted, with the one that is named.

    Those that `find_interpreters` looks at, and all others that are folders of the workspace.
    """
    found = [
        environment_of(path)
        for path, source in _places(environment, workspace, EVERYTHING)
        if _needs_trust(source, path, trust) and Path(path).exists()
    ]
    if named:
        found.append(environment_of(_setting_path(named, environment, workspace)))
    with contextlib.suppress(OSError):
        found += [
            folder
            for folder in sorted(workspace.iterdir())
            if (folder / "pyvenv.cfg").is_file() or (folder / "conda-meta").is_dir()
        ]
    distinct = {os.path.realpath(one): one for one in reversed(found)}
    return list(reversed(distinct.values()))


def _needs_trust(source: str, path: str, trust: Trust) -> bool:
    # what is selected may come with the workspace, too
    return source in (SELECTED, OFFERED) or source.startswith(_WORKSPACE) or trust.contains(path)


def _may_be_led(setting: str, path: str, trust: Trust) -> bool:
    """Whether a setting may lead to what came with the workspace: into it, beside it, to a share.

    Editors read settings from files of a folder too, and not all of them ask before.
    """
    is_relative = not Path(setting).expanduser().is_absolute() and Path(setting).name != setting
    is_on_a_share = os.path.splitdrive(path)[0].startswith(("\\\\", "//"))
    return is_relative or is_on_a_share or trust.contains(path)


def _setting_path(setting: str, environment: Mapping[str, str], workspace: Path | None) -> str:
    """The interpreter that a setting means: an interpreter, an environment, or a command.

    A relative path is one of the workspace, and goes before a command of the same name.
    """
    place = Path(setting).expanduser()
    if not place.is_absolute() and workspace is not None:
        place = workspace / place
    if place.is_dir():
        return str(python_in(place))
    if not place.exists() and Path(setting).name == setting:
        return find_program(setting, environment) or str(place)
    return str(place)


def _places(
    environment: Mapping[str, str],
    workspace: Path | None,
    trust: Trust,
    selected: str | None = None,
    offered: Sequence[str] = (),
) -> Iterator[tuple[str, str]]:
    if selected:
        yield _interpreter_at(Path(selected)), SELECTED
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if Path(environment.get(variable, "")).is_absolute():
            yield str(python_in(Path(environment[variable]))), variable
    if workspace is not None:
        workspace = workspace.absolute()
        yield from _workspace_places(environment, workspace)
    yield from _path_places(environment, trust)
    for place in offered:
        yield _interpreter_at(Path(place)), OFFERED


def _interpreter_at(place: Path) -> str:
    """The interpreter that is meant by itself or by its environment."""
    return str(python_in(place) if place.is_dir() else place)


def _workspace_places(environment: Mapping[str, str], workspace: Path) -> Iterator[tuple[str, str]]:
    folders = [".venv", "venv"]
    if environment.get("UV_PROJECT_ENVIRONMENT"):
        folders.append(environment["UV_PROJECT_ENVIRONMENT"])
    for folder in (*folders, ".conda"):
        if (workspace / folder).is_dir():
            yield str(python_in(workspace / folder)), f"{_WORKSPACE}{folder}"


def _path_places(environment: Mapping[str, str], trust: Trust) -> Iterator[tuple[str, str]]:
    command = find_program("zenml", environment)
    # what a command of the workspace says of its interpreter is the workspace's word
    if command is not None and (trust.environments is None or not trust.contains(command)):
        interpreter = _interpreter_of(Path(command))
        if interpreter is not None:
            yield interpreter, "the zenml command on PATH"
    for name in ("python3", "python"):
        found = find_program(name, environment)
        if found is not None:
            yield found, f"{name} on PATH"


def _interpreter_of(script: Path) -> str | None:
    """The interpreter that an installed command runs with: from its first line, or beside it."""
    folder = script.resolve().parent
    # on Windows, those of conda and of Python itself stand above the folder with the commands
    beside = folder / PYTHON if (folder / PYTHON).exists() else python_in(folder.parent)
    try:
        with script.open("rb") as file:
            first = file.readline(512).decode("utf-8", "replace").strip()
    except OSError:
        return None
    if first.startswith("#!"):
        interpreter = first[2:].strip().split(" ")[0]
        if Path(interpreter).is_absolute() and Path(interpreter).name.startswith("python"):
            return interpreter
    return str(beside) if beside.exists() else None


def _judged(path: str, source: str, check: Checker, objection: str | None) -> Candidate:
    if not Path(path).exists():
        return Candidate(path, source, Verdict.MISSING, "There is no such file.")
    if objection is not None:
        return Candidate(path, source, Verdict.UNTRUSTED, objection)
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
