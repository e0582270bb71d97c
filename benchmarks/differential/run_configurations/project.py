"""What the generated files are for: a pipeline, and stacks with every flavor that has settings."""

from __future__ import annotations

from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.differential.catalog import Catalog

PIPELINE = "training"
SOURCE = """
from typing import Any, Dict, List, Literal, Optional
from typing_extensions import Annotated
from zenml import pipeline, step

@step
def loader(path: str = "a.csv", rows: int = 10, shuffle: bool = True) -> Annotated[Any, "data"]:
    return None

@step
def trainer(
    data: Any,
    epochs: int = 3,
    rate: float = 0.1,
    layers: List[int] = [1],
    options: Dict[str, Any] = {},
    mode: Literal["fast", "good"] = "fast",
    note: Optional[str] = None,
) -> None:
    pass

@step(name="score")
def evaluator(threshold: float = 0.5) -> None:
    pass

@pipeline
def training(epochs: int = 3, name: str = "x", labels: List[str] = ["a"]) -> None:
    data = loader()
    loader(id="holdout")
    trainer(data, rate=0.5)
    evaluator()
    evaluator()

training.with_options(config_path="run.yaml")
"""
"""The last line is for those who only read it: the file belongs to the pipeline."""

STEPS = ("loader", "holdout", "trainer", "score", "score_2")
STEP_PARAMETERS: dict[str, dict[str, Sequence[Any]]] = {
    "loader": {"path": ("b.csv", "s3://x/y"), "rows": (5, "7"), "shuffle": (False, "yes", 1)},
    "holdout": {"path": ("c.csv",), "rows": (0,)},
    "trainer": {
        "epochs": (1, "12", 3.0),
        "layers": ([1, 2], [], ["3"]),
        "options": ({"a": 1}, {}),
        "mode": ("fast", "good"),
        "note": ("text", None),
    },
    "score": {"threshold": (0.25, 1, "0.75")},
    "score_2": {"threshold": (0.1,)},
}
OUTPUTS: dict[str, Sequence[str]] = {
    "loader": ("data",),
    "holdout": ("data",),
    "trainer": (),
    "score": (),
    "score_2": (),
}
PARAMETERS: dict[str, Sequence[Any]] = {
    "epochs": (1, "4"),
    "name": ("demand", "v1"),
    "labels": (["a", "b"], []),
}
SECRET = "vault"
VARIABLES = {"STAGE": "prod", "COUNT": "2", "VAULT": SECRET}
_REQUIRED = ("orchestrator", "artifact_store")
_REPEATED = ("step_operator", "experiment_tracker")


def stacks(catalog: Catalog, with_settings: Sequence[str]) -> list[dict[str, Any]]:
    """Stacks in which every flavor with settings occurs, and one that is all local.

    ``with_settings`` has them as ``TYPE.FLAVOR``. Each is ``{"name", "components"}``.
    """
    by_type: dict[str, list[str]] = {}
    for key in with_settings:
        kind, _, flavor = key.partition(".")
        by_type.setdefault(kind, []).append(flavor)
    count = max(len(flavors) for flavors in by_type.values())
    columns = {kind: list(islice(cycle(names), count)) for kind, names in sorted(by_type.items())}
    found = [_stack(catalog, "local", {"orchestrator": ["local"]})]
    for row in range(count):
        chosen = {kind: [names[row]] for kind, names in columns.items()}
        for kind in _REPEATED if catalog.repeatable else ():
            other = columns[kind][(row + 1) % count]
            if row % 2 and other not in chosen[kind]:
                chosen[kind].append(other)
        found.append(_stack(catalog, f"stack_{row}", chosen))
    return found


def _stack(catalog: Catalog, name: str, chosen: dict[str, list[str]]) -> dict[str, Any]:
    chosen = {**chosen, "artifact_store": ["local"]}
    components = [
        {
            "type": kind,
            "name": f"{flavor}_{kind}",
            "flavor": flavor,
            "configuration": dict(catalog.get(kind, flavor).minimal),
        }
        for kind, flavors in chosen.items()
        for flavor in flavors
    ]
    return {"name": name, "components": components}
