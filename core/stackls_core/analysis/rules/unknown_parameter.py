"""`unknown-parameter`: a key that ZenML refuses, because there is no such parameter.

``validate_stack_component_config`` refuses any key that is no field of the configuration class,
though no schema says so; objects inside may forbid further keys too. From 0.82 to 0.91.0 it drops
them without a word, which is a warning; a key that is no text (``on``, ``5``) it always refuses. A
key that belongs in one of the objects beside it, as ``tolerations`` in ``pod_settings``, can be
moved there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stackls_core.catalog.configuration import takes
from stackls_core.documents.rule import AnyRule, AnySection, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.schema.model import Kind
from stackls_core.schema.problems import Problem, ProblemKind
from stackls_core.suggest import nearest
from stackls_core.text import Span
from stackls_core.yamltree.edits import remove_entry, replace_scalar
from stackls_core.yamltree.moving_entries import move_below
from stackls_core.yamltree.nodes import Entry, Scalar
from stackls_core.yamltree.values import try_value


def check(context: AnySection) -> Iterator[Finding]:
    """A finding for each such key, with the parameter that was probably meant."""
    entries = context.body.entries if context.body is not None else []
    by_key = {id(entry.key): entry for entry in entries}
    for problem in context.problems:
        if problem.kind is ProblemKind.UNKNOWN:
            span = Span(problem.node.start, problem.node.end)
            known = _known(context, problem)
            meant = _meant(problem) if not known else None
            more = f"Did you mean {meant}?" if meant else known
            message = f"{problem.message} {more}".rstrip()
            fixes = _fixes(context, problem, meant, by_key.get(id(problem.node)))
            finding = RULE.finding(span, message, fixes=fixes)
            yield _of_version(finding, context, problem)


def _meant(problem: Problem) -> str | None:
    return nearest(str(problem.path[-1]), problem.candidates) if problem.path else None


def _known(context: AnySection, problem: Problem) -> str:
    """Where such a key is one: in other versions of ZenML, or in another place."""
    if len(problem.path) == 1 and (note := context.note_on(str(problem.path[0]))):
        return note
    place = _place(context, problem)
    return f"It belongs {place}." if place is not None else ""


def _of_version(finding: Finding, context: AnySection, problem: Problem) -> Finding:
    """A warning where this version of ZenML imports the component without that key."""
    if not context.drops_keys or len(problem.path) != 1:
        return finding
    message = f"{finding.message} {context.drops_keys}"
    return replace(finding, severity=Severity.WARNING, message=message)


def _place(context: AnySection, problem: Problem) -> str | None:
    """Where a key belongs that is right elsewhere: one level up, or in one of the objects below."""
    if context.facts is None or len(problem.path) != 1:
        return None
    if str(problem.path[-1]) in context.own_keys and context.holder is not None:
        return f"beside {context.holder.name}"
    holders = _holders(context, problem)
    return f"under {' or '.join(holders)}" if holders else None


def _holders(context: AnySection, problem: Problem) -> list[str]:
    """The parameters that are objects with such a key, the shortest name first."""
    facts = context.facts
    if facts is None or len(problem.path) != 1:
        return []
    key = str(problem.path[-1])
    if key in context.own_keys:
        return []
    holders = [
        name
        for name, parameter in facts.parameters.items()
        if (known := parameter.shape.find(Kind.OBJECT)) is not None and key in known.properties
    ]
    return sorted(holders, key=len)


def _fixes(
    context: AnySection, problem: Problem, meant: str | None, entry: Entry | None
) -> list[Fix]:
    """``entry`` is the one of the section that has the key at fault."""
    fixes: list[Fix] = []
    if meant and isinstance(problem.node, Scalar):
        fits = _fits(context, problem, meant, entry)
        fixes.append(Fix(f"Change to {meant}", (replace_scalar(problem.node, meant),), safe=fits))
    if entry is not None:
        for holder in _holders(context, problem):
            fixes.extend(_move(context, entry, holder, preferred=not fixes))
        fixes.extend(_removal(context, entry, preferred=not fixes))
    return fixes


def _fits(context: AnySection, problem: Problem, meant: str, entry: Entry | None) -> bool:
    """Whether the value would be one for ``meant``; where it would not, that is but a guess."""
    if context.facts is None or len(problem.path) > 1:
        return True
    readable, value = try_value(entry.value) if entry is not None else (False, None)
    return not readable or takes(context.facts, meant, value)


def _move(context: AnySection, entry: Entry, holder: str, *, preferred: bool) -> Iterator[Fix]:
    if context.body is not None:
        moved = move_below(context.view.lines, context.body, [entry], holder)
        if moved is not None:
            yield Fix(f"Move {entry.name} under {holder}", moved.edits, preferred=preferred)


def _removal(context: AnySection, entry: Entry, *, preferred: bool) -> list[Fix]:
    configuration = context.body
    if configuration is None or (len(configuration.entries) < 2 and not configuration.flow):
        return []
    edit = remove_entry(context.view.lines, configuration, entry)
    return [Fix(f"Remove {entry.name}", (edit,), preferred=preferred, removes=True)]


RULE: AnyRule = Rule(
    "unknown-parameter",
    Severity.ERROR,
    "The flavor has no such parameter.",
    check_section=check,
    mirrors_classes=True,
)
