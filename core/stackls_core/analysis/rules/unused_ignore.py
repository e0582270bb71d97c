"""`unused-ignore`: a ``# stackls: ignore[...]`` comment that ignores nothing.

Left behind, it would hide a later mistake of the same kind. The finding is made in `ignores`, once
all others are known.
"""

from __future__ import annotations

from stackls_core.documents.rule import AnyRule, Rule
from stackls_core.findings import Severity

RULE: AnyRule = Rule(
    "unused-ignore",
    Severity.HINT,
    "An ignore comment ignores nothing.",
)
