"""What the steps of a run configuration will run with, and where each setting comes from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from stackls_core.documents.markup import code, escape
from stackls_core.documents.run_configuration.effective import Effective, effective
from stackls_core.documents.run_configuration.keys import PARAMETERS, SETTINGS
from stackls_core.documents.run_configuration.model import RunConfiguration
from stackls_core.documents.surroundings import Surroundings
from stackls_core.registry.secrets import is_secret_key
from stackls_core.visible import visible
from stackls_core.workspace_code.model import NOT_LITERAL
from stackls_core.yamltree.edits import plain_or_quoted
from stackls_server.features.pages import Page
from stackls_server.features.snapshot import Snapshot

_HIDDEN = "(hidden)"
_LONGEST = 80


class NothingRuns(Exception):
    """There is nothing to say; the message says why, in words for the user."""


def what_will_run(snapshot: Snapshot, step: str = "", stack: str = "") -> Page:
    """The page about one step, or about all of a file; on a stack, or on the active one.

    Raises `NothingRuns`.
    """
    view = snapshot.view
    if not isinstance(view, RunConfiguration):
        raise NothingRuns("This document is not a run configuration.")
    around = replace(snapshot.around, stack_name=stack)
    if stack and around.stack is None:
        raise NothingRuns(f"There is no stack {stack}.")
    names = [step] if step else step_names(view, around)
    if not names:
        raise NothingRuns("No step is configured here, and no pipeline is known that this is for.")
    name = (snapshot.path or "").replace("\\", "/").rpartition("/")[2] or "this file"
    title = f"What will run: {name}"
    parts = [_head(around)]
    for one in names:
        rows = effective(view, one, snapshot.catalog, around)
        parts += [f"## Step {escape(one)}", *(_listed(rows) if rows else ["Nothing is set."])]
    shown = visible(title)
    return Page(shown, "\n\n".join([f"# {escape(shown)}", *parts]) + "\n")


def step_names(view: RunConfiguration, around: Surroundings) -> list[str]:
    """The steps of the pipeline, where it is known which, then those that the file names."""
    scope = around.scope
    called = list(scope.offered) if scope is not None and len(scope.pipelines) == 1 else []
    return list(dict.fromkeys([*called, *(step.name for step in view.steps if step.name)]))


def _head(around: Surroundings) -> str:
    scope, stack = around.scope, around.stack
    only = scope.only if scope is not None else None
    where = f"On the stack {code(stack.name)}" if stack is not None else "No stack is known"
    what = f", with the pipeline {code(only.name)}" if only is not None else ""
    unseen = "What code gives to `with_options` is not seen."
    return f"{where}{what}. {unseen}"


def _listed(rows: Sequence[Effective]) -> list[str]:
    """Settings as lists, what stands alone before those that belong together.

    No table: it would be wider than a page beside a file, and many editors show Markdown as text.
    """
    groups: dict[str, list[str]] = {"": []}
    for row in rows:
        group, *names = _path(row) if len(_path(row)) > 1 else ("", *_path(row))
        item = f"- {code(' > '.join(names))}: {code(shown_value(row))} ({_source(row)})"
        groups.setdefault(group, []).append(item)
    return [
        "\n".join([*([f"{code(group)}:", ""] if group else []), *items])
        for group, items in groups.items()
        if items
    ]


def _source(row: Effective) -> str:
    """Where a value comes from, and whose it replaces."""
    over = ", ".join(str(level) for level in row.over)
    return escape(f"{row.level}; instead of {over}" if over else str(row.level))


def _path(row: Effective) -> Sequence[str]:
    return row.path[1:] if row.path[0] == SETTINGS and len(row.path) > 1 else row.path


def _name(row: Effective) -> str:
    return " > ".join(_path(row))


def shown_value(row: Effective) -> str:
    """The value as YAML on one line; what may be a secret is hidden."""
    if row.value is NOT_LITERAL:
        return "(set in code)"
    if _holds_secret(row.path, row.value):
        return _HIDDEN
    if isinstance(row.value, str):
        text = plain_or_quoted(row.value, flow=True)
    else:  # JSON is YAML on one line
        text = json.dumps(row.value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _holds_secret(path: Sequence[str], value: object) -> bool:
    """Whether the value, or one inside of it, has a name like that of a secret."""
    if isinstance(value, dict):
        items = cast("dict[object, object]", value).items()
        return any(_holds_secret([str(key)], inner) for key, inner in items)
    if isinstance(value, list):
        return any(_holds_secret(path, inner) for inner in cast("list[object]", value))
    is_reference = isinstance(value, str) and value.startswith("{{")
    is_harmless = value is None or isinstance(value, bool) or is_reference
    return not is_harmless and any(is_secret_key(step) for step in path)


def step_summary(snapshot: Snapshot, step: str) -> str:
    """What a step will run with, as a list that fits into a hover; parameters are left out."""
    view = snapshot.view
    if not isinstance(view, RunConfiguration):
        return ""
    rows: Iterable[Effective] = effective(view, step, snapshot.catalog, snapshot.around)
    lines = [
        f"- {code(_name(row))}: {code(shown_value(row))} ({escape(str(row.level))})"
        for row in rows
        if row.path[0] != PARAMETERS
    ]
    shown = lines[:_MOST]
    if len(lines) > _MOST:
        shown.append(f"- and {len(lines) - _MOST} more")
    return "\n".join(["What will run:", "", *shown]) if shown else ""


_MOST = 12
