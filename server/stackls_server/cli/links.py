"""Where the documentation is, for help texts and reports."""

from __future__ import annotations

DOCS = "https://stackls.readthedocs.io/en/latest"
SUPPORT = f"{DOCS}/support"


def rule_url(code: str) -> str:
    """Where a rule is explained."""
    return f"{DOCS}/rules/#{code}"
