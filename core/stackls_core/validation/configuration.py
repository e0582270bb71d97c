"""What is wrong with a component's configuration, given its flavor.

Mirrors ``zenml.stack.utils.validate_stack_component_config``: keys are compared with the fields of
the configuration class first, then pydantic validates the values. All problems are found here, in
one pass, with the node each belongs to; the rules turn them into findings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic_core import ErrorDetails, ValidationError

from stackls_core.component_types import article_for
from stackls_core.flavors.model import Flavor, Kind, Parameter, Shape
from stackls_core.stackfile.nodes import (
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
    effective_entries,
    resolve,
    walk,
)
from stackls_core.stackfile.values import (
    SecretReference,
    TooLarge,
    UnreadableValue,
    Value,
    describe_value,
    has_placeholder,
    holds_placeholder,
    parse_secret_reference,
    scalar_value,
    to_value,
)
from stackls_core.validation import class_rules
from stackls_core.validation.lax import validators_for


class ProblemKind(Enum):
    """Which rule reports a problem."""

    UNKNOWN = "unknown"
    MISSING = "missing"
    WRONG_VALUE = "wrong-value"
    WRONG_SCHEME = "wrong-scheme"
    REFUSED_REFERENCE = "refused-reference"
    COMBINATION = "combination"


@dataclass(frozen=True)
class Problem:
    """One thing that ZenML refuses about a configuration.

    ``node`` is the key (for an unknown one), the value, or the mapping that lacks something;
    ``path`` leads to it from the configuration. ``shape`` is what was expected there.
    """

    kind: ProblemKind
    path: tuple[str | int, ...]
    node: Node
    message: str
    parameter: Parameter | None = None
    shape: Shape | None = None
    candidates: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


_UNREADABLE: Any = object()


def configuration_problems(flavor: Flavor, configuration: Mapping) -> list[Problem]:
    """Everything about ``configuration`` that ZenML refuses for ``flavor``."""
    entries = effective_entries(configuration)
    values = {
        entry.name: _value_or_unreadable(entry.value) for entry in entries if entry.name is not None
    }
    readable = {name: value for name, value in values.items() if value is not _UNREADABLE}
    problems: list[Problem] = []
    filled = class_rules.filled_fields(flavor.type, flavor.name, readable)
    for entry in entries:
        if entry.name in filled and values.get(entry.name, _UNREADABLE) is None:
            continue
        problems.extend(_entry_problems(flavor, entry, values))
    problems.extend(_missing(flavor, configuration, readable))
    reported = {problem.path[0] for problem in problems if problem.path}
    for violation in class_rules.violations(flavor.type, flavor.name, readable):
        if violation.path and violation.path[0] in reported:
            continue
        problems.append(_from_violation(violation, configuration))
    return problems


def _value_or_unreadable(node: Node) -> Value:
    try:
        return to_value(node)
    except (UnreadableValue, TooLarge, RecursionError):
        return _UNREADABLE


def _entry_problems(flavor: Flavor, entry: Entry, values: dict[str, Value]) -> Iterator[Problem]:
    key = _key_text(entry)
    parameter = flavor.parameters.get(key) if key is not None else None
    if parameter is None:
        if holds_placeholder(entry.key):
            return
        shown = key if key is not None else "this key"
        yield Problem(
            ProblemKind.UNKNOWN,
            (shown,),
            entry.key,
            f"The {flavor.name} {flavor.type.replace('_', ' ')} has no parameter {shown}.",
            candidates=tuple(name for name in flavor.parameters if name not in values),
        )
        return
    value = values.get(parameter.name, _UNREADABLE)
    if value is _UNREADABLE or holds_placeholder(entry.value):
        yield from _scheme_of_placeholder(flavor, parameter, entry)
        return
    yield from _value_problems(flavor, parameter, entry.value, value)


def _key_text(entry: Entry) -> str | None:
    if not isinstance(entry.key, Scalar):
        return None
    try:
        value = scalar_value(entry.key)
    except UnreadableValue:
        return None
    return value if isinstance(value, str) else None


def _scheme_of_placeholder(flavor: Flavor, parameter: Parameter, entry: Entry) -> Iterator[Problem]:
    """A placeholder may be anything, but what stands before it is certain: ``gs://${BUCKET}``."""
    scalar = resolve(entry.value)
    if not isinstance(scalar, Scalar) or parameter.name != "path" or not flavor.schemes:
        return
    known = scalar.value.partition("${")[0]
    if "://" in known:
        yield from _scheme_problems(flavor, parameter, entry.value, known)


