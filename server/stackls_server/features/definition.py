"""Go to definition: from an alias to its anchor, from a component to the same one elsewhere."""

from __future__ import annotations

from stackls_server.features.snapshot import Snapshot
from stackls_server.features.targets import AnchorTarget, target_at
from stackls_server.features.workspace_index import Location, WorkspaceIndex


def definition(snapshot: Snapshot, uri: str, offset: int, index: WorkspaceIndex) -> list[Location]:
    """Where what is at ``offset`` is defined; empty where that means nothing.

    What several documents share, such as a component, has no one definition: each of them defines
    it, so from one of them this leads to the others. Where there are no others it leads to the
    place itself.
    """
    target = target_at(snapshot, offset)
    if isinstance(target, AnchorTarget):
        return [Location(uri, snapshot.lines, target.anchor.name_span)]
    if target is None or not target.is_defined:
        return []
    here = Location(uri, snapshot.lines, target.span)
    found = index.named(target.key)
    return [one for one in found if (one.uri, one.span) != (uri, target.span)] or [here]
