"""Find references: the uses of an anchor, and the files that share a component or a secret."""

from __future__ import annotations

from stackls_core.yamltree.anchors import name_in_use
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.targets import AnchorTarget, target_at
from stackls_server.features.workspace_index import Location, WorkspaceIndex


def references(
    snapshot: Snapshot,
    uri: str,
    offset: int,
    index: WorkspaceIndex,
    *,
    include_declaration: bool = True,
) -> list[Location]:
    """Every place that names what is at ``offset``.

    ``include_declaration`` adds the anchor itself to its uses. The places that name a component, or
    a key of the secret, are all alike, so all of them are found in either case.
    """
    target = target_at(snapshot, offset)
    if isinstance(target, AnchorTarget):
        spans = [target.anchor.name_span] if include_declaration else []
        spans += [name_in_use(alias) for alias in target.anchor.uses]
        return [Location(uri, snapshot.lines, span) for span in spans]
    if target is None or not target.is_shared:
        return []
    return index.named(target.key) or [Location(uri, snapshot.lines, target.span)]
