"""Choosing and opening a store: the table of the kinds of stores, and what each needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from stackls_core.paths import cache_folder, data_folder, default_database
from stackls_core.registry.errors import StoreError, ZenMLNotFound, ZenMLTooOld
from stackls_core.stores.choices import CHOICES, START_VARIABLE
from stackls_core.zenml.trust import NOTHING, Trust

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.registry.store import StackStore
    from stackls_core.stores.names import NameCache, Names
    from stackls_core.zenml.direct.direct import Direct
    from stackls_core.zenml.interpreter_check import Checker
    from stackls_core.zenml.interpreters import Candidate

_BUSY_SECONDS = 0.1
"""How long a shell that completes a name may wait for another process that is writing."""


@dataclass(frozen=True)
class StoreContext:
    """Where and for whom a store is opened.

    ``workspace`` is the folder that is open, ``root`` the one that the active stack belongs to
    (see `stackls_core.paths.find_root`), ``interpreter`` the setting, which may be one of the
    workspace unless it is ``named_by_user``, ``selected`` the interpreter that is selected in the
    editor. ``left_out`` is called with an interpreter that seems to have ZenML, would have been
    taken, and is not trusted. ``is_brief`` is for who asks little and goes: reading does without
    starting ZenML where it can. What waits for a ZenML that starts does so inside of ``starting``.
    """

    workspace: Path | None = None
    root: Path | None = None
    interpreter: str | None = None
    named_by_user: bool = True
    trust: Trust = NOTHING
    left_out: Callable[[Candidate], None] = field(default=lambda _: None, repr=False)
    selected: str | None = None
    is_brief: bool = False
    starting: Callable[[], AbstractContextManager[None]] = field(default=nullcontext, repr=False)
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)


def open_store(
    choice: str, catalog: Callable[[], Catalog], context: StoreContext | None = None
) -> StackStore:
    """The store that one of `CHOICES` comes to.

    Nothing slow happens here except looking for an interpreter (about 50 ms each); ZenML is
    started when the store is first used. ``catalog`` is asked when a flavor has to be known.
    Raises `ZenMLNotFound` for ``zenml`` without an interpreter, ``ValueError`` for another choice.
    """
    if choice not in CHOICES:
        raise ValueError(f"There is no store {choice}; there are {', '.join(CHOICES)}.")
    context = context or StoreContext()
    left_out: list[Candidate] = []
    for kind in _KINDS[choice]:
        place = kind.find(replace(context, left_out=left_out.append), False)
        if place is not None:
            for one in left_out:
                context.left_out(one)
            return kind.open(place, context, catalog)
    raise _no_zenml(context, left_out)


def cached_names(choice: str, context: StoreContext) -> Names | None:
    """The names in the store that `open_store` would open, as far as they are known at once.

    Nothing is started, made or waited for: which store it is, is judged by files, and of a ZenML
    the names are those that were read from it last. ``None`` where there are none to know. Raises
    a `StoreError` for a local store that cannot be read.
    """
    for kind in _KINDS[choice]:
        place = kind.find(context, True)
        if place is not None:
            return kind.names(place, context)
    return None


# -- the embedded registry -----------------------------------------------------------------------


def _database(context: StoreContext, by_files: bool) -> str:
    del by_files
    return str(default_database(context.environment))


def _open_local(place: str, context: StoreContext, catalog: Callable[[], Catalog]) -> StackStore:
    # SQLite is not needed by those who only write files
    from stackls_core.stores.local import LocalStore

    return LocalStore(catalog, Path(place), context.root)


def _local_names(place: str, context: StoreContext) -> Names | None:
    if not Path(place).exists():
        return None
    from stackls_core.stores.local import LocalStore
    from stackls_core.stores.names import names_in

    def no_flavors() -> Catalog:
        raise AssertionError("names are read without flavors")

    store = LocalStore(no_flavors, Path(place), context.root, busy_seconds=_BUSY_SECONDS)
    return names_in(store.snapshot())


# -- ZenML ---------------------------------------------------------------------------------------


def candidates(
    context: StoreContext, check: Checker | None = None, offered: Sequence[str] = ()
) -> list[Candidate]:
    """The interpreters that may have the user's ZenML; ``check`` says of one whether it has.

    ``offered`` are further ones that an editor knows.
    """
    from stackls_core.zenml.interpreters import find_interpreters

    return find_interpreters(
        context.interpreter,
        context.environment,
        context.workspace,
        context.trust,
        check,
        named_by_user=context.named_by_user,
        selected=context.selected,
        offered=offered,
    )


def _interpreter(context: StoreContext, by_files: bool) -> str | None:
    """The interpreter with the user's ZenML."""
    from stackls_core.zenml.interpreter_check import look_beside
    from stackls_core.zenml.interpreters import chosen

    found = candidates(context, look_beside if by_files else None)
    untrusted = _untrusted(found) if not by_files else None
    if untrusted is not None:
        context.left_out(untrusted)
    candidate = chosen(found)
    return candidate.path if candidate is not None else None


