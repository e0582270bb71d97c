"""`gcp-builder-without-gcp-store`: Cloud Build reads its input from a GCP artifact store.

Mirrors ``GCPImageBuilder.validator``, which runs when a pipeline is prepared.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.section import FileContext, Rule, of_type
from stackls_core.documents.stack_file.stack_facts import GCP_BUILDER, is_checked_by
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.spans import value_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the builder's flavor where the artifact store is another one."""
    stores = [store.component.flavor for store in of_type(context, "artifact_store")]
    if not stores or any(store in (None, "gcp") for store in stores):
        return
    for builder in of_type(context, "image_builder"):
        entry = builder.component.entry("flavor")
        if entry is not None and is_checked_by(builder, GCP_BUILDER):
            message = (
                "The gcp image builder uploads its input to a gcp artifact store, and this "
                f"stack's is {stores[0]}; ZenML refuses to run pipelines on it."
            )
            yield RULE.finding(value_span(entry), message)


RULE = Rule(
    "gcp-builder-without-gcp-store",
    Severity.WARNING,
    "A GCP image builder without a GCP artifact store.",
    check=check,
)
