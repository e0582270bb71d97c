"""What is known around a document: a view and a place may be given it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackls_core.registry.known import KnownRegistry
    from stackls_core.registry.model import Stack
    from stackls_core.workspace_code.index import Scope


@dataclass(frozen=True)
class Surroundings:
    """The registry as it was seen last, if one was, and the stack to look at a document for.

    Without a name, that is the active stack of the registry. ``scope`` is what the Python of the
    workspace says of the document, where it has a pipeline.
    """

    known: KnownRegistry | None = None
    stack_name: str = ""
    scope: Scope | None = None

    @property
    def stack(self) -> Stack | None:
        """The stack that counts; ``None`` where none is known."""
        if self.known is None:
            return None
        stacks = self.known.registered.stacks
        if self.stack_name:
            return next((one for one in stacks if one.name == self.stack_name), None)
        return next((one for one in stacks if self.known.is_active(one)), None)


NOTHING_KNOWN = Surroundings()
