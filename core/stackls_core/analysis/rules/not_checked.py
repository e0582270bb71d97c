"""`not-checked`: a file, or a part of one, that is so large that stackls does not look at it.

Whatever could take longer than a few seconds is left out: texts of more than 2,000,000 characters
or 200,000 keys and values, and values that aliases make larger than 20,000. A check that takes the
processor more than 20 seconds all the same is ended. ZenML may well read such a file, so this is
for information.
``stackls check`` counts such a file as one that could not be checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.rule import AnyContext, AnyRule, AnySection, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.limits import (
    MAX_EXPANDED_NODES,
    MAX_IGNORED_FINDINGS,
    MAX_SECONDS,
    MAX_VALUE_NODES,
)
from stackls_core.text import Span
from stackls_core.yamltree.nodes import expanded_size


def check(context: AnyContext) -> Iterator[Finding]:
    """A finding on a document that was not read at all."""
    unread = context.view.document.unread
    if unread:
        yield RULE.finding(Span(0, 0), f"This file has {unread}, so it is not checked.")


def check_section(section: AnySection) -> Iterator[Finding]:
    """A finding on the key of each value that is too large."""
    if section.body is None:
        return
    for entry in section.body.entries:
        if expanded_size(entry.value, MAX_VALUE_NODES) > MAX_VALUE_NODES:
            message = (
                f"This value has more than {MAX_VALUE_NODES:,} keys and values with those that "
                "aliases bring in, so it is not checked."
            )
            yield RULE.finding(Span(entry.key.start, entry.key.end), message)


def too_many_aliases(section: AnySection) -> Finding:
    """The finding on the first section that is left out for what aliases bring in."""
    message = (
        f"Aliases bring in more than {MAX_EXPANDED_NODES:,} keys and values up to here, so what "
        "uses them from here on is not checked."
    )
    return RULE.finding(Span(section.node.start, section.node.start), message)


def too_slow() -> Finding:
    """The finding on a document whose check was ended."""
    message = (
        f"Checking this file takes more than {MAX_SECONDS} seconds, so it is not checked. Make it "
        "smaller or simpler."
    )
    return RULE.finding(Span(0, 0), message)


def too_many_ignored(last: Finding) -> Finding:
    """The finding where the last of too many findings, most of which are ignored, stands."""
    message = (
        f"More than {MAX_IGNORED_FINDINGS:,} findings up to here, most of them ignored, so the "
        "rest is not checked."
    )
    return RULE.finding(last.span, message)


RULE: AnyRule = Rule(
    "not-checked",
    Severity.INFORMATION,
    "A file, or a part of it, is too large to be checked.",
    check=check,
    check_section=check_section,
)
