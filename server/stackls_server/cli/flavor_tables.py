"""Flavors and their parameters as tables, readable at 80 columns and one row a line in a pipe."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from stackls_core.catalog.component_types import label_of
from stackls_core.documents.markup import plain
from stackls_server.cli.page import NAME, TITLE, Page
from stackls_server.cli.summary import count
from stackls_server.cli.terminal import terminal_of

WIDE = 110
"""From this width on, in cells, type and default of a parameter have columns of their own."""

_DEPRECATION = re.compile(r"(?i)^\W*deprecated\b[^.]*(\.|$)\s*")
"""How descriptions begin that say themselves that their parameter is deprecated."""

_REQUIRED = "yellow"
_SENSITIVE = "magenta"


def print_flavors(
    component_type: str, flavors: Sequence[Mapping[str, Any]], zenml_version: str
) -> None:
    """Print the flavors of a type as `list_flavors` gives them."""
    page = _Page(terminal_of(sys.stdout))
    page.add(
        page.text(
            f"{count(len(flavors), f'{label_of(component_type)} flavor')} in ZenML {zenml_version}",
            TITLE,
        )
    )
    page.add(Text())
    table = page.table("Flavor", "Integration", "Summary")
    for flavor in flavors:
        integration = flavor["integration"]
        origin = integration or ("custom" if flavor["custom"] else "built in")
        table.add_row(
            page.text(flavor["name"], NAME),
            page.text(origin, "" if integration else "green"),
            page.text(plain(flavor["summary"])),
        )
    page.add(table)
    page.print()


def print_flavor(flavor: Mapping[str, Any]) -> None:
    """Print a flavor as `describe_flavor` gives it."""
    page = _Page(terminal_of(sys.stdout))
    label = label_of(flavor["type"])
    page.add(
        Text.assemble(
            page.text(flavor["name"], TITLE),
            page.text(f", {label} flavor in ZenML {flavor['zenml_version']}"),
        )
    )
    for paragraph in _paragraphs(flavor["description"]):
        page.add(Text())
        page.add(page.text(paragraph))
    page.add(Text())
    page.add(page.facts(_facts(flavor)))
    page.add(Text())
    parameters = sorted(flavor["parameters"], key=_rank)
    if parameters:
        page.add(page.parameters(parameters))
    else:
        page.add(page.text("It has no parameters."))
    page.print()


class _Page(Page):
    """A page that shows parameters."""

    def parameters(self, parameters: Sequence[Mapping[str, Any]]) -> Table:
        """A row for each parameter; on a narrow terminal its type stands below its name."""
        width = self.terminal.width
        is_wide = width is None or width >= WIDE
        if is_wide:
            table = self.table("Parameter", "Type", "Default", "Description")
        else:
            table = self.table("Parameter", "Description")
            table.columns[0].max_width = max((width or 0) // 2 - 2, 20)
            table.columns[0].no_wrap = False
        for parameter in parameters:
            if is_wide:
                table.add_row(*self._wide_row(parameter))
            else:
                table.add_row(*self._narrow_row(parameter))
        if width is not None:
            table.padding = (0, 2, 1, 0)
        return table

    def _wide_row(self, parameter: Mapping[str, Any]) -> tuple[Text, ...]:
        dim = "dim" if parameter["deprecated"] else ""
        return (
            self.text(parameter["name"], dim or NAME),
            self.text(_type_words(parameter), dim),
            self._need(parameter),
            self._description(parameter),
        )

    def _narrow_row(self, parameter: Mapping[str, Any]) -> tuple[Text, ...]:
        dim = "dim" if parameter["deprecated"] else ""
        name = self.text(parameter["name"], dim or NAME)
        facts = [self.text(_type_words(parameter), dim), self._need(parameter)]
        joined = Text("\n").join([name, Text(", ").join(fact for fact in facts if fact.plain)])
        return joined, self._description(parameter)

    def _need(self, parameter: Mapping[str, Any]) -> Text:
        if parameter["required"]:
            return self.text("required", _REQUIRED)
        default = parameter["default_text"]
        is_narrow = self.terminal.width is not None and self.terminal.width < WIDE
        shown = f"default {default}" if default and is_narrow else default
        return self.text(shown, "dim" if parameter["deprecated"] else "")

    def _description(self, parameter: Mapping[str, Any]) -> Text:
        dim = "dim" if parameter["deprecated"] else ""
        marks: list[Text] = []
        if parameter["sensitive"]:
            marks.append(self.text("Sensitive.", _SENSITIVE))
        if parameter["deprecated"]:
            replacement = parameter["replacement"]
            use = f"Deprecated: use {replacement}." if replacement else "Deprecated."
            marks.append(self.text(use, _REQUIRED))
        words = " ".join(plain(parameter["description"]).split())
        if parameter["deprecated"]:
            words = _DEPRECATION.sub("", words)
        return Text(" ").join([*marks, self.text(words, dim)] if words else marks)


def _rank(parameter: Mapping[str, Any]) -> int:
    """Required parameters first, deprecated ones last, otherwise as the flavor has them."""
    return 2 if parameter["deprecated"] else 0 if parameter["required"] else 1


def _type_words(parameter: Mapping[str, Any]) -> str:
    return str(parameter["type"])


def _paragraphs(markdown: str) -> list[str]:
    """The description in paragraphs, each on one line unless it is code."""
    paragraphs = plain(markdown).split("\n\n")
    return [
        paragraph if "```" in paragraph or "\n  " in paragraph else " ".join(paragraph.split())
        for paragraph in paragraphs
        if paragraph.strip()
    ]


def _facts(flavor: Mapping[str, Any]) -> list[tuple[str, str]]:
    facts: list[tuple[str, str]] = []
    integration = flavor["integration"]
    if integration is not None:
        facts.append(("Integration", integration["name"]))
        facts.append(("Install", integration["install"]))
    else:
        facts.append(("Integration", "custom" if flavor["custom"] else "built in"))
    where = [name for name in ("local", "remote") if flavor[name]]
    if where:
        facts.append(("Runs", " and ".join(where)))
    if flavor["connector"] is not None:
        facts.append(("Connector", _connector(flavor["connector"])))
    if flavor["docs_url"]:
        facts.append(("Docs", flavor["docs_url"]))
    return facts


def _connector(connector: Mapping[str, Any]) -> str:
    kind, resource = connector["type"], connector["resource_type"]
    if kind and resource:
        return f"{kind}, for {resource}"
    return kind or f"any for {resource}"
