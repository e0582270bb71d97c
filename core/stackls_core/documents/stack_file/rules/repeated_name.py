"""`repeated-name`: import takes the second of two components of one name for the first.

``zenml stack import`` looks every component up by its name before it creates it, in the way of
``Client.get_stack_component``: an equal name is found first, else a name that begins with this one
if there is just one, where upper case is as good as lower case and ``_`` stands for any character.
With another configuration the import stops and asks for another name; with the same one it puts a
single component into the stack twice, which the database refuses.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from stackls_core.catalog.component_types import label_of
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Related, Severity
from stackls_core.registry.name_lookups import folded, is_like
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import has_placeholder

if TYPE_CHECKING:
    from stackls_core.documents.stack_file.model import ComponentNode


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the name of each later component that is taken for an earlier one."""
    for slot in context.view.slots:
        if slot.name not in context.catalog.imports.repeatable:
            continue
        earlier = _Earlier()
        for component in slot.components:
            name, entry = component.name, component.entry("name")
            if name is None or entry is None or has_placeholder(name):
                continue
            taken_for = earlier.find(name)
            earlier.add(name, component)
            if taken_for is None:
                continue
            first = taken_for.entry("name")
            kind = label_of(slot.name)
            message = f"There is another {kind} named {name}: import takes this one for it."
            if taken_for.name != name:
                message = (
                    f"Import looks names up by their beginning and takes {name} for the {kind} "
                    f"{taken_for.name}. Choose another name."
                )
            related = [Related(value_span(first), "It is this one.")] if first else []
            yield RULE.finding(value_span(entry), message, related=related)


class _Earlier:
    """Components that import has created already, as it looks them up."""

    def __init__(self) -> None:
        # in lower case and sorted, so that equal beginnings stand together
        self._names: list[tuple[str, str]] = []
        self._first: dict[str, ComponentNode] = {}

    def add(self, name: str, component: ComponentNode) -> None:
        if name not in self._first:
            insort(self._names, (folded(name), name))
            self._first[name] = component

    def find(self, name: str) -> ComponentNode | None:
        """The component that ZenML finds for a name: one of that name, or the only one that begins
        with it."""
        if name in self._first:
            return self._first[name]
        found = [self._first[one] for one in islice(self._beginning(name), 2)]
        return found[0] if len(found) == 1 else None

    def _beginning(self, name: str) -> Iterator[str]:
        sure = folded(_WILD.split(name, maxsplit=1)[0])
        for index in range(bisect_left(self._names, (sure, "")), len(self._names)):
            compared, other = self._names[index]
            if not compared.startswith(sure):
                return
            if is_like(other, f"{name}%"):
                yield other


_WILD = re.compile("[%_]")
"""What stands for something else than itself."""

RULE = Rule(
    "repeated-name",
    Severity.ERROR,
    "Two components of a type whose names import cannot tell apart.",
    check=check,
)