def _value_problems(
    flavor: Flavor, parameter: Parameter, node: Node, value: Value
) -> Iterator[Problem]:
    reference = parse_secret_reference(value)
    if reference is not None and parameter.refuses_secret_references:
        yield _refused_reference(parameter, node, reference)
        return
    verdict = class_rules.accepts(flavor.type, flavor.name, (parameter.name,), value)
    if verdict:
        return
    if flavor.schemes and parameter.name == "path" and isinstance(value, str):
        scheme_problems = list(_scheme_problems(flavor, parameter, node, value))
        yield from scheme_problems
        if scheme_problems:
            return
    if isinstance(value, str) and parameter.name in flavor.json_fields:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            text = f"{parameter.name} takes {parameter.shape.phrase}, or JSON text for one."
            yield _wrong(parameter, (parameter.name,), node, parameter.shape, text)
            return
        if value is None and not _takes_json_null(flavor, parameter):
            text = f"{parameter.name} takes {parameter.shape.phrase}, not the JSON text null."
            yield _wrong(parameter, (parameter.name,), node, parameter.shape, text)
            return
    yield from _type_problems(flavor, parameter, node, value)


def _takes_json_null(flavor: Flavor, parameter: Parameter) -> bool:
    """Whether the JSON text ``null`` may stand for a value; models are refused before it counts."""
    return flavor.json_fields[parameter.name] == "container" and parameter.shape.takes_null


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
    flavor: Flavor, parameter: Parameter, node: Node, value: str
) -> Iterator[Problem]:
    # BaseArtifactStoreConfig strips quotes before it looks at the scheme
    stripped = value.strip("'\"`")
    if any(stripped.startswith(scheme) for scheme in flavor.schemes):
        return
    schemes = " or ".join(scheme for scheme in flavor.schemes if scheme)
    yield Problem(
        ProblemKind.WRONG_SCHEME,
        (parameter.name,),
        node,
        f"The path of {article_for(flavor.name)} {flavor.name} artifact store "
        f"starts with {schemes}.",
        parameter,
        parameter.shape,
    )


def _type_problems(
    flavor: Flavor, parameter: Parameter, node: Node, value: Value
) -> Iterator[Problem]:
    try:
        validators_for(flavor.schema).validator(parameter.name).validate_python(value)
        return
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False, include_context=False)
    except (ValueError, TypeError, RecursionError, OverflowError):
        return
    for problem in _merge_errors(parameter, node, details):
        if not _accepted_nonetheless(flavor, problem):
            yield problem


def _accepted_nonetheless(flavor: Flavor, problem: Problem) -> bool:
    """Whether a validator of the real class takes a nested value that its schema does not show."""
    try:
        value = to_value(problem.node)
    except (UnreadableValue, TooLarge, RecursionError):
        return False
    return class_rules.accepts(flavor.type, flavor.name, problem.path, value) is True


@dataclass(frozen=True)
class _Located:
    """A pydantic error with the node it belongs to."""

    path: tuple[str | int, ...]
    node: Node
    shape: Shape | None
    kind: str
    missing: str | None
    depth: int


def _merge_errors(
    parameter: Parameter, node: Node, details: list[ErrorDetails]
) -> Iterator[Problem]:
    """One problem a node: a union reports an error for each of its options.

    Where an option matched the value's form, the errors inside of it are the ones that help; the
    others are about options that the user did not mean.
    """
    located = [_locate(parameter, node, detail) for detail in details]
    deepest: list[_Located] = []
    for one in located:
        covered = any(
            other.depth > one.depth and other.path[: len(one.path)] == one.path for other in located
        )
        if not covered:
            deepest.append(one)
    seen: set[tuple[int, str | None]] = set()
    for one in deepest:
        key = (id(one.node), one.missing)
        if key in seen or _is_unknown(one.node):
            continue
        seen.add(key)
        yield _problem_of(parameter, one)


def _is_unknown(node: Node) -> bool:
    scalar = resolve(node)
    return isinstance(scalar, Scalar) and has_placeholder(scalar.value)


def _problem_of(parameter: Parameter, one: _Located) -> Problem:
    where = _dotted(one.path)
    if one.missing is not None:
        kind, text = ProblemKind.MISSING, f"{where} lacks {one.missing}, which is required."
        return Problem(kind, one.path, one.node, text, parameter, one.shape, (), (one.missing,))
    if one.kind == "extra_forbidden":
        known = tuple(one.shape.properties) if one.shape is not None else ()
        text = f"{_dotted(one.path[:-1])} has no parameter {one.path[-1]}."
        return Problem(ProblemKind.UNKNOWN, one.path, one.node, text, parameter, one.shape, known)
    return _wrong(parameter, one.path, one.node, one.shape, None)


def _wrong(
    parameter: Parameter,
    path: tuple[str | int, ...],
    node: Node,
    shape: Shape | None,
    text: str | None,
) -> Problem:
    expected = shape.phrase if shape is not None else "another value"
    if text is None:
        got = "" if is_sensitive(parameter, path) else f", not {_describe(node)}"
        text = f"{_dotted(path)} takes {expected}{got}."
        if _would_be_text(shape, node):
            text += " Quote it to make it text."
    return Problem(ProblemKind.WRONG_VALUE, path, node, text, parameter, shape)


