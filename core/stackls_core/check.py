"""One call from text to findings, for whoever has no more than a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stackls_core.analysis.analyze import analyze
from stackls_core.catalog.flavors import FlavorRegistry
from stackls_core.documents.stack_file.detect import is_stack_file
from stackls_core.documents.stack_file.model import parse_stack_file
from stackls_core.findings import Finding

if TYPE_CHECKING:
    from stackls_core.registry.known import KnownStore


def check_text(
    text: str, path: str | None, registry: FlavorRegistry, known: KnownStore | None = None
) -> list[Finding]:
    """The findings of ``text`` as a stack file, whether or not it looks like one.

    ``path`` is where it stands, if anywhere; no file is read. ``known`` is a store to judge by.
    """
    del path
    return analyze(parse_stack_file(text), registry, known=known)


def check_if_stack_file(
    text: str, path: str | None, registry: FlavorRegistry, globs: Sequence[str] = ()
) -> list[Finding] | None:
    """The findings of ``text``, or ``None`` where it is no stack file."""
    if not is_stack_file(text, path, globs):
        return None
    return check_text(text, path, registry)
