"""Whether a regular expression takes linear time on its worst input, decided without running it.

A backtracking engine follows, one after the other, all the ways in which a text can be read. Where
a part of the text can be repeated so that two ways through the pattern come together again and
again, their number grows with the text: with a power of its length, or exponentially. Both show in
the automaton of the pattern (Weber and Seidl, "On the degree of ambiguity of finite automata"): two
ways around a loop on one text, or two loops of which the first leads into the second on a text that
goes around both. Looking for a pattern anywhere in a text is one more loop in front of it.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

if sys.version_info >= (3, 11):
    from re import _constants as sre
    from re import _parser as sre_parse  # the only reader of patterns that agrees with the engine
else:
    import sre_constants as sre
    import sre_parse

_ACCEPT = -1
_DEAD = -2
_COPIES = 2
"""How often what may be repeated a bounded number of times is repeated here."""

_ALPHABET = [*map(chr, range(128)), "\x85", "\xa0", "é", "\u2028", "\ufeff", "\U0001f600"]

Condition = Callable[[str], "bool | None"]
"""Given the character before: whether one goes on; ``None`` where that depends on what follows."""


class Unsupported(Exception):
    """The pattern uses something that this cannot judge."""


def repeated_text(pattern: str, flags: int = 0, *, anywhere: bool) -> str | None:
    """A text that makes the pattern slow when it is repeated; ``None`` where there is none.

    ``anywhere`` says that a text is searched for the pattern, and not only matched at one place.
    """
    return _Automaton(pattern, flags, anywhere).repeated_text()


@dataclass
class _Node:
    """Reads one of ``symbols``, or nothing; ``following`` are the nodes after it."""

    symbols: frozenset[str] | None = None
    following: list[tuple[int, Condition | None]] = field(default_factory=list)


class _Automaton:
    def __init__(self, pattern: str, flags: int, anywhere: bool) -> None:
        tree = sre_parse.parse(pattern, flags)
        self._flags = tree.state.flags
        self._nodes: list[_Node] = []
        start = self._sequence(list(tree), _ACCEPT, self._flags)
        if anywhere:
            skip = self._new(_Node(frozenset(_ALPHABET)))
            self._nodes[skip].following = [(skip, None), (start, None)]
        self._symbols = self._distinct_symbols()
        self._after = lru_cache(maxsize=None)(self._after_uncached)
        self._loops = self._find_loops()

    # --- from the pattern -----------------------------------------------------------------------

    def _new(self, node: _Node) -> int:
        self._nodes.append(node)
        return len(self._nodes) - 1

    def _sequence(self, items: Iterable[Any], then: int, flags: int) -> int:
        for item in reversed(list(items)):
            then = self._item(item, then, flags)
        return then

    def _item(self, item: Any, then: int, flags: int) -> int:
        kind, value = item
        if kind in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
            return self._new(_Node(_symbols_of(kind, value, flags), [(then, None)]))
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            return self._repeat(*value, then, flags)
        if kind is sre.SUBPATTERN:
            _, added, removed, inner = value
            return self._sequence(inner, then, (flags | added) & ~removed)
        if kind is sre.BRANCH:
            ways = [(self._sequence(way, then, flags), None) for way in value[1]]
            return self._new(_Node(None, ways))
        if kind is sre.AT:
            return self._new(_Node(None, [(then, _place(value, flags))]))
        if kind is sre.GROUPREF:
            return self._new(_Node(None, [(then, _depends)]))
        if kind in (sre.ASSERT, sre.ASSERT_NOT):
            direction, inner = value
            if direction < 0:
                known = _character_before(inner, flags, kind is sre.ASSERT)
                return self._new(_Node(None, [(then, known)]))
            looked_at = self._sequence(inner, _DEAD, flags)
            return self._new(_Node(None, [(looked_at, None), (then, _depends)]))
        raise Unsupported(str(kind))

    def _repeat(self, least: int, most: Any, inner: Any, then: int, flags: int) -> int:
        if most is sre.MAXREPEAT:
            loop = self._new(_Node())
            body = self._sequence(inner, loop, flags)
            self._nodes[loop].following = [(body, None), (then, None)]
            then = loop
        else:
            for _ in range(min(most - least, _COPIES)):
                body = self._sequence(inner, then, flags)
                then = self._new(_Node(None, [(body, None), (then, None)]))
        for _ in range(min(least, _COPIES)):
            then = self._sequence(inner, then, flags)
        return then

    def _distinct_symbols(self) -> list[str]:
        """One character of each kind that the pattern tells apart."""
        kinds: dict[tuple[bool, ...], str] = {}
        readers = [node.symbols for node in self._nodes if node.symbols is not None]
        for symbol in sorted(_ALPHABET, key=lambda one: not one.isalnum()):
            in_words = symbol.isalnum() or symbol == "_"
            kind = (in_words, symbol == "\n", *(symbol in reader for reader in readers))
            kinds.setdefault(kind, symbol)
        return list(kinds.values())

    # --- the ways through it --------------------------------------------------------------------

    def _after_uncached(self, node: int, symbol: str) -> tuple[tuple[int, ...], bool]:
        """What may read on after ``node`` has read ``symbol``; whether all is well then.

        All is well where the pattern can end there, whatever follows.
        """
        ways: list[int] = []
        ends = False

        def follow(at: int, certain: bool, seen: tuple[int, ...]) -> None:
            nonlocal ends
            for target, condition in self._nodes[at].following:
                holds = True if condition is None else condition(symbol)
                if holds is False or seen.count(target) >= _COPIES:
                    continue
                sure = certain and holds is True
                if target == _ACCEPT:
                    ends = ends or sure
                elif target >= 0 and self._nodes[target].symbols is not None:
                    ways.append(target)
                elif target >= 0:
                    follow(target, sure, (*seen, target))

        if symbol in (self._nodes[node].symbols or ()):
            follow(node, True, ())
        return tuple(ways), ends

    def _find_loops(self) -> dict[int, frozenset[int]]:
        """Each node that can come back to itself, with all that are on a way back."""
        readers = [i for i, node in enumerate(self._nodes) if node.symbols is not None]
        reach: dict[int, set[int]] = {}
        for node in readers:
            found: set[int] = set()
            waiting = [node]
            while waiting:
                at = waiting.pop()
                for symbol in self._symbols:
                    new = set(self._after(at, symbol)[0]) - found
                    found |= new
                    waiting += new
            reach[node] = found
        self._reach = reach
        return {
            node: frozenset(other for other in reach[node] if node in reach[other])
            for node in readers
            if node in reach[node]
        }

    def repeated_text(self) -> str | None:
        for node in self._loops:
            if (text := self._two_ways_around(node)) is not None:
                return text
        for first in self._loops:
            for second in self._loops:
                if first != second and second in self._reach[first]:
                    text = self._from_loop_to_loop(first, second)
                    if text is not None:
                        return text
        return None

    def _two_ways_around(self, node: int) -> str | None:
        """A text on which one can go around from ``node`` in two ways."""
        loop = self._loops[node]
        start = (node, node, False)
        seen = {start}
        waiting = deque([(start, "")])
        while waiting:
            (one, other, differ), text = waiting.popleft()
            for symbol in self._symbols:
                ways, ends = self._after(one, symbol)
                if ends:
                    continue
                pairs = _pairs(ways) if one == other else _all(ways, self._after(other, symbol)[0])
                for first, second, parted in pairs:
                    if first not in loop or second not in loop:
                        continue
                    state = (first, second, differ or parted or first != second)
                    if state == (node, node, True):
                        return text + symbol
                    if state not in seen:
                        seen.add(state)
                        waiting.append((state, text + symbol))
        return None

    def _from_loop_to_loop(self, first: int, second: int) -> str | None:
        """A text that leads around ``first``, from there to ``second``, and around that."""
        start = (first, first, second)
        goal = (first, second, second)
        seen = {start}
        waiting = deque([(start, "")])
        while waiting:
            (one, between, other), text = waiting.popleft()
            for symbol in self._symbols:
                others, ends = self._after(other, symbol)
                if ends:
                    continue
                for state in (
                    (a, b, c)
                    for a in set(self._after(one, symbol)[0]) & self._loops[first]
                    for b in set(self._after(between, symbol)[0])
                    for c in set(others) & self._loops[second]
                ):
                    if state == goal:
                        return text + symbol
                    if state not in seen:
                        seen.add(state)
                        waiting.append((state, text + symbol))
        return None


def _pairs(ways: tuple[int, ...]) -> Iterator[tuple[int, int, bool]]:
    """Two ways from one node, which may be the same; whether they are two that lead to one node."""
    for index, first in enumerate(ways):
        for other, second in enumerate(ways):
            yield first, second, index != other


def _all(ways: tuple[int, ...], others: tuple[int, ...]) -> Iterator[tuple[int, int, bool]]:
    for first in ways:
        for second in others:
            yield first, second, False


# --- characters and places --------------------------------------------------------------------


def _symbols_of(kind: Any, value: Any, flags: int) -> frozenset[str]:
    return frozenset(one for one in _ALPHABET if _reads(kind, value, one, flags))


def _reads(kind: Any, value: Any, symbol: str, flags: int) -> bool:
    if kind is sre.ANY:
        return bool(flags & re.DOTALL) or symbol != "\n"
    if kind is sre.NOT_LITERAL:
        return not _reads(sre.LITERAL, value, symbol, flags)
    if kind is sre.IN and value and value[0][0] is sre.NEGATE:
        return not _reads(sre.IN, value[1:], symbol, flags)
    written = {symbol, symbol.lower(), symbol.upper()} if flags & re.IGNORECASE else {symbol}
    if kind is sre.LITERAL:
        return any(one == chr(value) for one in written)
    return any(_is_in(part, argument, one, flags) for part, argument in value for one in written)


def _is_in(kind: Any, value: Any, symbol: str, flags: int) -> bool:
    if kind is sre.LITERAL:
        return symbol == chr(value)
    if kind is sre.RANGE:
        return value[0] <= ord(symbol[0]) <= value[1]
    if kind is sre.CATEGORY:
        return _CATEGORIES[value](symbol, flags)
    raise Unsupported(str(kind))


def _is_word(symbol: str, flags: int) -> bool:
    return (symbol.isalnum() or symbol == "_") and (symbol.isascii() or not flags & re.ASCII)


def _is_digit(symbol: str, flags: int) -> bool:
    return symbol.isdecimal() and (symbol.isascii() or not flags & re.ASCII)


def _is_space(symbol: str, flags: int) -> bool:
    return symbol in " \t\n\r\f\v" if flags & re.ASCII else symbol.isspace()


_CATEGORIES: dict[Any, Callable[[str, int], bool]] = {
    sre.CATEGORY_WORD: _is_word,
    sre.CATEGORY_NOT_WORD: lambda symbol, flags: not _is_word(symbol, flags),
    sre.CATEGORY_DIGIT: _is_digit,
    sre.CATEGORY_NOT_DIGIT: lambda symbol, flags: not _is_digit(symbol, flags),
    sre.CATEGORY_SPACE: _is_space,
    sre.CATEGORY_NOT_SPACE: lambda symbol, flags: not _is_space(symbol, flags),
}


def _depends(_before: str) -> None:
    return None


def _place(place: Any, flags: int) -> Condition:
    if place in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
        lines = place is sre.AT_BEGINNING and flags & re.MULTILINE
        # what has been read before is not empty
        return (lambda before: before == "\n") if lines else (lambda _before: False)
    return _depends


def _character_before(inner: Any, flags: int, wanted: bool) -> Condition:
    """What is asked of the one character before; where more are asked for, nothing is known."""
    items = list(inner)
    if len(items) != 1 or items[0][0] not in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
        return _depends
    kind, value = items[0]
    return lambda before: _reads(kind, value, before, flags) == wanted
