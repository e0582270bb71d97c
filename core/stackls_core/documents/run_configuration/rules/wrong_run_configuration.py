"""`wrong-run-configuration`: a run configuration is a map, and not an empty one.

ZenML looks for keys in what the file holds: with nothing in it, or a list, that is an
``AttributeError`` (``Pipeline._parse_config_file``).
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.values import describe_value, is_null, try_value


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the first line."""
    view = context.view
    if view.root is not None or view.document.is_damaged:
        return
    root = view.document.root
    if root is None or is_null(root):
        message = "The file is empty: ZenML refuses it. Write at least one key."
        yield RULE.finding(view.first_key_span, message)
        return
    readable, value = try_value(root)
    if readable:
        message = f"A run configuration is a map of keys, not {describe_value(value)}."
        yield RULE.finding(view.first_key_span, message)


RULE = Rule(
    "wrong-run-configuration",
    Severity.ERROR,
    "A run configuration is empty, or is not a map.",
    check=check,
)
