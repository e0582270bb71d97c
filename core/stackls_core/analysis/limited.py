"""A check that ends: the findings of a document, or one that says that it took too long."""

from __future__ import annotations

from collections.abc import Callable

from stackls_core.analysis.rules import not_checked
from stackls_core.budget import Budget
from stackls_core.findings import Finding
from stackls_core.limits import MAX_SECONDS


def limited(find: Callable[[], list[Finding]]) -> list[Finding]:
    """What ``find`` finds, if that takes no more than `MAX_SECONDS`. Raises `GivenUp`."""
    with Budget(MAX_SECONDS):
        return find()
    return [not_checked.too_slow()]
