"""`dropped-key`: a key of a run configuration that ZenML drops without a word.

ZenML reads run configurations and their steps with ``extra="ignore"``: what it does not know has no
effect and no message. Often the key belongs somewhere else: parameters of a step below
``parameters``, ``docker`` below ``settings``. Keys that your own code reads may begin with ``x-``
or ``_``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stackls_core.documents.run_configuration.keys import (
    ARGUMENTS,
    PARAMETERS,
    SETTINGS,
    STEP_KEYS,
    TOP_KEYS,
    UNLISTED,
    settings_key,
    unlisted_keys,
)
from stackls_core.documents.run_configuration.owners import run_settings
from stackls_core.documents.run_configuration.section import (
    PipelineSection,
    Rule,
    RunSection,
    StepSection,
)
from stackls_core.findings import Finding, Fix, Severity, Tag
from stackls_core.suggest import nearest
from stackls_core.yamltree.edits import remove_entry, replace_scalar
from stackls_core.yamltree.moving_entries import listed, move_below
from stackls_core.yamltree.nodes import Entry, Mapping, Scalar, as_dict, is_merge
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import has_placeholder

_OWN = ("x-", "x_", "_")
_OBSOLETE = {
    "model_version": "ZenML no longer reads model_version: the key is model.",
    "model_config": "ZenML no longer reads model_config: the key is model.",
    "source": "ZenML no longer reads where a step's code is: the pipeline imports its steps.",
    "materializers": "ZenML no longer reads materializers: they belong below outputs.",
    "name": "ZenML ignores name: the pipeline's code names it, and run_name names the run.",
}
_LONGER = 3
_RENAMED = {"model_version": "model", "model_config": "model"}


def check(section: RunSection) -> Iterator[Finding]:
    """A finding on each such key at the top and in steps."""
    node = section.node
    if not isinstance(node, Mapping):
        return
    keys = _keys(section)
    if not keys.top or not isinstance(section, (PipelineSection, StepSection)):
        return
    is_top = isinstance(section, PipelineSection)
    known = {*keys.top, *keys.unlisted, "self"} if is_top else set(keys.step)
    dropped = [
        entry
        for entry in node.entries
        if entry.name is not None
        and entry.name not in known
        and not entry.name.startswith(_OWN)
        and not is_merge(entry)
        and not has_placeholder(entry.name)
    ]
    for entry in dropped:
        if is_top:
            message, fixes = _at_the_top(section, node, entry, keys)
        else:
            message, fixes = _in_a_step(section, node, entry, dropped, keys)
        if len(node.entries) > 1 or node.flow:
            edit = remove_entry(section.view.lines, node, entry)
            fixes.append(Fix(f"Remove {entry.name}", (edit,), preferred=False, removes=True))
        yield RULE.finding(key_span(entry), message, fixes=fixes, tags=[Tag.UNNECESSARY])


@dataclass(frozen=True)
class _Keys:
    """The keys of the ZenML that counts, the most used ones first; none where it is not known."""

    top: tuple[str, ...]
    step: tuple[str, ...]
    unlisted: frozenset[str]


def _keys(section: RunSection) -> _Keys:
    known = run_settings(section.catalog)
    top, step = known.of_class("pipeline").parameters, known.of_class("step").parameters
    return _Keys(
        tuple(sorted(top, key=lambda key: TOP_KEYS.index(key) if key in TOP_KEYS else -1)),
        tuple(sorted(step, key=lambda key: STEP_KEYS.index(key) if key in STEP_KEYS else -1)),
        unlisted_keys(known),
    )


def _later(section: RunSection, name: str) -> tuple[str, list[Fix]]:
    version = section.catalog.zenml_version
    return f"ZenML {version} ignores {name}: it does not have that key yet.", []


def _at_the_top(
    section: RunSection, root: Mapping, entry: Entry, keys: _Keys
) -> tuple[str, list[Fix]]:
    name = entry.name or ""
    present = {other.name for other in root.entries}
    if settings_key(name) is not None:
        return _belongs_below(section, root, [entry], SETTINGS)
    if name in _OBSOLETE:
        renamed = _RENAMED.get(name)
        return _OBSOLETE[name], _rename(entry, renamed, present) if renamed else []
    if name in TOP_KEYS or name in UNLISTED:
        return _later(section, name)
    if name in keys.step:
        return f"ZenML ignores {name} here: it is set in a step, below steps.", []
    meant = _nearest(name, [key for key in keys.top if key not in present])
    if meant is not None:
        return _did_you_mean(name, meant), _rename(entry, meant, present, safe=True)
    return f"ZenML ignores {name}: it is not a key of a run configuration.", []


def _in_a_step(
    section: RunSection, step: Mapping, entry: Entry, dropped: list[Entry], keys: _Keys
) -> tuple[str, list[Fix]]:
    name = entry.name or ""
    present = {other.name for other in step.entries}
    if settings_key(name) is not None and as_dict(entry.value) is not None:
        return _belongs_below(section, step, [entry], SETTINGS)
    hook = next((key for key, argument in ARGUMENTS.items() if argument == name), None)
    if name in STEP_KEYS:
        return _later(section, name)
    if hook is not None and hook in keys.step:
        message = f"ZenML ignores {name} in a step: the key is {hook}."
        return message, _rename(entry, hook, present, safe=True)
    if name in ("source", "materializers"):
        return _OBSOLETE[name], []
    if name in _RENAMED:
        return _OBSOLETE[name], _rename(entry, _RENAMED[name], present)
    if name in keys.top:
        return f"ZenML ignores {name} in a step: it is set at the top of the file.", []
    meant = _nearest(name, [key for key in keys.step if key not in present])
    if meant is not None:
        return _did_you_mean(name, meant), _rename(entry, meant, present, safe=True)
    moving = [one for one in dropped if _may_be_parameter(one)]
    return _belongs_below(section, step, moving, PARAMETERS, entry)


def _may_be_parameter(entry: Entry) -> bool:
    name = entry.name or ""
    is_known = name in _OBSOLETE or name in TOP_KEYS or name in ARGUMENTS.values()
    return not is_known and settings_key(name) is None and _nearest(name, STEP_KEYS) is None


def _nearest(name: str, keys: Sequence[str]) -> str | None:
    """The key that ``name`` is a misspelling of, and not a longer name of something else."""
    meant = nearest(name, keys)
    return meant if meant is not None and abs(len(meant) - len(name)) <= _LONGER else None


def _belongs_below(
    section: RunSection,
    mapping: Mapping,
    entries: list[Entry],
    key: str,
    about: Entry | None = None,
) -> tuple[str, list[Fix]]:
    name = (about or entries[0]).name
    what = "parameters are" if key == PARAMETERS else "settings are"
    message = f"ZenML ignores {name} here: {what} read below {key}."
    moved = move_below(section.view.lines, mapping, entries, key)
    if moved is None or name not in moved.names:
        return message, []
    title = f"Move {listed(moved.names)} below {key}"
    return message, [Fix(title, moved.edits)]


def _did_you_mean(name: str, meant: str) -> str:
    return f"ZenML ignores {name}. Did you mean {meant}?"


def _rename(entry: Entry, new: str, present: set[str | None], *, safe: bool = False) -> list[Fix]:
    if new in present or not isinstance(entry.key, Scalar):
        return []
    return [Fix(f"Change to {new}", (replace_scalar(entry.key, new),), safe=safe)]


RULE = Rule(
    "dropped-key",
    Severity.WARNING,
    "ZenML drops a key of a run configuration or a step.",
    check_section=check,
)
