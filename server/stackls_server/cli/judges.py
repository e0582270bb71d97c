"""By what ``stackls check`` judges: the bundled flavors and, where one is named, a registry."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stackls_server.cli.failures import Failure, complain
from stackls_server.cli.stack_store import Opener, OpenStore, Refused

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalogs
    from stackls_core.documents.view import View
    from stackls_core.registry.errors import StoreError
    from stackls_core.registry.known import KnownRegistry
    from stackls_core.registry.store import StackStore

    Known = Callable[[View], "KnownRegistry | None"]
    """Of a file, what a registry has to do with it."""


@contextmanager
def judges(opener: Opener | None) -> Generator[tuple[Catalogs, Known], None, None]:
    """The flavors to judge by, and what is known of the registry, which is open meanwhile.

    Raises `Failure` where something cannot be read.
    """
    from stackls_server.cli.catalog import open_catalogs

    if opener is None:
        yield open_catalogs(), lambda _: None
        return
    try:
        with opener.opened() as found:
            judging = judges_of(found)
            found.done()
            yield judging
    except Refused as error:
        # to a check that is no finding but something that it could not do
        raise Failure(error.message) from error


def judges_of(found: OpenStore) -> tuple[Catalogs, Known]:
    """The same for a registry that is open. Raises a `StoreError`."""
    from stackls_core.registry.known import needed_integrations, read_store, with_integrations

    known = read_store(found.store, on_failure=_warn)
    catalog = found.catalog
    known = with_integrations(known, found.store, needed_integrations(catalog))
    return found.catalogs, _Judge(found.store, known)


class _Judge:
    """Asks about each configuration once, however often its file is looked at."""

    def __init__(self, store: StackStore, known: KnownRegistry) -> None:
        self._store = store
        self._known = known

    def __call__(self, view: View) -> KnownRegistry:
        from stackls_core.documents.verdicts import judged

        self._known = judged(self._store, self._known, [view])
        return self._known


def _warn(error: StoreError) -> None:
    complain(f"The secrets of the registry cannot be read, so they are not checked: {error}")
