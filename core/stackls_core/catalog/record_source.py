"""Flavors from the records that the probe writes, kept in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from stackls_core.catalog.bundled import read_flavor, read_summary
from stackls_core.catalog.errors import CatalogError

if TYPE_CHECKING:
    from stackls_core.catalog.model import Flavor, FlavorSummary


class RecordSource:
    """The flavors of a running ZenML. Each is read when somebody asks for it.

    A record that cannot be read is as good as none: it is left out, so that the flavors behind it
    (the bundled ones) still count.
    """

    def __init__(self, records: Sequence[Mapping[str, Any]], zenml_version: str) -> None:
        """``records`` are what the probe answers to ``flavors``."""
        self.zenml_version = zenml_version
        self._records = {(record["type"], record["name"]): record for record in records}
        self._flavors: dict[tuple[str, str], Flavor] = {}
        self.summaries: Mapping[tuple[str, str], FlavorSummary] = {
            key: _summary(record) for key, record in self._records.items()
        }

    @property
    def custom(self) -> list[Mapping[str, Any]]:
        """The records of those that do not come with ZenML."""
        return [one for one in self._records.values() if one.get("origin") == "custom"]

    def __eq__(self, other: object) -> bool:
        """Whether the other one was made of the same records."""
        if not isinstance(other, RecordSource):
            return NotImplemented
        mine, theirs = self._records, other._records
        return self.zenml_version == other.zenml_version and mine == theirs

    __hash__ = None  # pyright: ignore[reportAssignmentType] - what it holds may be large

    def load(self, component_type: str, name: str) -> Flavor | None:
        key = (component_type, name)
        if key not in self._records:
            return None
        if key not in self._flavors:
            try:
                self._flavors[key] = read_flavor(self._records[key], self.zenml_version)
            except CatalogError:
                return None
        return self._flavors[key]


def _summary(record: Mapping[str, Any]) -> FlavorSummary:
    integration = cast("Mapping[str, Any]", record.get("integration") or {})
    return read_summary(record, integration.get("name"))
