"""`is_like` is SQL's ``LIKE``, in time that does not grow with the number of wildcards."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackls_core.registry.name_lookups import is_like


def like_by_definition(name: str, pattern: str) -> bool:
    wild = {"%": ".*", "_": "."}
    expression = "".join(wild.get(character) or re.escape(character) for character in pattern)
    flags = re.IGNORECASE | re.ASCII | re.DOTALL
    return re.fullmatch(expression, name, flags) is not None


@given(st.text("aAbé\n_%.", max_size=8), st.text("aBé_%.\n", max_size=6))
def test_it_is_what_its_definition_says(name: str, pattern: str):
    assert is_like(name, pattern) is like_by_definition(name, pattern)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["a%", "%a", "a%_", "_%a", "%_a_"])
def test_many_wildcards_are_as_fast_as_few(piece: str):
    assert not is_like("a" * 20_000, f"{piece * 2_000}b")
    assert not is_like("a" * 20_000, f"%_{'a' * 10_000}b%")
