"""The steps that ZenML ships with its integrations, as if they were written in the workspace.

They are those of the bundled catalog, and a workspace may have another ZenML: what they take is
shown and offered, and nothing is said to be wrong by it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from stackls_core.text import Span
from stackls_core.workspace_code.model import CodeParameter, Definition

BUNDLED_STEPS = Path(__file__).parent / "data" / "steps.json"


@lru_cache(maxsize=2)
def library_steps(path: Path = BUNDLED_STEPS) -> tuple[Definition, ...]:
    """All of them; none where the catalog has none."""
    try:
        records = cast("list[dict[str, Any]]", json.loads(path.read_text(encoding="utf-8")))
        return tuple(map(_definition, records))
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _definition(record: dict[str, Any]) -> Definition:
    parameters = cast("list[dict[str, str]]", record["parameters"])
    return Definition(
        record["name"],
        record["function"],
        Span(0, 0),
        tuple(CodeParameter(one["name"], one["annotation"], one["default"]) for one in parameters),
        record["summary"],
        takes_any=True,
        module=record["module"],
    )
