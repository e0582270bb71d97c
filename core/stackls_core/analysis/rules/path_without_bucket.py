"""`path-without-bucket`: what stands behind the scheme of an artifact store's path is no bucket.

``BaseArtifactStoreConfig._ensure_artifact_store`` looks at the beginning only, so ``s3://``,
``s3:///team`` and ``s3://team.s3.amazonaws.com`` are imported; the first run fails.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.storage_paths import place_in_host
from stackls_core.documents.rule import AnyRule, AnySection, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Scalar, entry_of
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
    # quotes are stripped by ZenML as well
    path = value.strip("'\"`")
    scheme = next((one for one in facts.schemes if "://" in one and path.startswith(one)), None)
    if scheme is None:
        return
    rest = path.removeprefix(scheme)
    bare = rest.strip().lstrip("/").strip()
    in_host = place_in_host(path, scheme)
    if in_host is not None:
        message = f"A bucket's name belongs behind {scheme}, not the host of its URL."
    elif not bare or rest[:1] in "/ ":
        message = f"This path names no bucket: {scheme} is followed by its name."
    else:
        return
    meant = in_host or (scheme + bare if bare else None)
    fixes: list[Fix] = []
    if meant is not None and isinstance(entry.value, Scalar) and not entry.value.tag:
        edit = replace_scalar(entry.value, meant)
        fixes.append(Fix(f"Change to {edit.new_text}", (edit,)))
    yield RULE.finding(value_span(entry), message, fixes=fixes)


RULE: AnyRule = Rule(
    "path-without-bucket",
    Severity.WARNING,
    "The path of an artifact store names no bucket.",
    check_section=check,
)
