"""Values in words, as plans and lists show them."""

from __future__ import annotations

from typing import Any

from stackls_core.registry.plain import plain
from stackls_core.registry.secrets import MASK
from stackls_core.yaml_writing import yaml_text
from stackls_core.yamltree.edits import plain_or_quoted

MAX_VALUE = 100
"""Longer values are cut: a plan is read by people."""


def value_text(value: Any, limit: int | None = MAX_VALUE) -> str:
    """A value on one line, written so that ``3`` and ``'3'`` are not the same."""
    if value == MASK:
        return MASK
    text = plain_or_quoted(value) if isinstance(value, str) else yaml_text(plain(value))
    return text if limit is None or len(text) <= limit else text[: limit - 1] + "…"
