"""One call from text to findings, for the command line and for tests."""

from __future__ import annotations

from collections.abc import Sequence

from stackls_core.flavors.registry import FlavorRegistry
from stackls_core.stackfile.detect import is_stack_file
from stackls_core.stackfile.model import parse_stack_file
from stackls_core.validation.analyze import analyze
from stackls_core.validation.findings import Finding


def check_text(text: str, path: str | None, registry: FlavorRegistry) -> list[Finding]:
    """The findings of ``text`` as a stack file, whether or not it looks like one.

    ``path`` is where it stands, if anywhere; no file is read.
    """
    del path
    return analyze(parse_stack_file(text), registry)


def check_if_stack_file(
    text: str, path: str | None, registry: FlavorRegistry, globs: Sequence[str] = ()
) -> list[Finding] | None:
    """The findings of ``text``, or ``None`` where it is no stack file."""
    if not is_stack_file(text, path, globs):
        return None
    return check_text(text, path, registry)
