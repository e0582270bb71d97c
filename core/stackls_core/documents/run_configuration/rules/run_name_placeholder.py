"""`run-name-placeholder`: a part of the run's name that ZenML cannot fill in.

``{date}`` and ``{time}`` are filled in, and what ``substitutions`` has, in the file or in the code
of the pipeline. A lone brace is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from string import Formatter

from stackls_core.documents.run_configuration.section import PipelineSection, Rule, RunSection
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.suggest import nearest
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Scalar, as_dict, as_scalar, entry_of
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import has_placeholder, try_value

_KNOWN = ("date", "time")


def check(section: RunSection) -> Iterator[Finding]:
    """A finding on the name."""
    body = section.body
    entry = entry_of(body, "run_name") if isinstance(section, PipelineSection) else None
    scalar = as_scalar(entry.value) if entry is not None else None
    readable, value = try_value(scalar) if scalar is not None else (False, None)
    if entry is None or not readable or not isinstance(value, str) or has_placeholder(value):
        return
    names = _fields(value)
    if names is None:
        message = "ZenML refuses a lone brace in the run's name: it begins a field such as {date}."
        yield replace(RULE.finding(value_span(entry), message), severity=Severity.ERROR)
        return
    substitutions = entry_of(body, "substitutions")
    given = as_dict(substitutions.value) if substitutions is not None else None
    known = {*_KNOWN, *(one.name for one in (given.entries if given is not None else ()))}
    unknown = [name for name in names if name not in known]
    if not unknown:
        return
    name = unknown[0]
    meant = nearest(name, _KNOWN)
    message = f"ZenML fills in {{date}}, {{time}} and substitutions, and there is no {{{name}}}"
    message += f". Did you mean {{{meant}}}?" if meant else " in this file."
    fixes: list[Fix] = []
    if meant and isinstance(entry.value, Scalar):
        new = value.replace(f"{{{name}}}", f"{{{meant}}}")
        fixes.append(Fix(f"Change to {{{meant}}}", (replace_scalar(entry.value, new),)))
    yield RULE.finding(value_span(entry), message, fixes=fixes)


def _fields(name: str) -> list[str] | None:
    """The fields of a format string, read as Python reads them; ``None`` for a lone brace."""
    try:
        return [field for _, field, _, _ in Formatter().parse(name) if field]
    except ValueError:
        return None


RULE = Rule(
    "run-name-placeholder",
    Severity.WARNING,
    "A part of the run's name that nothing fills in.",
    check_section=check,
)
