"""Choosing and opening a store: the local one, or the user's ZenML."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stackls_core.stacks.errors import StoreError, ZenMLNotFound, ZenMLTooOld
from stackls_core.stacks.paths import cache_folder, default_database
from stackls_core.stacks.store import StackStore

if TYPE_CHECKING:
    from stackls_core.flavors.registry import FlavorRegistry
    from stackls_core.stacks.names import NameCache, Names
    from stackls_core.zenml.interpreter_check import Checker

KINDS = ("auto", "zenml", "local")

STORE_VARIABLE = "STACKLS_STORE"
INTERPRETER_VARIABLE = "STACKLS_ZENML_INTERPRETER"
"""What the user may set in the environment instead of an option or a setting."""

_BRIEFLY = 0.1
"""How many seconds a shell may wait for another process that is writing."""


@dataclass(frozen=True)
class Surroundings:
    """Where and for whom a store is opened.

    ``workspace`` is the folder that is open, ``root`` the one that the active stack belongs to
    (see `stackls_core.stacks.paths.find_root`), ``interpreter`` the user's setting.
    """

    workspace: Path | None = None
    root: Path | None = None
    interpreter: str | None = None
    trusted: bool = True
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)


def open_store(
    kind: str, registry: Callable[[], FlavorRegistry], surroundings: Surroundings | None = None
) -> StackStore:
    """The store of this kind: ``local``, ``zenml``, or ``auto`` for ZenML where there is one.

    Nothing slow happens here except looking for an interpreter (about 50 ms each); ZenML is
    started when the store is first used. ``registry`` is asked when a flavor has to be known.
    Raises `ZenMLNotFound` for ``zenml`` without an interpreter, ``ValueError`` for another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"There is no store {kind}; there are {', '.join(KINDS)}.")
    around = surroundings or Surroundings()
    if kind != "local":
        found = _open_zenml(around, registry)
        if found is not None:
            return found
        if kind == "zenml" and around.interpreter:
            raise _unusable(around)
        if kind == "zenml":
            raise ZenMLNotFound(
                "No Python interpreter with ZenML was found.",
                "Name one in the setting stackls.zenml.interpreter, or see stackls doctor.",
            )
    # SQLite is not needed by those who only write files
    from stackls_core.stacks.local import LocalStore

    return LocalStore(registry, default_database(around.environment), around.root)


def names_at_hand(kind: str, surroundings: Surroundings) -> Names | None:
    """The names in the store that `open_store` would open, as far as they are known at once.

    Nothing is started, made or waited for: which store it is, is judged by files, and of a ZenML
    the names are those that were read from it last. ``None`` where there are none to know. Raises
    a `StoreError` for a local store that cannot be read.
    """
    from stackls_core.stacks.names import names_in

    if kind != "local":
        from stackls_core.zenml.interpreter_check import look_beside

        interpreter = _interpreter(surroundings, look_beside)
        if interpreter is not None:
            return _name_cache(surroundings, interpreter).read()
        if kind == "zenml":
            return None
    path = default_database(surroundings.environment)
    if not path.exists():
        return None
    from stackls_core.stacks.local import LocalStore

    def no_flavors() -> FlavorRegistry:
        raise AssertionError("names are read without flavors")

    store = LocalStore(no_flavors, path, surroundings.root, busy_seconds=_BRIEFLY)
    return names_in(store.snapshot())


def _name_cache(around: Surroundings, interpreter: str) -> NameCache:
    from stackls_core.stacks.names import NameCache

    return NameCache(cache_folder(around.environment), interpreter, around.environment)


def _unusable(around: Surroundings) -> StoreError:
    """Why the interpreter that the user named is not the one."""
    from stackls_core.zenml.interpreters import Verdict, find_interpreters

    candidates = find_interpreters(
        around.interpreter, around.environment, around.workspace, around.trusted
    )
    why = candidates[0].reason if candidates else "It is not there."
    path = candidates[0].path if candidates else around.interpreter
    is_old = bool(candidates) and candidates[0].verdict is Verdict.TOO_OLD
    kind = ZenMLTooOld if is_old else ZenMLNotFound
    return kind(f"The interpreter {path} cannot be used for ZenML. {why}", "Choose another one.")


def _interpreter(around: Surroundings, check: Checker | None = None) -> str | None:
    """The interpreter with the user's ZenML; ``check`` says of one whether it has one."""
    from stackls_core.zenml.interpreters import chosen, find_interpreters

    candidate = chosen(
        find_interpreters(
            around.interpreter, around.environment, around.workspace, around.trusted, check
        )
    )
    return candidate.path if candidate is not None else None


def _open_zenml(around: Surroundings, registry: Callable[[], FlavorRegistry]) -> StackStore | None:
    # only imported for those who have it: the local store has to open fast
    from stackls_core.stacks.zenml import ZenMLStore
    from stackls_core.zenml.flavor_cache import FlavorCache
    from stackls_core.zenml.worker import Worker, serve_command

    interpreter = _interpreter(around)
    if interpreter is None:
        return None
    root = around.workspace or around.root
    command = serve_command(interpreter, root, root if around.trusted else None)
    worker = Worker(command, environment=around.environment)
    cache = FlavorCache(cache_folder(around.environment))
    names = _name_cache(around, interpreter)
    return ZenMLStore(worker, interpreter, registry, cache=cache, names=names)
