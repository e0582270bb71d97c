"""All rules, in the order in which a reader of a file would want to hear of them.

Those about YAML itself hold for all kinds of documents: the ones that keep a document from being
read as it is meant come before those of the kind, the others behind them.
"""

from __future__ import annotations

from collections.abc import Sequence

from stackls_core.analysis.rules import (
    ambiguous_merge,
    duplicate_key,
    placeholder,
    syntax_error,
    unreadable_value,
    unused_ignore,
    yaml_surprise,
)
from stackls_core.documents.kinds import KINDS
from stackls_core.documents.rule import AnyRule

_BEFORE = (syntax_error.RULE, unreadable_value.RULE, duplicate_key.RULE, ambiguous_merge.RULE)
_BEHIND = (yaml_surprise.RULE, placeholder.RULE, unused_ignore.RULE)


def rules_for(own: Sequence[AnyRule]) -> tuple[AnyRule, ...]:
    """The rules of a kind of document, with those about YAML."""
    return (*_BEFORE, *own, *_BEHIND)


RULES = rules_for([rule for kind in KINDS for rule in kind.rules])

BY_CODE: dict[str, AnyRule] = {rule.code: rule for rule in RULES}
