"""What is wrong with a component's configuration, given its facts.

Mirrors ``zenml.stack.utils.validate_stack_component_config``: keys are compared with the fields of
the configuration class first, then pydantic validates the values. All problems are found here, in
one pass, with the node each belongs to; the rules turn them into findings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from stackls_core.catalog import class_rules
from stackls_core.schema.problems import Problem, ProblemKind, wrong_value
from stackls_core.schema.type_errors import problems_of_errors
from stackls_core.schema.validation import Refused, validated
from stackls_core.wording import article_for
from stackls_core.yamltree.nodes import (
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
    effective_entries,
    entry_of,
    resolve,
)
from stackls_core.yamltree.values import (
    DEFAULT_KEY,
    SecretReference,
    TooLarge,
    UnreadableValue,
    Value,
    holds_placeholder,
    is_default_key,
    parse_secret_reference,
    read_as_text,
    scalar_value,
    to_value,
)

if TYPE_CHECKING:
    from stackls_core.catalog.model import ClassFacts
    from stackls_core.schema.model import Parameter

_UNREADABLE: Any = object()


def configuration_problems(facts: ClassFacts, configuration: Mapping) -> list[Problem]:
    """Everything about ``configuration`` that ZenML refuses, given the facts of its class."""
    entries = effective_entries(configuration)
    values = {
        entry.name: _value_or_unreadable(entry.value) for entry in entries if entry.name is not None
    }
    readable = {name: value for name, value in values.items() if value is not _UNREADABLE}
    problems: list[Problem] = []
    filled = class_rules.filled_fields(facts, readable)
    for entry in entries:
        if entry.name in filled and values.get(entry.name, _UNREADABLE) is None:
            continue
        problems.extend(_entry_problems(facts, entry, values))
    problems.extend(_missing(facts, configuration, readable))
    reported = {problem.path[0] for problem in problems if problem.path}
    for violation in class_rules.violations(facts, readable):
        if violation.path and violation.path[0] in reported:
            continue
        problems.append(_from_violation(violation, configuration))
    return problems


def _value_or_unreadable(node: Node) -> Value:
    try:
        return to_value(node)
    except (UnreadableValue, TooLarge, RecursionError):
        return _UNREADABLE


def _entry_problems(facts: ClassFacts, entry: Entry, values: dict[str, Value]) -> Iterator[Problem]:
    key = _key_text(entry)
    parameter = facts.parameters.get(key) if key is not None else None
    if parameter is None:
        if facts.extra != "forbid" or holds_placeholder(entry.key):
            return
        if key is None:
            text = f"Names of parameters are text{_read_as(entry)}."
            yield Problem(ProblemKind.UNKNOWN, (), entry.key, text)
            return
        yield Problem(
            ProblemKind.UNKNOWN,
            (key,),
            entry.key,
            f"The {facts.title} has no parameter {key}.",
            candidates=tuple(name for name in facts.parameters if name not in values),
        )
        return
    value = values.get(parameter.name, _UNREADABLE)
    if value is _UNREADABLE or holds_placeholder(entry.value):
        yield from _scheme_of_placeholder(facts, parameter, entry)
        return
    yield from _value_problems(facts, parameter, entry.value, value)


def _key_text(entry: Entry) -> str | None:
    if not isinstance(entry.key, Scalar):
        return None
    if is_default_key(entry.key):
        return DEFAULT_KEY
    try:
        value = scalar_value(entry.key)
    except UnreadableValue:
        return None
    return value if isinstance(value, str) else None


def _read_as(entry: Entry) -> str:
    value = _value_or_unreadable(entry.key)
    is_plain = value is None or isinstance(value, (bool, int, float))
    return f"; YAML reads this one as {json.dumps(value)}" if is_plain else ""


def _scheme_of_placeholder(
    facts: ClassFacts, parameter: Parameter, entry: Entry
) -> Iterator[Problem]:
    """A placeholder may be anything, but what stands before it is certain: ``gs://${BUCKET}``."""
    scalar = resolve(entry.value)
    if not isinstance(scalar, Scalar) or parameter.name != "path" or not facts.schemes:
        return
    known = scalar.value.partition("${")[0]
    if "://" in known:
        yield from _scheme_problems(facts, parameter, entry.value, known)


def _value_problems(
    facts: ClassFacts, parameter: Parameter, node: Node, value: Value
) -> Iterator[Problem]:
    reference = parse_secret_reference(value)
    if reference is not None and parameter.refuses_secret_references:
        yield _refused_reference(parameter, node, reference)
        return
    verdict = class_rules.accepts(facts, (parameter.name,), value)
    if verdict:
        return
    if facts.schemes and parameter.name == "path" and isinstance(value, str):
        scheme_problems = list(_scheme_problems(facts, parameter, node, value))
        yield from scheme_problems
        if scheme_problems:
            return
    if isinstance(value, str) and parameter.name in facts.json_fields:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            text = f"{parameter.name} takes {parameter.shape.phrase}, or JSON for one."
            yield wrong_value(parameter, (parameter.name,), node, parameter.shape, text)
            return
        if value is None and not _takes_json_null(facts, parameter):
            text = f"{parameter.name} takes {parameter.shape.phrase}, not the JSON null."
            yield wrong_value(parameter, (parameter.name,), node, parameter.shape, text)
            return
    yield from _type_problems(facts, parameter, node, value)


