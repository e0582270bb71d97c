"""Reading a configuration: what is wrong is told, and the rest holds.

Imported for a file that configures something; most workspaces have none.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import SchemaValidator, ValidationError, core_schema

from stackls_core.configuration.model import SEVERITIES, SUMMARIES, Configuration, Problem
from stackls_core.findings import bounded
from stackls_core.stores.choices import CHOICES

if TYPE_CHECKING:
    from stackls_core.toml_table import Table

_TEXTS = core_schema.tuple_variable_schema(core_schema.str_schema(strict=True))
_LEVELS = core_schema.dict_schema(
    core_schema.str_schema(strict=True), core_schema.literal_schema(list(SEVERITIES))
)
_NAME = core_schema.str_schema(strict=True, min_length=1)
_LONGEST_OWNER = 100
_MOST_PROBLEMS = 20
"""More of them help nobody."""

_FORMS: Mapping[str, core_schema.CoreSchema] = {
    "zenml-version": core_schema.str_schema(strict=True, pattern=r"^\d[\w.+]*$"),
    "registry": core_schema.literal_schema(list(CHOICES)),
    "owner": core_schema.str_schema(strict=True, pattern=r"^[\w.-]+$", max_length=_LONGEST_OWNER),
    "audit": core_schema.bool_schema(strict=True),
    "env-file": core_schema.union_schema([_NAME, _TEXTS]),
    "include": _TEXTS,
    "exclude": _TEXTS,
    "respect-gitignore": core_schema.bool_schema(strict=True),
    "select": _TEXTS,
    "ignore": _TEXTS,
    "severities": _LEVELS,
    "per-file-ignores": core_schema.dict_schema(_NAME, _TEXTS),
    "per-file-severities": core_schema.dict_schema(_NAME, _LEVELS),
}

SCHEMA = core_schema.typed_dict_schema(
    {key: core_schema.typed_dict_field(_FORMS[key], required=False) for key in SUMMARIES},
    extra_behavior="forbid",
)
"""What pydantic checks a table by."""


@cache
def _validator() -> SchemaValidator:
    """Made on first use: its patterns take their time."""
    return SchemaValidator(SCHEMA)


_OF_A_FORM = {
    "zenml-version": "a version such as 0.98.0",
    "owner": "a word of at most 100 letters, digits, dots and dashes",
}
_EXPECTED = {
    "string_type": "is a text",
    "bool_type": "is true or false",
    "tuple_type": "is a list of texts",
    "dict_type": "is a table",
    "string_too_short": "is not empty",
}


def read_configuration(
    table: Table, path: Path, codes: Collection[str]
) -> tuple[Configuration, list[Problem]]:
    """The configuration of a file, and what in it cannot be used, in the order of the text.

    ``codes`` are those of all rules.
    """
    problems: list[Problem] = []
    values = _valid(table, problems)
    for where in _rules_in(values):
        if where[-1] not in codes and len(problems) < _MOST_PROBLEMS:
            message = _with_suggestion(f"There is no rule {where[-1]}.", where[-1], codes)
            problems.append(Problem(bounded(message), table.span_of(where)))
    if isinstance(values.get("env-file"), str):
        values["env-file"] = (values["env-file"],)
    lines = {key: table.text.count("\n", 0, table.span_of([key]).start) + 1 for key in values}
    kept = {key.replace("-", "_"): value for key, value in values.items()}
    problems.sort(key=lambda problem: problem.span)
    return Configuration(path, **kept, lines=lines), problems


def _valid(table: Table, problems: list[Problem]) -> dict[str, Any]:
    """The values that can be used: what is wrong is left out, and nothing beside it."""
    values = copy.deepcopy(dict(table.values))
    try:
        return _validator().validate_python(values)
    except ValidationError as error:
        wrong = {tuple(_path(one)): one for one in reversed(error.errors(include_url=False))}
        for path, one in reversed(wrong.items()):
            if len(problems) < _MOST_PROBLEMS:
                problems.append(Problem(bounded(_message(one)), table.span_of(path)))
            _remove(values, path)
    return _validator().validate_python(values)


def _remove(values: dict[str, Any], path: Sequence[str]) -> None:
    for key in path[:-1]:
        values = values.get(key, {})
    values.pop(path[-1], None)


def _message(error: Any) -> str:
    where = _path(error)
    name = ".".join(where)
    kind = error["type"]
    if kind == "extra_forbidden":
        return _with_suggestion(f"Unknown key {name}.", name, tuple(SUMMARIES))
    if kind == "literal_error":
        wanted = CHOICES if where == ["registry"] else SEVERITIES
        return f"{name} is one of {', '.join(wanted)}."
    if where[0] in _OF_A_FORM and kind in ("string_pattern_mismatch", "string_too_long"):
        return f"{name} is {_OF_A_FORM[where[0]]}."
    if where[0] == "env-file":
        return "env-file is a text or a list of texts."
    return f"{name} {_EXPECTED.get(kind, 'has a value that cannot be used')}."


def _path(error: Any) -> list[str]:
    """The keys to what is wrong; which of several forms it could have had is no key."""
    where = [str(part) for part in error["loc"] if not isinstance(part, int)]
    return where[:1] if where[:1] == ["env-file"] else where


def _rules_in(values: Mapping[str, Any]) -> list[list[str]]:
    """Where rules are named."""
    found: list[list[str]] = []
    for key in ("select", "ignore", "severities"):
        found += [[key, code] for code in values.get(key, ())]
    for key in ("per-file-ignores", "per-file-severities"):
        table = cast("Mapping[str, Sequence[str]]", values.get(key, {}))
        found += [[key, pattern, code] for pattern, codes in table.items() for code in codes]
    return found


def _with_suggestion(message: str, name: str, known: Collection[str]) -> str:
    from stackls_core.suggest import nearest

    meant = nearest(name, tuple(known))
    return f"{message} Did you mean {meant}?" if meant is not None else message
