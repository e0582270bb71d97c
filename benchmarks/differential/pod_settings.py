"""Pod settings as the Kubernetes client's models have them, right and then wrong at one place."""

from __future__ import annotations

import copy
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .catalog import BUNDLED
from .deep_mutations import PLACE_CHANGES, PlaceChange, changed
from .document import Change, Draft, need

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

_DEEPEST = 5

_PLAIN: Mapping[str, tuple[Any, ...]] = {
    "str": ("gpu", "Exists", "NoSchedule", "/cache"),
    "int": (1, 30, 8080),
    "bool": (True, False),
    "datetime": ("2024-05-01T10:00:00Z",),
    "dict[str, str]": ({"team": "ml"}, {"cpu": "500m", "memory": "1Gi"}),
    "list[str]": (["a"], ["SYS_TIME", "NET_ADMIN"]),
}


@lru_cache(maxsize=1)
def _known() -> Mapping[str, Any]:
    return json.loads((BUNDLED / "kubernetes.json").read_text("utf-8"))


def pod_settings(rng: random.Random) -> dict[str, Any]:
    """Some of the settings that Kubernetes checks, each with what its model requires."""
    settings: Mapping[str, Any] = _known()["pod_settings"]
    chosen: dict[str, Any] = {}
    for name in rng.sample(sorted(settings), rng.choice((1, 2, 3))):
        model = _model(settings[name]["model"], 0, rng)
        chosen[name] = [model] if settings[name]["each"] else model
    return chosen


def _model(name: str, depth: int, rng: random.Random) -> dict[str, Any]:
    fields: Mapping[str, Any] = _known()["models"][name]
    some = set(rng.sample(sorted(fields), min(len(fields), rng.choice((0, 1, 1, 2)))))
    if depth >= _DEEPEST:
        some = set()
    return {
        key: _field(known, depth, rng)
        for key, known in fields.items()
        if known["required"] or key in some
    }


def _field(known: Mapping[str, Any], depth: int, rng: random.Random) -> Any:
    if known["model"] is not None and depth < 2 * _DEEPEST:
        inner = _model(known["model"], depth + 1, rng)
        return [inner] if known["kind"] == "list" else inner
    if known["type"] in _PLAIN:
        return copy.deepcopy(rng.choice(_PLAIN[known["type"]]))
    return {"list": ["a"], "dict": {"a": "b"}, "model": {}}.get(known["kind"], "a")


def _flavor_with_pods(draft: Draft) -> str:
    names = [name for name in draft.flavor.parameters if name.endswith("pod_settings")]
    need(names and draft.flavor.has_object(names[0]))
    return draft.rng.choice(sorted(names))


def _right(draft: Draft) -> None:
    draft.configuration[_flavor_with_pods(draft)] = pod_settings(draft.rng)


def _wrong(change: PlaceChange) -> Change:
    def apply(draft: Draft) -> None:
        name = _flavor_with_pods(draft)
        draft.configuration[name] = changed(pod_settings(draft.rng), change, draft)

    return apply


PODS: dict[str, Change] = {
    "pods/right": _right,
    **{f"pods/{name}": _wrong(change) for name, change in PLACE_CHANGES.items()},
}
