"""Document highlights: where else in the file the thing at the cursor is named."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stackls_core.text import Span
from stackls_core.yamltree.anchors import name_in_use
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.targets import AnchorTarget, target_at


class HighlightKind(Enum):
    """What a place does with what it names."""

    DEFINITION = "definition"
    USE = "use"
    MENTION = "mention"
    """There is no definition in a file, as all places are alike."""


@dataclass(frozen=True)
class Highlight:
    """A place that names what is at the cursor."""

    span: Span
    kind: HighlightKind


def highlights(snapshot: Snapshot, offset: int) -> list[Highlight]:
    """The places in the file that name what is at ``offset``; empty where nothing is named.

    An editor takes an empty answer for leave to highlight equal words, so a thing that is named
    once is highlighted alone.
    """
    target = target_at(snapshot, offset)
    if target is None:
        return []
    if isinstance(target, AnchorTarget):
        anchor = target.anchor
        uses = [Highlight(name_in_use(alias), HighlightKind.USE) for alias in anchor.uses]
        return [Highlight(anchor.name_span, HighlightKind.DEFINITION), *uses]
    same = (one.span for one in snapshot.view.targets() if one.key == target.key)
    return [Highlight(span, HighlightKind.MENTION) for span in dict.fromkeys(same)]
