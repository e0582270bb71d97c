"""Where the Python of the workspace defines what a run configuration names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stackls_core.documents.run_configuration.keys import PARAMETERS
from stackls_core.documents.run_configuration.model import RunConfiguration
from stackls_core.text import Span
from stackls_core.workspace_code.model import Definition
from stackls_core.yamltree.nodes import Entry, as_dict, entry_of
from stackls_core.yamltree.spans import key_span
from stackls_server.features.snapshot import Snapshot


@dataclass(frozen=True)
class CodePlace:
    """A span of a file that is not one of ours; offsets are in characters of its text."""

    path: str
    span: Span


def code_places(snapshot: Snapshot, offset: int) -> list[CodePlace]:
    """The definitions of the step or the parameter whose name is at ``offset``.

    A parameter leads to the function that has it; steps of ZenML's own lead nowhere.
    """
    view, scope = snapshot.view, snapshot.scope
    if scope is None or not isinstance(view, RunConfiguration):
        return []
    if _is_key(view.entry(PARAMETERS), offset):
        return _places(scope.pipelines)
    for step in view.steps:
        inside = entry_of(step.mapping, PARAMETERS)
        if key_span(step.entry).contains(offset) or _is_key(inside, offset):
            return _places(scope.definitions(step.name))
    return []


def _is_key(holder: Entry | None, offset: int) -> bool:
    """Whether a key below ``holder`` is at ``offset``."""
    below = as_dict(holder.value) if holder is not None else None
    return below is not None and any(key_span(one).contains(offset) for one in below.entries)


def _places(definitions: Iterable[Definition]) -> list[CodePlace]:
    return [CodePlace(one.path, one.span) for one in definitions if one.path]
