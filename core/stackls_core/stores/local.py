"""The local store: stacks in a SQLite file, for machines with or without a ZenML.

The rules are those of `stackls_core.registry.rules`; this keeps what they say. Every list of
changes is one transaction, so a kill at any moment leaves all of it or none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stackls_core.cancellation import current
from stackls_core.catalog.component_types import label_of
from stackls_core.paths import default_database, one_name
from stackls_core.registry import rules
from stackls_core.registry.changes import Change, CreateComponent, UpdateComponent
from stackls_core.registry.errors import (
    Cancelled,
    DatabaseCorrupt,
    InvalidConfiguration,
    of_step,
)
from stackls_core.registry.existing import existing_component
from stackls_core.registry.model import Snapshot, in_order
from stackls_core.registry.names import DEFAULT_NAME
from stackls_core.registry.references import unknown_flavor
from stackls_core.registry.store import StackStore, StoreInfo
from stackls_core.stores.database import BUSY_SECONDS, Database
from stackls_core.stores.local_layout import MIGRATIONS, new_id
from stackls_core.stores.local_rows import (
    GLOBAL,
    active_of,
    load_components,
    load_stacks,
    set_active,
    write_difference,
)

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.catalog.model import Flavor


class LocalStore(StackStore):
    """Stacks in a file on this machine. Safe from several threads and processes at once."""

    def __init__(
        self,
        catalog: Callable[[], Catalog],
        path: Path | None = None,
        root: Path | None = None,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        """``root`` is the workspace that the active stack is set for; ``None`` sets it globally.

        The registry is only asked for when a configuration has to be checked.
        """
        self._catalog = catalog
        self._database = Database(path or default_database(), MIGRATIONS, busy_seconds)
        self._root = one_name(root) if root is not None else GLOBAL

    @property
    def path(self) -> Path:
        return self._database.path

    def exists(self) -> bool:
        """Whether the file is there; the first use makes it."""
        return self.path.exists()

    def info(self) -> StoreInfo:
        """Which store this is. Raises where the file cannot be read."""
        with self._database.reading() as connection:
            own = self._root and active_of(connection, self._root)
        return StoreInfo(
            kind="local",
            label="built-in registry",
            location=str(self.path),
            zenml_version=self._catalog().zenml_version,
            active_from="workspace" if own else "global",
            watched=(str(self.path), f"{self.path}-wal"),
        )

    def snapshot(self) -> Snapshot:
        """Everything at one moment."""
        with self._database.reading() as connection:
            return self._load(connection)

    def execute(self, changes: Sequence[Change], before: Snapshot | None = None) -> Snapshot:
        """Do all of ``changes`` or none of them, in one transaction, which reads for itself."""
        del before
        if any(isinstance(change, (CreateComponent, UpdateComponent)) for change in changes):
            self._catalog()  # may take a moment, and nobody should wait for us meanwhile
        with self._database.writing() as connection:
            former = after = self._load(connection)
            for number, change in enumerate(changes):
                with of_step(number):
                    after = rules.after(after, self._checked(after, change), new_id)
            write_difference(connection, former, after)
            if after.active != former.active:
                set_active(connection, self._root, after.active)
            if current().is_cancelled:
                # somebody else may have kept us waiting for so long that nobody wants it any more
                raise Cancelled("It was cancelled. Nothing was changed.")
            return self._load(connection)

    def normalized(
        self, component_type: str, flavor: str, configuration: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """A configuration as it would be kept; raises where the flavor refuses it."""
        # only for who writes: these bring all of validation along, and a list has to come at once
        from stackls_core.registry import configurations

        found = self._flavor(component_type, flavor)
        problems = configurations.problems_of(found, configuration)
        if problems:
            what = f"{label_of(component_type).capitalize()} of flavor {flavor}"
            raise InvalidConfiguration(what, problems)
        return configurations.normalized(found, configuration)

    def _flavor(self, component_type: str, name: str) -> Flavor:
        catalog = self._catalog()
        found = catalog.flavor(component_type, name)
        if found is None:
            raise unknown_flavor(component_type, name, catalog)
        return found

    def _checked(self, snapshot: Snapshot, change: Change) -> Change:
        """The change with a configuration that its flavor has accepted."""
        if isinstance(change, CreateComponent):
            kept = self.normalized(change.type, change.flavor, change.configuration)
            return replace(change, configuration=kept)
        if isinstance(change, UpdateComponent):
            component = existing_component(snapshot, change.type, change.name)
            kept = self.normalized(change.type, component.flavor, change.configuration)
            return replace(change, configuration=kept)
        return change

    def _load(self, connection: sqlite3.Connection) -> Snapshot:
        try:
            components = load_components(connection)
            stacks = load_stacks(connection, components)
        except (ValueError, KeyError, TypeError) as error:
            raise DatabaseCorrupt(
                self.path, "is damaged", "Move the file away to start over, or bring back a backup."
            ) from error
        by_id = {stack.id for stack in stacks}
        default = next((stack.id for stack in stacks if stack.name == DEFAULT_NAME), "")
        in_general = active_of(connection, GLOBAL) or default
        here = (active_of(connection, self._root) if self._root else None) or in_general
        ordered = tuple(sorted(components.values(), key=lambda c: c.name))
        anywhere = frozenset({here, in_general} & by_id)
        return Snapshot(stacks, in_order(ordered), here, anywhere)
