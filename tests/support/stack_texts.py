"""Stack files as texts, in the layout that ZenML's own export has.

Tests that are about another layout write it out.
"""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from tests.support.catalog import VERSION


class Entry(NamedTuple):
    """One component; its configuration is a mapping in braces, or the lines of a block."""

    type: str
    name: str
    flavor: str
    configuration: str = "{}"


def head(name: str = "demo", version: str = VERSION) -> str:
    """What a stack file begins with, up to its components."""
    return f"stack_name: {name}\nzenml_version: {version}\ncomponents:\n"


def components(*given: Entry, typed: bool = False) -> str:
    """Components below ``components:``; with their types, as ZenML writes them, or without."""
    text = ""
    for component_type, items in groupby(given, lambda one: one.type):
        text += f"  {component_type}:\n" + "".join(_item(one, typed) for one in items)
    return text


def stack_text(
    *given: Entry, name: str = "demo", version: str = VERSION, typed: bool = False
) -> str:
    """A whole stack file."""
    return head(name, version) + components(*given, typed=typed)


def _item(entry: Entry, typed: bool) -> str:
    kind = f"      type: {entry.type}\n" if typed else ""
    value = entry.configuration
    is_block = not value.startswith("{")
    lines = [f"\n        {line}" for line in value.splitlines()] if is_block else [f" {value}"]
    return (
        f"    - name: {entry.name}\n{kind}      flavor: {entry.flavor}\n"
        f"      configuration:{''.join(lines)}\n"
    )


HEAD = head()
REST = components(
    Entry("orchestrator", "local", "local"), Entry("artifact_store", "local", "local")
)
"""The components of a stack that runs anywhere."""
