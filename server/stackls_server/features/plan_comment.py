"""The plan of several files as a comment in Markdown, for a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stackls_core.plans.plan_set import PlanSet
from stackls_core.visible import visible
from stackls_server.features import plan_set_text
from stackls_server.features.markdown_cells import code_span, table_text

MARKER = "<!-- stackls plan -->"
"""By this a job finds the comment again that it has written before."""

_MOST = 50_000
"""Characters of details in a comment: GitHub takes 65,536 in all."""
_TICKS = re.compile("`{3,100}")


def plan_comment(plans: PlanSet, where: str = "") -> str:
    """A comment: what it comes to, a row a stack, and what changes in a block for each."""
    lines = [MARKER, f"### {table_text(plan_set_text.title(plans, where))}", ""]
    lines += [table_text(plan_set_text.summary(plans)), ""]
    removed = [visible(str(line)) for line in plan_set_text.removal_lines(plans)]
    if removed:
        lines += _block("In no file any more", "\n".join(removed))
    lines += ["| | Stack | File | |", "|---|---|---|---|"]
    for file in plans.files:
        name = plan_set_text.name_of(file)
        said = plan_set_text.headline(file).rpartition("): ")[2] if name else "no stack name"
        cells = (
            code_span(plan_set_text.mark_of(file).value),
            code_span(name) if name else "",
            code_span(file.file.path),
            table_text(said),
        )
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", *_blocks(plans)]
    return "\n".join(lines).rstrip() + "\n"


def _blocks(plans: PlanSet) -> Iterator[str]:
    room = _MOST
    for index, file in enumerate(plans.files):
        text = "\n".join(visible(str(line)) for line in plan_set_text.details(file))
        if not text:
            continue
        room -= len(text) + 200
        if room < 0:
            left = len(plans.files) - index
            yield f"The details of {left} more are left out: they are too long for a comment."
            return
        yield from _block(plan_set_text.name_of(file) or file.file.path, text)


def _block(name: str, text: str) -> Iterator[str]:
    fence = "`" * max([3, *(len(run) + 1 for run in _TICKS.findall(text))])
    yield f"<details><summary>{table_text(name)}</summary>\n\n{fence}diff"
    yield "\n".join(map(_as_diff, text.rstrip().split("\n")))
    yield f"{fence}\n\n</details>\n"


def _as_diff(line: str) -> str:
    """The line with its mark in front, where a diff is coloured by it."""
    mark = line.lstrip(" ")[:2]
    if mark in ("+ ", "- ", "~ ", "! "):
        indent = len(line) - len(line.lstrip(" "))
        first = "!" if mark == "~ " else mark[0]
        return f"{first}{' ' * indent}{line[indent + 1 :]}"
    return f" {line}"
