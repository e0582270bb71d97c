"""The flavor that is named at a place, whose page a user can go to."""

from __future__ import annotations

from stackls_core.catalog.model import Flavor
from stackls_core.yamltree.cursor.cursor import cursor_at
from stackls_core.yamltree.cursor.outline import unquote
from stackls_server.features.snapshot import Snapshot


def flavor_at(snapshot: Snapshot, offset: int) -> Flavor | None:
    """The flavor whose name is at ``offset``; ``None`` where there is none that is known."""
    kind = snapshot.kind
    if kind is None:
        return None
    cursor = cursor_at(snapshot.lines, offset, kind.blocks)
    place = kind.place(cursor, snapshot.catalog)
    special = kind.specials.get(place.special)
    if special is None:
        return None
    written = snapshot.text[cursor.span.start : cursor.span.end]
    return special.flavor(place, unquote(written), snapshot.catalog)
