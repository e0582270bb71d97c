"""All rules of run configurations, in the order in which a reader would want to hear of them."""

from __future__ import annotations

from stackls_core.documents.rule import AnyRule
from stackls_core.documents.run_configuration.rules import dropped_key

RULES: tuple[AnyRule, ...] = (dropped_key.RULE,)