def is_sensitive(parameter: Parameter, path: tuple[str | int, ...]) -> bool:
    """Whether the value at ``path`` must not be shown: itself or what it is a part of."""
    current: Parameter | None = parameter
    shape: Shape | None = parameter.shape
    for step in path[1:]:
        if current is not None and current.sensitive:
            return True
        if isinstance(step, int):
            current, shape = None, _item_shape(shape)
            continue
        known = shape_of_object(shape)
        current = known.properties.get(step) if known is not None else None
        shape = _child_shape(shape, step)
    if current is not None and current.sensitive:
        return True
    return shape is not None and (shape.secret or any(option.secret for option in shape.options))


def _describe(node: Node) -> str:
    try:
        return describe_value(to_value(node))
    except (UnreadableValue, TooLarge, RecursionError):
        return "this value"


def _would_be_text(shape: Shape | None, node: Node) -> bool:
    scalar = resolve(node)
    if shape is None or not isinstance(scalar, Scalar) or not scalar.is_plain:
        return False
    return shape.find(Kind.STRING) is not None and bool(scalar.value) and _describe(node) != "null"


def _dotted(path: tuple[str | int, ...]) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _locate(parameter: Parameter, node: Node, detail: ErrorDetails) -> _Located:
    """Follow the ``loc`` of an error through the nodes; labels of union options lead nowhere."""
    kind = detail["type"]
    steps = list(detail["loc"])
    missing = str(steps.pop()) if kind == "missing" and steps else None
    current, shape = node, parameter.shape
    path: tuple[str | int, ...] = (parameter.name,)
    depth = 0
    for index, step in enumerate(steps):
        resolved = resolve(current)
        if step == "[key]":
            break
        if isinstance(resolved, Mapping) and isinstance(step, str):
            entry = _entry_with_key(resolved, step)
            if entry is None:
                continue
            at_key = kind == "extra_forbidden" and index == len(steps) - 1
            at_key = at_key or (index + 1 < len(steps) and steps[index + 1] == "[key]")
            inner = _child_shape(shape, step)
            path = (*path, step)
            depth += 1
            if at_key:
                return _Located(path, entry.key, shape_of_object(shape), kind, missing, depth)
            current, shape = entry.value, inner
        elif isinstance(resolved, Sequence) and isinstance(step, int):
            if step >= len(resolved.items):
                continue
            current, shape = resolved.items[step], _item_shape(shape)
            path = (*path, step)
            depth += 1
    if missing is not None:
        depth += 1
    return _Located(path, current, shape, kind, missing, depth)


def _entry_with_key(mapping: Mapping, key: str) -> Entry | None:
    for entry in effective_entries(mapping):
        if entry.name == key:
            return entry
    return None


def shape_of_object(shape: Shape | None) -> Shape | None:
    """The option of ``shape`` that has known keys."""
    return shape.find(Kind.OBJECT) if shape is not None else None


def _child_shape(shape: Shape | None, key: str) -> Shape | None:
    if shape is None:
        return None
    known = shape.find(Kind.OBJECT)
    if known is not None and key in known.properties:
        return known.properties[key].shape
    free = shape.find(Kind.MAPPING)
    return free.value if free is not None else None


def _item_shape(shape: Shape | None) -> Shape | None:
    found = shape.find(Kind.LIST) if shape is not None else None
    return found.item if found is not None else None


def _missing(flavor: Flavor, configuration: Mapping, values: dict[str, Value]) -> Iterator[Problem]:
    absent = [p.name for p in flavor.required if p.name not in values]
    if absent:
        filled = class_rules.filled_fields(flavor.type, flavor.name, values)
        absent = [name for name in absent if name not in filled]
    if not absent or _has_unreadable(configuration, absent):
        return
    listed = absent[0] if len(absent) == 1 else ", ".join(absent[:-1]) + " and " + absent[-1]
    kind = flavor.type.replace("_", " ")
    yield Problem(
        ProblemKind.MISSING,
        (),
        configuration,
        f"The {flavor.name} {kind} needs {listed}.",
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
            entry = _entry_with_key(resolved, step)
            if entry is None:
                break
            current = entry.value
        elif (
            isinstance(resolved, Sequence) and isinstance(step, int) and step < len(resolved.items)
        ):
            current = resolved.items[step]
    return Problem(ProblemKind.COMBINATION, violation.path, current, violation.message)


def nodes_in(node: Node) -> Iterator[Scalar]:
    """The scalars that are written inside of ``node``."""
    return (inner for inner in walk(node) if isinstance(inner, Scalar))
