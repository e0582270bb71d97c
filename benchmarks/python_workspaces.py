"""Python of workspaces of any size for benchmarks, as teams write it: always the same files.

Each file mentions ZenML. One in ten has a pipeline that names its run configuration.
"""

from __future__ import annotations

from pathlib import Path

STEPS_OF_A_PIPELINE = 9
_BODY = """\
    result = {{}}
    for index, row in enumerate(rows):
        if row.get("kind") == "skipped" or index % {number} == 7:
            continue
        values = [float(cell) for cell in row.get("cells", []) if cell is not None]
        if not values:
            logger.warning("row %s of {name} has no values", index)
            continue
        mean = sum(values) / len(values)
        spread = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
        result[row["id"]] = {{"mean": mean, "spread": spread, "count": len(values)}}
    return result
"""
_STEP = """\
\"\"\"What step {number} of the team does.\"\"\"

from __future__ import annotations

import logging
import math
from typing import Any, Dict, List, Optional

from zenml import step

logger = logging.getLogger(__name__)


def load_{number:04}(rows: List[Dict[str, Any]]) -> Dict[str, Any]:
    \"\"\"Load rows.\"\"\"
{body}

def check_{number:04}(rows: List[Dict[str, Any]]) -> Dict[str, Any]:
    \"\"\"Check rows.\"\"\"
{body}

class Settings{number:04}:
    \"\"\"Settings of step {number}.\"\"\"

    def __init__(self, first: int, second: str) -> None:
        self.first = first
        self.second = second

    def merged(self, other: Dict[str, Any]) -> Dict[str, Any]:
        rows = [other]
{inner}

@step(enable_cache=False)
def step_{number:04}(
    rows: List[Dict[str, Any]],
    epochs: int = {number},
    learning_rate: float = 0.001,
    optimizer: Optional[str] = "adam",
) -> Dict[str, Any]:
    \"\"\"Train on rows, {number}.\"\"\"
{body}"""
_PIPELINE = """\
\"\"\"Pipeline {number} of the team.\"\"\"

from zenml import pipeline

{imports}


@pipeline
def pipeline_{number:04}(rows: list, epochs: int = 3) -> None:
    \"\"\"Run the steps.\"\"\"
    result = rows
{calls}

if __name__ == "__main__":
    pipeline_{number:04}.with_options(config_path="configs/run_{number:04}.yaml")(rows=[])
"""


def write_workspace(folder: Path, files: int) -> None:
    """Write so many ``files`` of Python below ``folder``, fifty in each package."""
    for number in range(files):
        package = folder / f"team_{number // 50:03}"
        package.mkdir(parents=True, exist_ok=True)
        (package / f"module_{number:04}.py").write_text(module_text(number), encoding="utf-8")


def module_text(number: int) -> str:
    """The Python of one file: a pipeline with the nine steps before it, or a step."""
    if number % 10 == STEPS_OF_A_PIPELINE:
        steps = range(number - STEPS_OF_A_PIPELINE, number)
        package = f"team_{number // 50:03}"
        imports = "\n".join(f"from {package}.module_{n:04} import step_{n:04}" for n in steps)
        calls = "".join(f"    result = step_{n:04}(result)\n" for n in steps)
        return _PIPELINE.format(number=number, imports=imports, calls=calls)
    body = _BODY.format(number=number + 11, name=f"table {number}")
    inner = "".join(f"    {line}" for line in body.splitlines(keepends=True))
    return _STEP.format(number=number, body=body, inner=inner)
