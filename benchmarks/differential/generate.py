"""Stack files by the thousand: valid ones, and every mistake in the tables, from a seed.

`generate(seed, count, catalog)` gives the same cases for the same seed and catalog. The groups of
mutations take turns; within a group the labels do, and so do the flavors and their parameters, so
that a run of 2,000 cases meets every label, every flavor and nearly every parameter.
"""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from .class_rules import NOTHING, RULES, Rule
from .document import Change, Draft, NotApplicable, draft
from .key_mutations import KEYS
from .layout_mutations import LAYOUT
from .near_misses import NEAR
from .odd_mutations import ODD
from .pod_settings import PODS
from .render import render
from .structure_mutations import KINDS, STRUCTURE
from .syntax_mutations import SYNTAX
from .value_mutations import VALUES, change_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from .catalog import Catalog, FlavorSchema

T = TypeVar("T")


class Case(NamedTuple):
    """One stack file; the label says what was done to it."""

    id: str
    label: str
    text: str


_TURNS = (
    *(("value",) * 9 + ("layout",) * 3 + ("class",) * 3 + ("syntax",) * 2),
    *("structure", "kinds", "keys", "odd", "odd", "pods", "near"),
)
"""How often each group comes up."""

_CHANGES: dict[str, dict[str, Change]] = {
    "structure": STRUCTURE,
    "kinds": KINDS,
    "keys": KEYS,
    "odd": ODD,
    "pods": PODS,
    "near": NEAR,
}

_TIMES_OF_OBJECTS = 3
"""Parameters that hold objects with known keys are few, and more can go wrong in them."""

_ATTEMPTS = 500


def labels() -> list[str]:
    """Every label that a long enough run gives."""
    return sorted(
        [*STRUCTURE, *KINDS, *KEYS, *VALUES, *LAYOUT, *SYNTAX, *RULES, *ODD, *PODS, *NEAR]
    )


def generate(seed: int, count: int, catalog: Catalog) -> Iterator[Case]:
    """``count`` cases; the same ones for the same seed."""
    maker = _Maker(seed, catalog)
    for number in range(count):
        label, text = maker.make(_TURNS[number % len(_TURNS)], Random(f"{seed}/{number}"))
        yield Case(f"{seed}-{number:05}", label, text)


def valid_texts(seed: int, count: int, catalog: Catalog) -> list[str]:
    """``count`` stack files with nothing wrong, in every layout in turn."""
    maker = _Maker(seed, catalog)
    return [maker.make("layout", Random(f"{seed}/{number}"))[1] for number in range(count)]


class _Maker:
    """Deals groups, labels, flavors and parameters in turn, each from a shuffled deck."""

    def __init__(self, seed: int, catalog: Catalog) -> None:
        self._catalog = catalog
        shuffle = Random(seed)
        self._flavors = _deal(catalog.flavors, shuffle)
        self._uses: Counter[str] = Counter()
        parameters = [
            (flavor, name)
            for flavor in catalog.flavors
            for name in sorted(flavor.parameters)
            for _ in range(_TIMES_OF_OBJECTS if flavor.has_object(name) else 1)
        ]
        self._parameters = _deal(parameters, shuffle)
        self._labels = {
            "layout": _deal(list(LAYOUT), shuffle),
            "syntax": _deal(list(SYNTAX), shuffle),
            "class": _deal(
                [
                    (label, r)
                    for label, rules in RULES.items()
                    for r in rules
                    if catalog.has(*r[:2])
                ],
                shuffle,
            ),
        }
        self._changes = {
            group: _deal(list(table.items()), shuffle) for group, table in _CHANGES.items()
        }

    def make(self, group: str, rng: Random) -> tuple[str, str]:
        """Label and text of the next case of a group."""
        makers: Mapping[str, Callable[[Random], tuple[str, str]]] = {
            "value": self._value,
            "layout": self._layout,
            "syntax": self._syntax,
            "class": self._class_rule,
        }
        return makers[group](rng) if group in makers else self._change(group, rng)

    def _change(self, group: str, rng: Random) -> tuple[str, str]:
        label, change = next(self._changes[group])
        return label, self._changed(change, 0.15, rng)

    def _layout(self, rng: Random) -> tuple[str, str]:
        label = next(self._labels["layout"])
        return label, self._changed(LAYOUT[label], rng.choice((0.1, 0.4, 0.9)), rng)

    def _changed(self, change: Change, share: float, rng: Random) -> str:
        """The text after a change, on the next flavor that has a place for it."""
        for _ in range(_ATTEMPTS):
            begun = draft(self._catalog, next(self._flavors), share, rng)
            try:
                change(begun)
            except NotApplicable:
                continue
            return _written(begun)
        raise AssertionError("no flavor has a place for this change")

    def _value(self, rng: Random) -> tuple[str, str]:
        """The next parameter, and of the labels that suit it the one that has come up least."""
        flavor, parameter = next(self._parameters)
        seldom_first = sorted(VALUES, key=lambda label: (self._uses[label], rng.random()))
        for label in seldom_first:
            begun = draft(self._catalog, flavor, 0.05, rng)
            begun.parameter = parameter
            try:
                change_value(label, begun)
            except NotApplicable:
                continue
            self._uses[label] += 1
            return label, _written(begun)
        raise AssertionError(f"no label suits {parameter} of {flavor.name}")

    def _syntax(self, rng: Random) -> tuple[str, str]:
        label = next(self._labels["syntax"])
        begun = draft(self._catalog, next(self._flavors), 0.1, rng)
        return label, SYNTAX[label](_written(begun), rng)

    def _class_rule(self, rng: Random) -> tuple[str, str]:
        label, rule = next(self._labels["class"])
        return label, _written(_with_rule(self._catalog, rule, rng))


def _with_rule(catalog: Catalog, rule: Rule, rng: Random) -> Draft:
    kind, name, settings = rule
    flavor: FlavorSchema = catalog.get(kind, name)
    begun = draft(catalog, flavor, 0.0, rng)
    merged = {**flavor.minimal, **settings}
    begun.focus["configuration"] = {k: v for k, v in merged.items() if v is not NOTHING}
    return begun


def _written(begun: Draft) -> str:
    return render(begun.document, begun.style, begun.rng)


def _deal(cards: Sequence[T], rng: Random) -> Iterator[T]:
    """The cards in a random order, again and again."""
    deck = list(cards)
    order = Random(rng.random())
    while True:
        order.shuffle(deck)
        yield from deck