def _untrusted(found: list[Candidate]) -> Candidate | None:
    """The one that goes before the chosen one, seems to have ZenML, and is not trusted."""
    from stackls_core.zenml.interpreter_check import look_beside
    from stackls_core.zenml.interpreters import Verdict

    for one in found:
        if one.verdict is Verdict.CHOSEN:
            return None
        if one.verdict is Verdict.UNTRUSTED and look_beside(one.path).zenml is not None:
            return one
    return None


def _open_zenml(place: str, context: StoreContext, catalog: Callable[[], Catalog]) -> StackStore:
    direct = _direct(place, context, catalog) if context.is_brief else None
    if direct is not None:
        direct.begin()  # while a server works out what it answers, the rest is imported
    # only imported for those who have it: the local store has to open fast
    from stackls_core.stores.journal import Journals
    from stackls_core.stores.zenml import ZenMLStore
    from stackls_core.zenml.flavor_cache import FlavorCache
    from stackls_core.zenml.worker import Worker, serve_command

    root = context.workspace or context.root
    command = serve_command(place, root, root if context.trust.code else None)
    worker = Worker(command, environment=context.environment)
    return ZenMLStore(
        worker,
        place,
        catalog,
        cache=FlavorCache(cache_folder(context.environment)),
        names=_name_cache(place, context),
        direct=direct,
        starting=context.starting,
        journals=Journals(data_folder(context.environment) / "unfinished"),
    )


def _direct(
    place: str, context: StoreContext, catalog: Callable[[], Catalog] | None = None
) -> Direct | None:
    """Without a ``catalog`` nothing that is read is kept."""
    from stackls_core.zenml.direct.direct import Direct
    from stackls_core.zenml.direct.kept import Keeping
    from stackls_core.zenml.interpreter_check import look_beside

    if context.environment.get(START_VARIABLE):
        return None
    work = context.workspace or context.root or Path.cwd()
    zenml = look_beside(place).zenml or ""
    folder = cache_folder(context.environment)
    keeping = Keeping(folder, partial(_is_public, catalog)) if catalog is not None else None
    return Direct(zenml, context.environment, work, keeping)


def _is_public(
    catalog: Callable[[], Catalog],
    component_type: str,
    flavor: str,
    configuration: Mapping[str, Any],
) -> bool:
    """Whether nothing of a configuration is masked where it is shown."""
    from stackls_core.catalog.errors import CatalogError
    from stackls_core.registry.secrets import masked

    try:
        found = catalog().flavor(component_type, flavor)
    except CatalogError:
        return False
    return found is not None and masked(configuration, found) == configuration


def why_started(interpreter: str, context: StoreContext) -> str | None:
    """Why a ZenML has to be started to read what is registered; ``None`` where it has not."""
    direct = _direct(interpreter, context)
    return direct.objection() if direct is not None else f"{START_VARIABLE} is set"


def _zenml_names(place: str, context: StoreContext) -> Names | None:
    return _name_cache(place, context).read()


def _name_cache(interpreter: str, context: StoreContext) -> NameCache:
    from stackls_core.stores.names import NameCache

    return NameCache(cache_folder(context.environment), interpreter, context.environment)


def _no_zenml(context: StoreContext, left_out: Sequence[Candidate]) -> StoreError:
    """Why there is no ZenML to open, or why the interpreter that the user named is not the one."""
    if context.interpreter:
        return _unusable(context)
    if left_out:
        one = left_out[0]
        return ZenMLNotFound(
            f"No Python interpreter with ZenML was found, but {one.path} was not run. {one.reason}"
        )
    return ZenMLNotFound(
        "No Python interpreter with ZenML was found.",
        "Name one in the setting stackls.zenml.interpreter, or see stackls doctor.",
    )


def _unusable(context: StoreContext) -> StoreError:
    from stackls_core.zenml.interpreters import Verdict

    found = candidates(context)
    why = found[0].reason if found else "It is not there."
    path = found[0].path if found else context.interpreter
    is_old = bool(found) and found[0].verdict is Verdict.TOO_OLD
    error = ZenMLTooOld if is_old else ZenMLNotFound
    return error(f"The interpreter {path} cannot be used for ZenML. {why}", "Choose another one.")


# -- the table -----------------------------------------------------------------------------------


class _Kind(NamedTuple):
    """A kind of store.

    ``find`` says where it is, by files alone if need be, and gives ``None`` where there is none.
    """

    find: Callable[[StoreContext, bool], str | None]
    open: Callable[[str, StoreContext, Callable[[], Catalog]], StackStore]
    names: Callable[[str, StoreContext], Names | None]


_ZENML = _Kind(_interpreter, _open_zenml, _zenml_names)
_LOCAL = _Kind(_database, _open_local, _local_names)
_KINDS = {"auto": (_ZENML, _LOCAL), "zenml": (_ZENML,), "local": (_LOCAL,)}
"""The kinds of stores to try, in this order, by what the user has chosen."""
