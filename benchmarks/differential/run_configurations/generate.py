"""Run configurations by the thousand, from a seed: good ones, dropped keys and mistakes in turn.

`generate(seed, count, target)` gives the same cases for the same seed and ZenML; stacks and labels
take turns, so that a run of 1,000 cases meets every label and every flavor with settings.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from .drafts import Project, draft
from .dropped_keys import DROPPED
from .mistakes import MISTAKES
from .newer import newer_keys
from .places import Change, NotApplicable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .target import Target

VALID = "valid"
_TURNS = (VALID, "dropped", "mistake", "mistake", VALID, "dropped", "mistake")
_ATTEMPTS = 20


class Case(NamedTuple):
    """One file; the label says what was done to it, and ``base`` is the text before that.

    There is a base where something was added that ZenML should drop.
    """

    id: str
    label: str
    text: str
    stack: int
    base: str | None = None


def generate(seed: int, count: int, target: Target) -> Iterator[Case]:
    """``count`` cases."""
    shuffle = Random(seed)
    dropped = {**DROPPED, **newer_keys(target)}
    decks = {"dropped": _dealt(dropped, shuffle), "mistake": _dealt(MISTAKES, shuffle)}
    for number in range(count):
        rng = Random(f"{seed}/{number}")
        index = rng.randrange(len(target.stacks))
        project = Project(target, target.stacks[index])
        label, base, text = _case(project, decks, _TURNS[number % len(_TURNS)], rng)
        yield Case(f"{seed}-{number:05}", label, text, index, base)


def _case(
    project: Project, decks: Mapping[str, Iterator[tuple[str, Change]]], turn: str, rng: Random
) -> tuple[str, str | None, str]:
    """Label, base and text: of the next change that a draft for the project has a place for."""
    if turn == VALID:
        return VALID, None, written(draft(project, rng), rng.random())
    for label, change in decks[turn]:
        for _ in range(_ATTEMPTS):
            data = draft(project, rng)
            try:
                added = change(data, rng, project)
            except NotApplicable:
                continue
            layout = rng.random()
            text = written(data, layout)
            if added is None:
                return label, None, text
            mapping, key = added
            del mapping[key]
            return label, written(data, layout), text
    raise AssertionError("decks do not end")


def written(data: Mapping[str, Any], luck: float) -> str:
    """The text of a file, in one of three layouts."""
    flow = None if luck < 0.2 else False
    return yaml.safe_dump(
        dict(data),
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=flow,
        indent=4 if luck > 0.8 else 2,
    )


def _dealt(table: Mapping[str, Change], shuffle: Random) -> Iterator[tuple[str, Change]]:
    while True:
        deck = list(table.items())
        shuffle.shuffle(deck)
        yield from deck
