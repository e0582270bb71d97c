"""What waiting gives, and how it fails."""

from __future__ import annotations

import pytest

from tests.support.eventually import eventually, eventually_async


def test_it_gives_what_is_found():
    looks = iter([0, None, "", "found"])
    assert eventually(lambda: next(looks), "something") == "found"


def test_it_fails_with_what_was_waited_for():
    with pytest.raises(AssertionError, match="not within 0 s: the end of time"):
        eventually(lambda: False, "the end of time", 0)


@pytest.mark.asyncio
async def test_it_awaits_what_has_to_be_awaited():
    looks = iter([0, "found"])

    async def look() -> object:
        return next(looks)

    assert await eventually_async(look, "something") == "found"
    with pytest.raises(AssertionError, match="not within 0 s: the end of time"):
        await eventually_async(lambda: False, "the end of time", 0)
