"""What the cursor points at that has a name: an anchor, or something that the document names.

Definition, references, highlights and rename all start here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from stackls_core.documents.view import Target
from stackls_core.text import Span
from stackls_core.yamltree.anchors import Anchor, anchor_at
from stackls_server.features.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class AnchorTarget:
    """An anchor; ``span`` is the definition, alias or merge key under the cursor."""

    anchor: Anchor
    span: Span


AnyTarget: TypeAlias = "AnchorTarget | Target"


def target_at(snapshot: Snapshot, offset: int) -> AnyTarget | None:
    """The named thing whose name is at ``offset``; ``None`` where there is none."""
    found = anchor_at(snapshot.document, offset)
    if found is not None:
        return AnchorTarget(*found)
    return next((one for one in snapshot.view.targets() if one.token.contains(offset)), None)
