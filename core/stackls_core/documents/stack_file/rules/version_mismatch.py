"""`version-mismatch`: the file is for another ZenML than the one stackls speaks for.

Import refuses a version other than the installed one unless it is told
``--ignore-version-mismatch``. Which one will be installed then is not known here, hence a warning;
it is an error where the registry that files are judged by is a ZenML, whose version is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import TextEdit
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import as_scalar
from stackls_core.yamltree.spans import value_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding where the versions differ."""
    entry = context.view.entry("zenml_version")
    version = context.view.zenml_version
    known = context.catalog.zenml_version
    if entry is None or not version or version == known or context.view.is_unknown(entry):
        return
    scalar = as_scalar(entry.value)
    span = value_span(entry)
    edit = TextEdit(span, known)
    if scalar is not None and scalar is entry.value:
        edit = replace_scalar(scalar, known)
    fixes = [Fix(f"Update to {known}", (edit,))]
    store = context.known
    if store is not None and store.info.kind == "zenml" and store.info.zenml_version == known:
        message = (
            f"The file is for ZenML {version}, and {known} is installed: import refuses it without "
            "--ignore-version-mismatch."
        )
        found = RULE.finding(span, message, fixes=fixes, store=store.label)
        yield replace(found, severity=Severity.ERROR)
        return
    yield RULE.finding(
        span,
        f"The file is for ZenML {version}, and this is checked against {known}. Import refuses "
        "a version other than the installed one without --ignore-version-mismatch.",
        fixes=fixes,
    )


RULE = Rule(
    "version-mismatch",
    Severity.WARNING,
    "The file is for another ZenML version.",
    check=check,
)
