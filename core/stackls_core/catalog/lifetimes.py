"""From which version of ZenML to which there is a type, a flavor, a parameter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from stackls_core.catalog.versions import minor_of

LISTS = "import/lists"
SEVERAL = "import/several"


class Lifetime(NamedTuple):
    """The first and the last known version that has it; ``None`` where no known one lacks it."""

    since: str | None = None
    until: str | None = None

    @property
    def words(self) -> str:
        """For people: ``since 0.94``, ``until 0.91``; empty for what every known version has."""
        since = f"since {minor_of(self.since)}" if self.since else ""
        until = f"until {minor_of(self.until)}" if self.until else ""
        return ", ".join(part for part in (since, until) if part)

    @property
    def sentence(self) -> str:
        """The same where it is missing; empty where nothing is known of it."""
        if self.until:
            return f"ZenML {minor_of(self.until)} was the last to have it."
        return f"It came with ZenML {minor_of(self.since)}." if self.since else ""


class Lifetimes:
    """Lifetimes by name: ``sandbox``, ``sandbox/modal``, ``sandbox/modal.timeout``.

    What the import of stack files takes is there as `LISTS`, and as `SEVERAL` below it by type.
    """

    def __init__(self, found: Mapping[str, Lifetime]) -> None:
        """``found`` has what not every known version has."""
        self._found = found

    def of(self, component_type: str, flavor: str = "", parameter: str = "") -> Lifetime:
        """That of a type, of one of its flavors, or of a parameter of that.

        Of a parameter that is as old as its flavor, nothing is said.
        """
        name = component_type + (f"/{flavor}" if flavor else "")
        name += f".{parameter}" if parameter else ""
        return self._found.get(name, Lifetime())

    @property
    def of_lists(self) -> Lifetime:
        """That of lists below a component type in stack files."""
        return self._found.get(LISTS, Lifetime())

    def of_several(self, component_type: str) -> Lifetime:
        """That of stacks with several components of a type."""
        return self._found.get(f"{SEVERAL}/{component_type}", Lifetime())


NO_LIFETIMES = Lifetimes({})
