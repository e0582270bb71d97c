"""`path-without-bucket`: the path of an artifact store is its scheme and nothing else.

``BaseArtifactStoreConfig._ensure_artifact_store`` looks at the beginning only, so ``s3://`` is
imported; the first run fails.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.rule import AnyRule, AnySection, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.nodes import entry_of
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import try_value


def check(section: AnySection) -> Iterator[Finding]:
    """A finding on the path."""
    facts = section.facts
    entry = entry_of(section.body, "path") if facts is not None and facts.schemes else None
    if facts is None or entry is None:
        return
    readable, value = try_value(entry.value)
    if not readable or not isinstance(value, str):
        return
    for scheme in facts.schemes:
        # quotes are stripped by ZenML as well
        rest = value.strip("'\"`").removeprefix(scheme) if scheme.endswith("://") else value
        if rest != value.strip("'\"`") and (not rest.strip() or rest.startswith("/")):
            message = f"This path names no bucket: {scheme} is followed by its name."
            yield RULE.finding(value_span(entry), message)
            return


RULE: AnyRule = Rule(
    "path-without-bucket",
    Severity.WARNING,
    "The path of an artifact store names no bucket.",
    check_section=check,
)
