"""The store that a command works on: which one, opening it, and its errors as exit codes."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from stackls_core.stores.choices import chosen
from stackls_server.cli.failures import Failure, complain
from stackls_server.cli.working import Working

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog, Catalogs
    from stackls_core.registry.errors import StoreError
    from stackls_core.registry.store import StackStore
    from stackls_core.stores.names import Names
    from stackls_core.stores.opening import StoreContext
    from stackls_core.zenml.interpreters import Candidate

REFUSED = 1
"""The exit code for what the store refuses: the command was fine, and the answer is no."""


class Refused(Failure):
    """The store says no."""

    exit_code = REFUSED


class Interrupted(Failure):
    """Ctrl-C, with a word on what became of a change that was under way."""

    exit_code = 130


class Opener:
    """Opens the store that the options name, for a folder: the one that the command runs in."""

    def __init__(
        self, kind: str = "auto", interpreter: str | None = None, folder: Path | None = None
    ) -> None:
        """Nothing is looked for before `opened`. ``folder`` is another one than the current."""
        self.kind = chosen(kind, interpreter)
        self.interpreter = interpreter
        self._folder = folder

    @contextmanager
    def opened(
        self, doing: str = "Reading the registry", *, is_brief: bool = True
    ) -> Generator[OpenStore, None, None]:
        """The store, closed at the end; its errors become failures of the command.

        It is not ``is_brief`` where it stays open, for who knows how long.
        """
        from stackls_core.catalog.errors import CatalogError
        from stackls_core.registry.errors import StoreError
        from stackls_core.stores.opening import open_store

        bundled = _Bundled()
        working = Working(doing)
        starting = partial(working.meanwhile, "Starting ZenML")
        context = replace(self.context(), is_brief=is_brief, starting=starting)
        try:
            with working:
                store = open_store(self.kind, lambda: bundled.catalog, context)
                try:
                    yield OpenStore(store, bundled, working)
                    for text in store.unfinished():
                        complain(text)
                finally:
                    working.stop()
                    store.close()
        except StoreError as error:
            raise failure_of(error) from error
        except CatalogError as error:
            raise Failure(str(error)) from error

    def names(self) -> Names | None:
        """The names in the store, as far as they are known without opening a ZenML."""
        from stackls_core.registry.errors import StoreError
        from stackls_core.stores.opening import cached_names

        try:
            return cached_names(self.kind, self.context())
        except (StoreError, OSError):
            return None

    def context(self) -> StoreContext:
        """The folder that the store is for, and the workspace that it is part of."""
        from stackls_core.paths import find_root
        from stackls_core.stores.opening import StoreContext
        from stackls_core.zenml.trust import trust_in

        here = self._folder or Path.cwd()
        root = find_root(here)
        return StoreContext(
            root or here,
            root,
            self.interpreter,
            trust=trust_in(here, os.environ),
            left_out=_say_left_out,
        )


def _say_left_out(candidate: Candidate) -> None:
    from stackls_server.cli.terminal import display_path

    path = Path(candidate.path)
    here = Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    complain(f"{display_path(str(shown))} was not run. {candidate.reason}")


class _Bundled:
    """The flavors that come with stackls, read when somebody asks."""

    @cached_property
    def catalogs(self) -> Catalogs:
        from stackls_server.cli.catalog import open_catalogs

        return open_catalogs().for_folder(Path.cwd())

    @property
    def catalog(self) -> Catalog:
        return self.catalogs.for_version(None)


class OpenStore:
    """A store in use, and the flavors to judge by."""

    def __init__(self, store: StackStore, bundled: _Bundled, working: Working) -> None:
        """Only `Opener` makes one."""
        self.store = store
        self._bundled = bundled
        self._working = working

    @cached_property
    def catalogs(self) -> Catalogs:
        """All catalogs: of its own version, the flavors that the store knows go first."""
        live = self.store.flavors()
        bundled = self._bundled.catalogs
        return bundled.with_installed(live) if live is not None else bundled

    @property
    def catalog(self) -> Catalog:
        """That of the store's version."""
        return self.catalogs.for_version(None)

    def catalog_for(self, flavors: set[tuple[str, str]]) -> Catalog:
        """A catalog that knows these flavors; ZenML is only asked where the bundled one fails."""
        bundled = self._bundled.catalog
        is_known = all(bundled.summary(*flavor) is not None for flavor in flavors)
        return bundled if is_known else self.catalog

    @property
    def reads_lists(self) -> bool:
        """Whether the version that the store is of reads stack files with lists of components."""
        version = self.store.info().zenml_version
        return self._bundled.catalogs.for_version(version).imports.lists

    def tell(self, doing: str) -> None:
        """Say what is being done, where it takes so long that something is said."""
        self._working.tell(doing)

    def done(self) -> None:
        """All is known: what is printed from here on must not meet a progress display."""
        self._working.stop()


def failure_of(error: StoreError) -> Failure:
    """A store's error as the command line ends with it, in one line."""
    from stackls_core.registry import errors

    could_not_run = (
        *(errors.DatabaseError, errors.ZenMLError),
        *(errors.ApplyFailed, errors.PlanTooSlow),
    )
    message = " ".join(str(error).split())
    if isinstance(error, errors.Cancelled):
        return Interrupted(message)
    if isinstance(error, errors.ZenMLNotFound) and "stackls.zenml.interpreter" in error.remedy:
        message = message.removesuffix(error.remedy) + "Select one with --zenml-python."
    return Failure(message) if isinstance(error, could_not_run) else Refused(message)
