"""The report of ``stackls upgrade``: for people, as JSON and as Markdown."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from stackls_core.catalog.catalog import Catalog
from stackls_core.findings import Finding
from stackls_server.cli.results import CheckedFile
from stackls_server.cli.summary import count
from stackls_server.cli.terminal import display_path, terminal_of
from stackls_server.features.markdown_cells import code_span, table_text
from stackls_server.features.upgrades import Sum, Upgrade, sum_of

_SHOWN = 5
"""How many of the names that are new people are shown of each thing."""


@dataclass(frozen=True)
class Upgraded:
    """A file, the version that it is for and the catalog of that, and what becomes of it."""

    file: CheckedFile
    zenml_version: str
    before: Catalog
    upgrade: Upgrade


Report = Callable[[str, Catalog, Sequence[Upgraded]], Iterator[str]]
"""Lines about an upgrade to a version, of which there is a catalog."""

_PARTS: tuple[tuple[str, Callable[[Upgrade], Sequence[Finding]]], ...] = (
    ("breaks", lambda one: one.breaks),
    ("warnings", lambda one: one.warned),
    ("deprecated", lambda one: one.deprecated),
    ("resolved", lambda one: one.resolved),
)
"""What findings of an upgrade are called, in the order that people want to hear of them."""


def _sum(after: Catalog, found: Sequence[Upgraded]) -> Sum:
    before = {one.before.zenml_version: one.before for one in found}
    return sum_of([one.upgrade for one in found], before.values(), after)


# -- as JSON -------------------------------------------------------------------------------------


def as_json(version: str, after: Catalog, found: Sequence[Upgraded]) -> Iterator[str]:
    """One object: ``zenml_version``, the ``files`` and the ``sum``; positions are 1-based."""
    files = [
        {
            "path": one.file.path,
            "zenml_version": one.zenml_version,
            **{
                name: [_row(one.file, finding) for finding in part(one.upgrade)]
                for name, part in _PARTS
            },
            "possible": _names(one.upgrade.possible),
        }
        for one in found
    ]
    total = {**asdict(_sum(after, found)), "parameters": _names(_sum(after, found).parameters)}
    data = {"zenml_version": version, "files": files, "sum": total}
    yield json.dumps(data, indent=2, ensure_ascii=False)


def _names(possible: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    return [{"of": name, "parameters": list(more)} for name, more in possible.items()]


def _row(file: CheckedFile, finding: Finding) -> dict[str, Any]:
    region = file.region(finding.span)
    return {
        "line": region.line,
        "column": region.column,
        "code": finding.code,
        "message": finding.message,
        "fixable": bool(finding.fixes),
    }


# -- for people ----------------------------------------------------------------------------------


def as_text(version: str, after: Catalog, found: Sequence[Upgraded]) -> Iterator[str]:
    """A block for each file of which there is something to say, then the sum."""
    terminal = terminal_of(sys.stdout)
    for one in found:
        if one.upgrade.is_nothing:
            continue
        yield terminal.shown(f"{display_path(one.file.path)}, for ZenML {one.zenml_version}")
        for name, part in _PARTS:
            for line in _alike(one.file, part(one.upgrade)):
                yield terminal.shown(f"  {name:<11}{line}")
        for owner, more in one.upgrade.possible.items():
            yield terminal.shown(f"  {'possible':<11}{owner}: {_shortened(more)}")
        yield ""
    if found:
        yield from (terminal.shown(line) for line in _sum_lines(version, _sum(after, found)))


def _alike(file: CheckedFile, findings: Sequence[Finding]) -> Iterator[str]:
    """A line for each message, at the first place where it is said."""
    places: dict[str, list[Finding]] = {}
    for finding in findings:
        places.setdefault(f"{finding.message} [{finding.code}]", []).append(finding)
    for message, found in places.items():
        region = file.region(found[0].span)
        place = f"{region.line}:{region.column}"
        more = f" (and in {count(len(found) - 1, 'more place')})" if len(found) > 1 else ""
        yield f"{place:<7}{message}{more}"


def _shortened(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown


def _sum_lines(version: str, total: Sum) -> Iterator[str]:
    files = count(total.documents, "file")
    if total.breaking:
        breaks = count(total.breaks, "error")
        yield f"{total.breaking} of {files} would break with ZenML {version}: {breaks}."
    else:
        yield f"Nothing would break with ZenML {version} in {files}."
    more = [
        f"{count(total.warned, 'new warning')}" if total.warned else "",
        f"{total.deprecated} deprecated" if total.deprecated else "",
        f"{total.resolved} no longer wrong" if total.resolved else "",
        f"{total.fixable} with a fix" if total.fixable else "",
    ]
    if any(more):
        yield f"In sum: {', '.join(filter(None, more))}."
    if total.fixable:
        yield f"Migrate with stackls check --zenml-version {version} --fix --unsafe-fixes."
    if total.types:
        yield f"New types: {', '.join(total.types)}."
    if total.flavors:
        yield f"New flavors: {_shortened(total.flavors)}."
    parameters = sum(len(one) for one in total.parameters.values())
    if parameters:
        yield f"New for what these files use: {count(parameters, 'parameter')}."


# -- as Markdown ---------------------------------------------------------------------------------


def as_markdown(version: str, after: Catalog, found: Sequence[Upgraded]) -> Iterator[str]:
    """The sum, a table of what has to be looked at, and lists of what is new."""
    total = _sum(after, found)
    yield f"# Upgrade to ZenML {table_text(version)}"
    yield ""
    yield from (table_text(line) + "  " for line in _sum_lines(version, total))
    rows = [
        _markdown_row(one, name, finding)
        for one in found
        for name, part in _PARTS
        for finding in part(one.upgrade)
    ]
    if rows:
        yield from ("", "| Place | | Rule | Message |", "|---|---|---|---|", *rows)
    if total.parameters:
        yield from ("", "## New parameters", "")
        for name, more in total.parameters.items():
            yield f"- {table_text(name)}: {', '.join(map(code_span, more))}"
    if total.flavors:
        yield from ("", "## New flavors", "")
        yield ", ".join(map(code_span, total.flavors))


def _markdown_row(one: Upgraded, name: str, finding: Finding) -> str:
    region = one.file.region(finding.span)
    place = code_span(f"{display_path(one.file.path)}:{region.line}:{region.column}")
    cells = (place, name, code_span(finding.code), table_text(finding.message))
    return f"| {' | '.join(cells)} |"


REPORTS: Mapping[str, Report] = {"table": as_text, "json": as_json, "markdown": as_markdown}
