"""`version-mismatch`: the file is for another ZenML than the one it is checked against.

That is a version that stackls does not know, or where a registry is known one that its ZenML does
not have. Import refuses a version other than the installed one unless it is told
``--ignore-version-mismatch``. Which one will be installed then is not known here, hence a warning;
it is an error where the registry that files are judged by is a ZenML, whose version is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stackls_core.catalog.versions import order_of
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.registry.names import ZENML
from stackls_core.text import TextEdit
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import as_scalar
from stackls_core.yamltree.spans import value_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding where the versions differ."""
    entry = context.view.entry("zenml_version")
    version = context.view.zenml_version
    known = _meant(context)
    if entry is None or not version or version == known or context.view.is_unknown(entry):
        return
    scalar = as_scalar(entry.value)
    span = value_span(entry)
    edit = TextEdit(span, known)
    if scalar is not None and scalar is entry.value:
        edit = replace_scalar(scalar, known)
    fixes = [Fix(f"Update to {known}", (edit,))]
    store = context.known
    if store is not None and store.info.kind == ZENML and store.info.zenml_version == known:
        message = (
            f"The file is for ZenML {version}, and {known} is installed: import refuses it without "
            "--ignore-version-mismatch."
        )
        found = RULE.finding(span, message, fixes=fixes, store=store.label)
        yield replace(found, severity=Severity.ERROR)
        return
    yield RULE.finding(span, _message(version, known, context), fixes=fixes)


def _message(version: str, known: str, context: FileContext) -> str:
    if order_of(version) is None:
        return (
            f"{version} is not a version in full, such as {known}: import compares it with the "
            "installed one, as text."
        )
    if context.catalog.is_exact:
        return (
            f"The file is for ZenML {version}, and this is checked against {known}. Import refuses "
            "a version other than the installed one without --ignore-version-mismatch."
        )
    return (
        f"ZenML {version} is not known, so this is checked against {known}, where what differs "
        f"from one version to the next is a warning. stackls catalog add {version} adds it."
    )


def _meant(context: FileContext) -> str:
    """The version that the file should be for: that of the registry's ZenML, if there is one."""
    info = context.known.info if context.known is not None else None
    if info is not None and info.kind == ZENML and info.zenml_version:
        return info.zenml_version
    if context.catalog.is_target:
        return context.catalog.zenml_version
    # between two versions that are known, what holds for both is known
    is_known = context.catalog.is_exact or context.catalog.newer is not None
    version = context.view.zenml_version
    is_one = version is not None and order_of(version) is not None
    return version if version and is_one and is_known else context.catalog.zenml_version


RULE = Rule(
    "version-mismatch",
    Severity.WARNING,
    "The file is for another ZenML version.",
    check=check,
)
