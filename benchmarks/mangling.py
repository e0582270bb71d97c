"""Slips of the hand in a text: what editing leaves behind for a moment, or for good.

Each takes a text and gives another one. None knows what a stack file is.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Slip = Callable[[str, Random], str]

_MOST = 3
_TYPED = "'\"{}[]:,#&*!|>%@`?-= \t\n\u00a0\u200b\uff1a\u201c\u201d\u2019\\$"


def mangled(text: str, rng: Random) -> str:
    """``text`` after one to three slips."""
    for _ in range(rng.randint(1, _MOST)):
        text = rng.choice(SLIPS)(text, rng)
    return text


def _place(text: str, rng: Random) -> int:
    return rng.randrange(len(text) + 1)


def _type_something(text: str, rng: Random) -> str:
    at = _place(text, rng)
    return text[:at] + rng.choice(_TYPED) + text[at:]


def _delete_a_character(text: str, rng: Random) -> str:
    at = _place(text, rng)
    return text[:at] + text[at + 1 :]


def _delete_a_piece(text: str, rng: Random) -> str:
    at = _place(text, rng)
    return text[:at] + text[at + rng.randint(2, 20) :]


def _repeat_a_piece(text: str, rng: Random) -> str:
    at = _place(text, rng)
    return text[:at] + text[max(at - rng.randint(2, 20), 0) : at] + text[at:]


def _join_two_lines(text: str, rng: Random) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    return "\n".join([*lines[:at], " ".join(lines[at : at + 2]), *lines[at + 2 :]])


def _drop_a_line(text: str, rng: Random) -> str:
    lines = text.split("\n")
    del lines[rng.randrange(len(lines))]
    return "\n".join(lines)


def _repeat_a_line(text: str, rng: Random) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    return "\n".join([*lines[:at], lines[at], *lines[at:]])


def _swap_two_lines(text: str, rng: Random) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    return "\n".join([*lines[:at], *reversed(lines[at : at + 2]), *lines[at + 2 :]])


def _indent_a_line(text: str, rng: Random) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    lines[at] = rng.choice((" ", "  ", "\t")) + lines[at]
    return "\n".join(lines)


def _unindent_a_line(text: str, rng: Random) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    return "\n".join([*lines[:at], lines[at][rng.randint(1, 2) :], *lines[at + 1 :]])


def _cut_off(text: str, rng: Random) -> str:
    return text[: _place(text, rng)]


SLIPS: tuple[Slip, ...] = (
    _type_something,
    _type_something,
    _delete_a_character,
    _delete_a_piece,
    _repeat_a_piece,
    _join_two_lines,
    _drop_a_line,
    _repeat_a_line,
    _swap_two_lines,
    _indent_a_line,
    _unindent_a_line,
    _cut_off,
)
