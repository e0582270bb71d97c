"""What a feature gets to look at: one version of one document, and the flavors that are known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from stackls_core.flavors.registry import FlavorRegistry
from stackls_core.stackfile.detect import is_stack_file
from stackls_core.stackfile.model import StackFile, parse_stack_file
from stackls_core.text import LineIndex
from stackls_server.features.known import KnownStore


@dataclass(frozen=True, eq=False)
class Snapshot:
    """An immutable view; nothing is computed before a feature asks for it."""

    text: str
    registry: FlavorRegistry
    path: str | None = None
    globs: tuple[str, ...] = ()
    known: KnownStore | None = None
    """The registry as it was seen last; ``None`` before that."""
    line_index: LineIndex | None = None
    """That of the text, where it is known already."""

    @cached_property
    def lines(self) -> LineIndex:
        """The line index of the text."""
        return self.line_index or LineIndex(self.text)

    @cached_property
    def is_stack_file(self) -> bool:
        """Whether the document is one of ours; features answer nothing where it is not."""
        return is_stack_file(self.text, self.path, self.globs)

    @cached_property
    def stack_file(self) -> StackFile:
        """The document as a tree."""
        return parse_stack_file(self.text)
