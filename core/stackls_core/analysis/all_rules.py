"""All rules of all kinds of documents, in the order in which a reader of a file would want to hear
of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.analysis.rules_of_kind import rules_for
from stackls_core.documents.kinds import KINDS

if TYPE_CHECKING:
    from stackls_core.documents.rule import AnyRule

RULES = rules_for([rule for kind in KINDS for rule in kind.rules])

BY_CODE: dict[str, AnyRule] = {rule.code: rule for rule in RULES}
