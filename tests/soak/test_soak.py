"""A short soak, and that a longer one would notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak import __main__ as soaking
from tests.soak.__main__ import Used, growth, soak


@pytest.mark.asyncio
async def test_a_short_soak_leaves_nothing_behind(tmp_path: Path):
    done, memory = await soak(700, tmp_path)
    assert done["keystrokes"] == 700
    assert done["workers killed"] == 1
    assert done["registry changes"] == 4
    assert len(memory) == 50


@pytest.mark.asyncio
async def test_what_is_left_over_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    counted = iter(range(0, 10_000, 10))
    monkeypatch.setattr(Used, "of", lambda _: Used(next(counted), 0, 0))
    monkeypatch.setattr(soaking, "LEFT_SECONDS", 0.1)
    with pytest.raises(AssertionError, match="no more is there in the end"):
        await soak(10, tmp_path)


def test_growth_is_that_of_the_last_fifth_over_the_second():
    assert growth([50, 100, 100, 100, 120]) == 1.2
    assert growth([50, 100, 300, 100, 100]) == 1.0
