"""The rules that hold for all kinds of documents, around those of one kind.

Those about YAML itself hold for all kinds of documents: the ones that keep a document from being
read as it is meant come before those of the kind, the others behind them. Those about the mappings
that a schema governs hold for the sections of all kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stackls_core.analysis.rules import (
    ambiguous_merge,
    deprecated_parameter,
    duplicate_key,
    ignored_setting,
    invalid_combination,
    malformed_secret_reference,
    missing_parameter,
    not_checked,
    path_without_bucket,
    placeholder,
    plain_text_secret,
    refused_by_kubernetes,
    refused_secret_reference,
    syntax_error,
    unknown_parameter,
    unreadable_value,
    unused_ignore,
    wrong_scheme,
    wrong_value,
    yaml_surprise,
)

if TYPE_CHECKING:
    from stackls_core.documents.rule import AnyRule

_BEFORE = (
    not_checked.RULE,
    syntax_error.RULE,
    unreadable_value.RULE,
    duplicate_key.RULE,
    ambiguous_merge.RULE,
)
_OF_SECTIONS = (
    unknown_parameter.RULE,
    missing_parameter.RULE,
    wrong_value.RULE,
    wrong_scheme.RULE,
    path_without_bucket.RULE,
    refused_secret_reference.RULE,
    invalid_combination.RULE,
    plain_text_secret.RULE,
    malformed_secret_reference.RULE,
    ignored_setting.RULE,
    refused_by_kubernetes.RULE,
    deprecated_parameter.RULE,
)
_BEHIND = (yaml_surprise.RULE, placeholder.RULE, unused_ignore.RULE)


def rules_for(own: Sequence[AnyRule]) -> tuple[AnyRule, ...]:
    """The rules of a kind of document, with those about sections and about YAML."""
    return (*_BEFORE, *own, *_OF_SECTIONS, *_BEHIND)
