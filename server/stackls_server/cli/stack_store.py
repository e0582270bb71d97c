"""The store that a command works on: which one, opening it, and its errors as exit codes."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stackls_core.stores.choices import CHOICES, INTERPRETER_VARIABLE, STORE_VARIABLE, chosen
from stackls_server.cli.failures import Failure, complain

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog, Catalogs
    from stackls_core.registry.errors import StoreError
    from stackls_core.registry.store import StackStore
    from stackls_core.stores.names import Names
    from stackls_core.stores.opening import StoreContext
    from stackls_core.zenml.interpreters import Candidate

REFUSED = 1
"""The exit code for what the store refuses: the command was fine, and the answer is no."""

PATIENCE = 1.0
"""What takes longer than this many seconds shows on a terminal that it is under way."""

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


class Refused(Failure):
    """The store says no."""

    exit_code = REFUSED


class Interrupted(Failure):
    """Ctrl-C, with a word on what became of a change that was under way."""

    exit_code = 130


def store_option(command: _Decorated) -> _Decorated:
    """Give a command ``--store`` and ``--zenml-python``, passed to it as one ``opener``."""
    store = click.option(
        "--store",
        "opener",
        type=click.Choice(CHOICES),
        default="auto",
        envvar=STORE_VARIABLE,
        metavar="STORE",
        callback=_opener,
        help="Which registry: zenml, local, or auto (the default) for ZenML where it is found. "
        f"[{STORE_VARIABLE}]",
    )
    return store(
        _interpreter_option("The interpreter, or its environment, that has ZenML.")(command)
    )


def store_to_judge_by_option(command: _Decorated) -> _Decorated:
    """Give a command that needs no registry ``--store``: an `Opener`, or ``None`` without it.

    The environment does not choose one: what a check says must not depend on where it runs.
    """
    store = click.option(
        "--store",
        "opener",
        type=click.Choice(CHOICES),
        metavar="STORE",
        callback=_named_opener,
        help="Check against a registry, too: zenml, local, or auto for ZenML where it is found.",
    )
    which = "The interpreter, or its environment, that has that ZenML."
    return store(_interpreter_option(which)(command))


def _interpreter_option(text: str) -> Callable[[_Decorated], _Decorated]:
    """``--zenml-python``, remembered for the opener that ``--store`` makes."""
    return click.option(
        "--zenml-python",
        envvar=INTERPRETER_VARIABLE,
        metavar="PATH",
        is_eager=True,
        expose_value=False,
        callback=_remember_interpreter,
        help=f"{text} [{INTERPRETER_VARIABLE}]",
    )


_INTERPRETER_KEY = "stackls.zenml-python"


def _remember_interpreter(
    ctx: click.Context, parameter: click.Parameter, value: str | None
) -> None:
    del parameter
    ctx.meta[_INTERPRETER_KEY] = value


def _opener(ctx: click.Context, parameter: click.Parameter, value: str) -> Opener:
    interpreter = ctx.meta.get(_INTERPRETER_KEY)
    source = ctx.get_parameter_source(str(parameter.name))
    if source is click.core.ParameterSource.DEFAULT and not interpreter:
        value = _configured_registry() or value
    return Opener(value, interpreter)


def _configured_registry() -> str | None:
    """The registry that the configuration of the current folder chooses, if it does."""
    from stackls_core.configuration.nearby import may_say

    here = Path.cwd()
    if not may_say(here, b"registry"):
        return None  # as nearly always: nothing more has to be imported
    from stackls_core.configuration.find import Configurations

    # what is wrong with it, `stackls config` and `stackls check` say
    return Configurations(tuple).of(here).configuration.registry


def _named_opener(
    ctx: click.Context, parameter: click.Parameter, value: str | None
) -> Opener | None:
    source = ctx.get_parameter_source("zenml_python")
    if value is None and source is click.core.ParameterSource.COMMANDLINE:
        value = "zenml"  # nobody names an interpreter for nothing
    return _opener(ctx, parameter, value) if value is not None else None


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

    could_not_run = (errors.DatabaseError, errors.ZenMLError, errors.ApplyFailed)
    message = " ".join(str(error).split())
    if isinstance(error, errors.Cancelled):
        return Interrupted(message)
    if isinstance(error, errors.ZenMLNotFound) and "stackls.zenml.interpreter" in error.remedy:
        message = message.removesuffix(error.remedy) + "Select one with --zenml-python."
    return Failure(message) if isinstance(error, could_not_run) else Refused(message)


class Working:
    """Says on a terminal what takes long, as long as it takes."""

    def __init__(self, doing: str) -> None:
        """``doing`` is what to say."""
        self._doing = doing
        self._timer: threading.Timer | None = None
        self._status: Any = None
        self._lock = threading.Lock()
        self._is_over = False

    def __enter__(self) -> Working:
        """Say it once it has taken `PATIENCE` seconds."""
        if sys.stderr.isatty():
            self._timer = threading.Timer(PATIENCE, self._show)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def tell(self, doing: str) -> None:
        """Say this from now on, where something is said."""
        with self._lock:
            self._doing = doing
            if self._status is not None:
                self._status.update(self._shown())

    @contextmanager
    def meanwhile(self, doing: str) -> Generator[None, None, None]:
        """Say this for as long as something before it takes."""
        before = self._doing
        self.tell(doing)
        try:
            yield
        finally:
            self.tell(before)

    def _shown(self) -> Any:
        from rich.text import Text

        from stackls_server.cli.terminal import terminal_of

        # what is being done may have a name in it, which must not be taken for markup
        return Text(terminal_of(sys.stderr).shown(f"{self._doing} …"))

    def _show(self) -> None:
        from rich.console import Console

        with self._lock:
            if not self._is_over:
                self._status = Console(stderr=True).status(self._shown())
                self._status.start()

    def stop(self) -> None:
        """Take it away again."""
        with self._lock:
            self._is_over = True
            if self._timer is not None:
                self._timer.cancel()
            if self._status is not None:
                self._status.stop()
                self._status = None


def say(message: str) -> None:
    """Print one line on standard output; names in it cannot steer the terminal."""
    from stackls_server.cli.terminal import terminal_of

    click.echo(terminal_of(sys.stdout).shown(message))


def confirm(question: str, *, is_sure: bool) -> None:
    """Ask before something is destroyed, unless ``--yes`` says so already.

    Raises `Failure` where nobody can be asked, and ``click.Abort`` for a no.
    """
    if is_sure:
        return
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        raise Failure(f"{question} Pass --yes to confirm: stdin is not a terminal.")
    from stackls_server.cli.terminal import terminal_of

    try:
        is_wanted = click.confirm(terminal_of(sys.stderr).shown(question), err=True)
    except click.Abort:
        click.echo(err=True)  # what the shell says next begins a line
        raise
    if not is_wanted:
        raise Refused("Nothing was changed.")


def yes_option(command: _Decorated) -> _Decorated:
    """Give a command ``--yes``, passed to it as ``is_sure``."""
    return click.option(
        "-y", "--yes", "is_sure", is_flag=True, help="Do not ask before anything is destroyed."
    )(command)


def secrets_option(command: _Decorated) -> _Decorated:
    """Give a command ``--show-secrets``."""
    return click.option(
        "--show-secrets", is_flag=True, help="Show what is masked otherwise: it may be a secret."
    )(command)
