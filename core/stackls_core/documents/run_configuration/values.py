"""Values of settings that people write in another way than ZenML reads them: memory, log levels."""

from __future__ import annotations

import re
from dataclasses import replace

from stackls_core.documents.run_configuration.keys import DEPLOYMENT, RESOURCES, SettingsKey
from stackls_core.schema.problems import Problem, ProblemKind
from stackls_core.yamltree.nodes import as_scalar

_AMOUNT = re.compile(r"(?P<number>[0-9]+) ?(?P<unit>[kmgtp]?)(?P<binary>i?)b?", re.IGNORECASE)
_LEVELS = {"debug": "10", "info": "20", "warning": "30", "warn": "30", "error": "40"}


def in_words(key: SettingsKey | None, problem: Problem) -> Problem:
    """``problem`` with what was probably meant, where a value has another notation."""
    scalar = as_scalar(problem.node)
    if key is None or problem.kind is not ProblemKind.WRONG_VALUE or scalar is None:
        return problem
    if key.text == RESOURCES and problem.path == ("memory",):
        amount = _memory(scalar.value)
        text = "memory is a whole number with a unit, without a space: 512MB, 8GB or 8GiB."
    elif key.text == DEPLOYMENT and problem.path == ("log_level",):
        amount = _LEVELS.get(scalar.value.lower(), "50" if "crit" in scalar.value.lower() else "")
        text = "log_level is a number: 10 for debug, 20 info, 30 warning, 40 error, 50 critical."
    else:
        return problem
    if amount:
        text += f" Did you mean {amount}?"
    return replace(problem, message=text, candidates=(amount,) if amount else ())


def _memory(written: str) -> str:
    match = _AMOUNT.fullmatch(written.strip())
    if match is None or not match["unit"]:
        return ""
    return f"{match['number']}{match['unit'].upper()}{'i' if match['binary'] else ''}B"
