"""Choosing and opening a store: the local one, or the user's ZenML."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stackls_core.paths import cache_folder, default_database
from stackls_core.registry.errors import StoreError, ZenMLNotFound, ZenMLTooOld
from stackls_core.registry.store import StackStore
from stackls_core.zenml.trust import NOTHING, Trust

if TYPE_CHECKING:
    from stackls_core.catalog.flavors import FlavorRegistry
    from stackls_core.stores.names import NameCache, Names
    from stackls_core.zenml.interpreter_check import Checker
    from stackls_core.zenml.interpreters import Candidate

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
    (see `stackls_core.paths.find_root`), ``interpreter`` the setting, which may be one of
    the workspace unless it is ``named_by_user``, ``selected`` the interpreter that is selected in
    the editor. ``left_out`` is told of an interpreter that seems to have ZenML, would have been
    taken, and is not trusted.
    """

    workspace: Path | None = None
    root: Path | None = None
    interpreter: str | None = None
    named_by_user: bool = True
    trust: Trust = NOTHING
    left_out: Callable[[Candidate], None] = field(default=lambda _: None, repr=False)
    selected: str | None = None
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
        from stackls_core.zenml.interpreter_check import look_beside

        found = _open_zenml(around, registry, is_asked_for=kind == "zenml")
        if found is not None:
            return found
        if kind == "zenml" and around.interpreter:
            raise _unusable(around)
        if kind == "zenml":
            untrusted = _untrusted(candidates(around, look_beside))
            if untrusted is not None:
                raise ZenMLNotFound(
                    f"No Python interpreter with ZenML was found, but {untrusted.path} was not "
                    f"run. {untrusted.reason}"
                )
            raise ZenMLNotFound(
                "No Python interpreter with ZenML was found.",
                "Name one in the setting stackls.zenml.interpreter, or see stackls doctor.",
            )
    # SQLite is not needed by those who only write files
    from stackls_core.stores.local import LocalStore

    return LocalStore(registry, default_database(around.environment), around.root)


def names_at_hand(kind: str, surroundings: Surroundings) -> Names | None:
    """The names in the store that `open_store` would open, as far as they are known at once.

    Nothing is started, made or waited for: which store it is, is judged by files, and of a ZenML
    the names are those that were read from it last. ``None`` where there are none to know. Raises
    a `StoreError` for a local store that cannot be read.
    """
    from stackls_core.stores.names import names_in

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
    from stackls_core.stores.local import LocalStore

    def no_flavors() -> FlavorRegistry:
        raise AssertionError("names are read without flavors")

    store = LocalStore(no_flavors, path, surroundings.root, busy_seconds=_BRIEFLY)
    return names_in(store.snapshot())


def _name_cache(around: Surroundings, interpreter: str) -> NameCache:
    from stackls_core.stores.names import NameCache

    return NameCache(cache_folder(around.environment), interpreter, around.environment)


def _unusable(around: Surroundings) -> StoreError:
    """Why the interpreter that the user named is not the one."""
    from stackls_core.zenml.interpreters import Verdict

    looked_at = candidates(around)
    why = looked_at[0].reason if looked_at else "It is not there."
    path = looked_at[0].path if looked_at else around.interpreter
    is_old = bool(looked_at) and looked_at[0].verdict is Verdict.TOO_OLD
    kind = ZenMLTooOld if is_old else ZenMLNotFound
    return kind(f"The interpreter {path} cannot be used for ZenML. {why}", "Choose another one.")


def candidates(around: Surroundings, check: Checker | None = None) -> list[Candidate]:
    """The interpreters that may have the user's ZenML; ``check`` says of one whether it has."""
    from stackls_core.zenml.interpreters import find_interpreters

    return find_interpreters(
        around.interpreter,
        around.environment,
        around.workspace,
        around.trust,
        check,
        named_by_user=around.named_by_user,
        selected=around.selected,
    )


def _interpreter(around: Surroundings, check: Checker | None = None) -> str | None:
    from stackls_core.zenml.interpreters import chosen

    candidate = chosen(candidates(around, check))
    return candidate.path if candidate is not None else None


def _untrusted(looked_at: list[Candidate]) -> Candidate | None:
    """The one that goes before the chosen one, seems to have ZenML, and is not trusted."""
    from stackls_core.zenml.interpreter_check import look_beside
    from stackls_core.zenml.interpreters import Verdict

    for one in looked_at:
        if one.verdict is Verdict.CHOSEN:
            return None
        if one.verdict is Verdict.UNTRUSTED and look_beside(one.path).zenml is not None:
            return one
    return None


def _open_zenml(
    around: Surroundings, registry: Callable[[], FlavorRegistry], *, is_asked_for: bool
) -> StackStore | None:
    # only imported for those who have it: the local store has to open fast
    from stackls_core.zenml.interpreters import chosen

    looked_at = candidates(around)
    candidate, untrusted = chosen(looked_at), _untrusted(looked_at)
    # where there is no other and one is needed, the error says it
    if untrusted is not None and (candidate is not None or not is_asked_for):
        around.left_out(untrusted)
    if candidate is None:
        return None
    from stackls_core.stores.zenml import ZenMLStore
    from stackls_core.zenml.flavor_cache import FlavorCache
    from stackls_core.zenml.worker import Worker, serve_command

    interpreter = candidate.path
    root = around.workspace or around.root
    command = serve_command(interpreter, root, root if around.trust.code else None)
    worker = Worker(command, environment=around.environment)
    cache = FlavorCache(cache_folder(around.environment))
    names = _name_cache(around, interpreter)
    return ZenMLStore(worker, interpreter, registry, cache=cache, names=names)
