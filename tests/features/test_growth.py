"""Twice as much of anything is at most about twice as much work, counted in calls of functions.

`nox -s bench` measures the same texts by the clock, larger ones.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from benchmarks.growth.requests import REQUESTS, Opened, opened
from benchmarks.growth.shapes import SHAPES, Shape
from stackls_core.analysis.rules import ambiguous_merge
from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.yamltree import nodes
from stackls_server.features.diagnostics import diagnose

CATALOG = Catalog([open_folder()])
SMALL = 24
TIMES = 4
MOST = 1.2 * TIMES
BEGIN = 3_000
"""Calls below which what a request costs on any text counts for more than its growth."""


def calls(request: Callable[[Opened], object], one: Opened) -> int:
    """How many functions are called, those of C included; what is kept is kept before."""
    count = 0

    def count_one(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    request(one)
    sys.setprofile(count_one)
    try:
        request(one)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "shape", [one for one in SHAPES if not one.is_bounded], ids=lambda shape: shape.what
)
def test_work_grows_with_the_text(shape: Shape):
    small = opened(shape.make(SMALL), CATALOG)
    large = opened(shape.make(SMALL * TIMES), CATALOG)
    too_much = {
        name: (few, many)
        for name, request in REQUESTS.items()
        if (many := calls(request, large)) > BEGIN
        and many > MOST * max(few := calls(request, small), BEGIN / TIMES)
    }
    assert too_much == {}


@pytest.mark.parametrize("what", ["merge keys in a chain", "uses of a map"])
def test_what_aliases_bring_in_is_looked_at_up_to_a_limit(
    what: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(nodes, "MAX_EXPANDED_NODES", 300)
    monkeypatch.setattr(ambiguous_merge, "_MAX_ENTRIES", 300)
    (shape,) = (one for one in SHAPES if one.what == what)
    small, large = (opened(shape.make(size), CATALOG) for size in (SMALL, SMALL * TIMES))
    few, many = (calls(REQUESTS["check"], one) for one in (small, large))
    assert many <= MOST * few
    assert "not-checked" in {finding.code for finding in diagnose(large.snapshot)}
