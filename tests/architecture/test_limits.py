"""What docs/reliability.md says of limits is what they are."""

from __future__ import annotations

from pathlib import Path

from stackls_core import limits

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"


def test_every_limit_is_on_the_page():
    rows = [line.split("|") for line in PAGE.read_text(encoding="utf-8").splitlines()]
    listed = [row[2].strip() for row in rows if len(row) == 5]
    values = [f"{value:,}" for name, value in vars(limits).items() if name.startswith("MAX_")]
    assert sorted(listed[2:]) == sorted(values)
