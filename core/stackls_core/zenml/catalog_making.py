"""Making the catalog of a ZenML version: an environment with it, and the probe in that."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

import stackls_probe
from stackls_core.zenml.search_path import find_program
from stackls_core.zenml.trust import python_in

PROBE = Path(stackls_probe.__file__).parent

FEWEST_FLAVORS = 50
"""A ZenML that lacks what its integrations import lists only the few flavors without one."""

NEEDED = ("kubernetes<26", "setuptools<81")
"""What the flavors of ZenML's integrations import, beside ZenML itself."""

_LINES_SHOWN = 4
_INSTALLED = "installed"
"""What is installed in the environment, a package a line; there once all of it is."""


class MakingFailed(Exception):
    """The catalog was not made; the message says what failed, and what helps."""


def make_catalog(version: str, folder: Path, tell: Callable[[str], None]) -> Path:
    """Write the catalog of ``version`` into ``folder``; where it is. Raises `MakingFailed`.

    ``tell`` hears what is being done. What is there already is replaced once the new one is
    complete; whatever ends this earlier leaves it as it was. Where that happens after ZenML was
    installed, the next time goes on from there; a failure leaves nothing.
    """
    place = making_folder(version, folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with _alone(place.with_name(f"{place.name}.lock"), version):
            try:
                _make(version, folder / version, place, tell)
            except KeyboardInterrupt:
                if (place / _INSTALLED).exists():
                    tell("Interrupted. The next time it goes on from here.")
                else:
                    shutil.rmtree(place, ignore_errors=True)
                    tell("Interrupted. Nothing is kept.")
                raise
            except BaseException:
                shutil.rmtree(place, ignore_errors=True)
                raise
            shutil.rmtree(place, ignore_errors=True)
    except OSError as error:
        raise MakingFailed(f"{folder} cannot be written: {error.strerror or error}") from error
    return folder / version


def making_folder(version: str, folder: Path) -> Path:
    """Where the catalog of ``version`` is while it is made for ``folder``."""
    return folder / f".making-{version}"


def _make(version: str, final: Path, place: Path, tell: Callable[[str], None]) -> None:
    former, fresh, environment = place / "former", place / "catalog", place / "environment"
    if former.exists() and not final.exists():
        former.rename(final)  # the last time ended between two renames
    packages = [f"zenml=={version}", *NEEDED]
    installed = place / _INSTALLED
    if installed.exists() and installed.read_text("utf-8").splitlines() == packages:
        tell(f"ZenML {version} is installed from the last time.")
    else:
        tell(f"Installing ZenML {version}…")
        try:
            _make_environment(environment, packages)
        except MakingFailed as error:
            raise MakingFailed(
                f"ZenML {version} cannot be installed. {error} "
                "Is a package index that has it within reach?"
            ) from error
        installed.write_text("\n".join(packages), "utf-8")
    tell("Reading its flavors…")
    for one in (fresh, former):
        shutil.rmtree(one, ignore_errors=True)
    _probe(python_in(environment), fresh, version)
    if final.exists():
        final.rename(former)
    fresh.rename(final)


@contextmanager
def _alone(lock: Path, version: str) -> Generator[None, None, None]:
    """Raise `MakingFailed` where another process makes the same catalog."""
    with lock.open("a+b") as file:
        if not _is_locked_by_us(file):
            raise MakingFailed(f"ZenML {version} is being added by another process.")
        try:
            yield
        finally:
            with suppress(OSError):  # on Windows an empty file stays
                lock.unlink()


def _is_locked_by_us(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _make_environment(place: Path, packages: Sequence[str]) -> None:
    uv = find_program("uv", os.environ)
    if uv is not None:
        _run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(place)])
        _run([uv, "pip", "install", "--quiet", "--python", str(python_in(place)), *packages])
        return
    _run([sys.executable, "-m", "venv", "--clear", str(place)])
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
            command, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise MakingFailed(f"{command[0]} cannot be run: {error.strerror or error}") from error
    if done.returncode:
        said = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        # what failed comes first, and why at the end
        shown = said if len(said) <= _LINES_SHOWN else [*said[:2], "…", *said[-_LINES_SHOWN + 2 :]]
        raise MakingFailed(f"{Path(command[0]).stem} failed: {' '.join(shown).rstrip('.')}.")
    return done.stdout
