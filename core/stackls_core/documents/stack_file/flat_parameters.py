"""Parameters that stand beside ``flavor``, as in the files of ZenML 0.12, and the way to move them.

Import reads what is below ``configuration`` and nothing else, so these have no effect where they
are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.documents.stack_file.model import OWN_KEYS, ComponentNode
from stackls_core.findings import Fix
from stackls_core.yamltree.moving_entries import listed, move_below
from stackls_core.yamltree.nodes import Entry, is_merge

if TYPE_CHECKING:
    from stackls_core.catalog.model import Flavor
    from stackls_core.text import LineIndex


def flat_parameters(component: ComponentNode, flavor: Flavor | None) -> list[Entry]:
    """The entries right in a component that are parameters of its flavor."""
    mapping = component.mapping
    if mapping is None or flavor is None:
        return []
    return [
        entry
        for entry in mapping.entries
        if entry.name in flavor.parameters and entry.name not in OWN_KEYS and not is_merge(entry)
    ]


def is_also_parameter(entry: Entry, flavor: Flavor | None) -> bool:
    """Whether a key that is a component's own is the name of a parameter of its flavor, too."""
    return flavor is not None and entry.name in flavor.parameters


def move_under_configuration(
    lines: LineIndex, component: ComponentNode, flavor: Flavor | None
) -> Fix | None:
    """Move all of them with their comments; ``None`` where that could change more than it says.

    The fix is safe where import would fail for want of a configuration anyway.
    """
    mapping, entries = component.mapping, flat_parameters(component, flavor)
    if not entries or mapping is None or mapping is not component.node:
        return None
    moved = move_below(lines, mapping, entries, "configuration")
    if moved is None:
        return None
    is_missing = all(entry.name != "configuration" for entry in mapping.entries)
    title = f"Move {listed(moved.names)} under configuration"
    return Fix(title, moved.edits, safe=is_missing)
