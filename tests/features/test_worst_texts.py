"""Texts that are large or odd in one way are answered as fast as others of their length.

Most of these once took from ten seconds to for ever; the timeout ends what hangs.
"""

from __future__ import annotations

import pytest

from stackls_core.analysis.ignores import find_ignores
from stackls_core.plans.placeholders import expand
from stackls_core.text import LineIndex
from stackls_server.features.completion import complete
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot
from tests.support.catalog import tiny_catalog
from tests.support.stack_texts import head

CATALOG = tiny_catalog()
pytestmark = pytest.mark.timeout(20)

HEAD = head("s", "0.98.0")
STORE = f"{HEAD}  artifact_store:\n    name: a\n    flavor: local\n    configuration:\n      path: "
ALERTERS = (
    "  alerter:\n  - name: {}\n    flavor: slack\n  - name: 'a%a%a%a%a%a%a%a%a%a%a%b'\n"
    "    flavor: slack\n"
)


def answer_everything(text: str, offset: int) -> None:
    snapshot = Snapshot(text, CATALOG)
    diagnose(snapshot)
    complete(snapshot, offset)
    hover(snapshot, offset)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HEAD + ALERTERS.format("a" * 60), id="a name that is a pattern"),
        pytest.param(HEAD + ALERTERS.format("a" * 20_000), id="a pattern and a long name"),
        pytest.param(f"{STORE}{'${' * 20_000}\n", id="placeholders that do not end"),
        pytest.param(f"{STORE}'{'{{a.' * 10_000}'\n", id="references that do not end"),
        pytest.param(f"{STORE}x{' ' * 44_000}y: z\n", id="space in broken text"),
        pytest.param(
            "#a\r\n" * 60 + HEAD.replace("\n", "\r\n"), id="comments and carriage returns"
        ),
        pytest.param(f"{HEAD}  alerter:\n    a: {'!<' * 20_000} b\n", id="tags that do not end"),
    ],
)
def test_a_long_value_is_read_at_once(text: str):
    answer_everything(text, len(text) - 1)
    expand(text, {})


@pytest.mark.parametrize("after", [": x", ":x", "x"])
def test_space_before_a_colon_is_read_at_once(after: str):
    text = f"{HEAD}  artifact_store:\n    name{' ' * 97_000}{after}\n    flavor: local\n"
    answer_everything(text, text.index("    name") + 6)


def test_comments_in_a_row_are_read_once(monkeypatch: pytest.MonkeyPatch):
    lines = LineIndex("# stackls: ignore\n" * 500 + "a: b\n")
    read: list[int] = []
    line_text = lines.line_text
    monkeypatch.setattr(lines, "line_text", lambda line: read.append(line) or line_text(line))
    assert {one.line for one in find_ignores(lines)} == {500}
    assert len(read) <= 1000


@pytest.mark.parametrize("line_break", ["\n", "\r"])
def test_empty_lines_below_the_cursor_are_not_looked_at(
    line_break: str, monkeypatch: pytest.MonkeyPatch
):
    text = f"{HEAD}  artifact_store:\n    name: a\n    fl\n"
    counts: list[int] = []
    line_text = LineIndex.line_text
    for empty in (10, 10_000):
        read: list[int] = []
        monkeypatch.setattr(
            LineIndex,
            "line_text",
            lambda lines, line, read=read: read.append(line) or line_text(lines, line),
        )
        complete(Snapshot(text + line_break * empty, CATALOG), text.index("fl\n") + 2)
        counts.append(len(read))
    assert counts[0] == counts[1] > 0
