"""`list-of-components`: a list below a component type, which older versions cannot read.

Up to ZenML 0.94.2, ``zenml stack import`` and ``export`` know one component below each type, as a
map; on a list, import fails with a TypeError.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stackls_core.documents.stack_file.rewrites import rewrites_at
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Severity


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on each type with a list, where import takes none."""
    catalog = context.catalog
    if catalog.imports.lists:
        return
    for slot in context.view.slots:
        if not slot.is_list or slot.name not in catalog.types:
            continue
        rewrites = rewrites_at(context.view, slot.key_span.start)
        fixes = [replace(fix, safe=True) for fix in rewrites]
        since = catalog.lifetimes.of_lists.since
        message = (
            f"ZenML {catalog.zenml_version} reads one component below each type, as a map. "
            + (f"Lists came with ZenML {since}." if since else "Lists are for later versions.")
        )
        yield RULE.finding(slot.key_span, message, fixes=fixes)


RULE = Rule(
    "list-of-components",
    Severity.ERROR,
    "The ZenML version does not read lists of components.",
    check=check,
    varies=True,
)
