"""What a completion item is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stackls_core.text import Span, TextEdit


class ItemKind(Enum):
    """What an item is, for its icon."""

    TYPE = "type"
    FLAVOR = "flavor"
    KEY = "key"
    PARAMETER = "parameter"
    VALUE = "value"
    SKELETON = "skeleton"


@dataclass(frozen=True)
class DocumentationKey:
    """Names the documentation of an item, which is made when a client shows it."""

    kind: str
    type: str = ""
    flavor: str = ""
    parameter: tuple[str, ...] = ()


@dataclass(frozen=True)
class Completion:
    """One item.

    ``text`` replaces ``span``; ``snippet`` is the same with tab stops. Lines after the first of
    both are indented in full. ``extra`` is an edit besides, before ``span``.
    """

    label: str
    kind: ItemKind
    span: Span
    text: str
    snippet: str
    rank: str = ""
    detail: str = ""
    documentation: DocumentationKey | None = None
    deprecated: bool = False
    extra: TextEdit | None = None
    filter_text: str = ""
    suggest_next: bool = False