def _takes_json_null(facts: ClassFacts, parameter: Parameter) -> bool:
    """Whether the JSON text ``null`` may stand for a value; models are refused before it counts."""
    return facts.json_fields[parameter.name] == "container" and parameter.shape.takes_null


def _refused_reference(parameter: Parameter, node: Node, reference: SecretReference) -> Problem:
    return Problem(
        ProblemKind.REFUSED_REFERENCE,
        (parameter.name,),
        node,
        f"ZenML validates {parameter.name} itself and refuses a secret reference here: "
        f"write the value instead of {{{{{reference.name}.{reference.key}}}}}.",
        parameter,
        parameter.shape,
    )


def _scheme_problems(
    facts: ClassFacts, parameter: Parameter, node: Node, value: str
) -> Iterator[Problem]:
    # BaseArtifactStoreConfig strips quotes before it looks at the scheme
    stripped = value.strip("'\"`")
    if any(stripped.startswith(scheme) for scheme in facts.schemes):
        return
    schemes = " or ".join(scheme for scheme in facts.schemes if scheme)
    yield Problem(
        ProblemKind.WRONG_SCHEME,
        (parameter.name,),
        node,
        f"The path of {article_for(facts.title)} {facts.title} starts with {schemes}.",
        parameter,
        parameter.shape,
    )


def _type_problems(
    facts: ClassFacts, parameter: Parameter, node: Node, value: Value
) -> Iterator[Problem]:
    try:
        validated(facts.schema, parameter.name, value)
        if _holds_other_bytes(value):
            text = f"{parameter.name} holds binary data that is not UTF-8, which cannot be stored."
            yield wrong_value(parameter, (parameter.name,), node, parameter.shape, text)
        return
    except Refused as error:
        details = error.details
    except (ValueError, TypeError, RecursionError, OverflowError):
        return
    for problem in problems_of_errors(parameter, node, details):
        if not _accepted_nonetheless(facts, problem):
            yield problem


def _holds_other_bytes(value: Value) -> bool:
    """Whether there is something in ``value`` that ZenML cannot write as JSON."""
    waiting: list[Value] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, bytes) and isinstance(read_as_text(one), bytes):
            return True
        if isinstance(one, dict):
            waiting.extend(cast("dict[object, object]", one).values())
        elif isinstance(one, list):
            waiting.extend(cast("list[object]", one))
    return False


def _accepted_nonetheless(facts: ClassFacts, problem: Problem) -> bool:
    """Whether a validator of the real class takes a nested value that its schema does not show."""
    try:
        value = to_value(problem.node)
    except (UnreadableValue, TooLarge, RecursionError):
        return False
    return class_rules.accepts(facts, problem.path, value) is True


def _missing(
    facts: ClassFacts, configuration: Mapping, values: dict[str, Value]
) -> Iterator[Problem]:
    absent = [p.name for p in facts.required if p.name not in values]
    if absent:
        filled = class_rules.filled_fields(facts, values)
        absent = [name for name in absent if name not in filled]
    if not absent or _has_unreadable(configuration, absent):
        return
    quoted = [f'"{name}"' for name in absent]
    listed = quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]
    yield Problem(
        ProblemKind.MISSING,
        (),
        configuration,
        f"The {facts.title} needs {listed}.",
        missing=tuple(absent),
    )


def _has_unreadable(configuration: Mapping, names: list[str]) -> bool:
    """Whether a name that seems missing is there with a value that cannot be read."""
    present = {entry.name for entry in effective_entries(configuration)}
    unclear = any(holds_placeholder(entry.key) for entry in configuration.entries)
    return unclear or any(name in present for name in names)


def _from_violation(violation: class_rules.Violation, configuration: Mapping) -> Problem:
    current: Node = configuration
    for step in violation.path:
        resolved = resolve(current)
        if isinstance(resolved, Mapping) and isinstance(step, str):
            entry = entry_of(resolved, step)
            if entry is None:
                break
            current = entry.value
        elif (
            isinstance(resolved, Sequence) and isinstance(step, int) and step < len(resolved.items)
        ):
            current = resolved.items[step]
    return Problem(ProblemKind.COMBINATION, violation.path, current, violation.message)


def takes(facts: ClassFacts, parameter: str, value: object) -> bool:
    """Whether ``parameter`` takes ``value`` by its type; JSON text counts where it may stand.

    What the class's own code says beyond the schema is not looked at.
    """
    try:
        if isinstance(value, str) and parameter in facts.json_fields:
            value = json.loads(value)
        validated(facts.schema, parameter, value)
    except (ValueError, TypeError, RecursionError, OverflowError):
        return False
    return True
