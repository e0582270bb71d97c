"""Excerpts: carets stand under what they mean, whatever the line is made of."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len

from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import Span
from stackls_server.cli.excerpt import excerpt
from stackls_server.cli.hiding import without_secrets
from stackls_server.cli.report_text import TextReport
from stackls_server.cli.results import CheckedFile, Totals
from stackls_server.cli.terminal import Terminal, terminal_of

PIPE = Terminal()
ASCII = Terminal(unicode=False, encoding="ascii")


def show(line: str, room: int = 60, terminal: Terminal = PIPE) -> list[str]:
    """The excerpt of a line in which ``«»`` mark what to point at, with its carets."""
    start = line.index("«")
    end = line.index("»") - 1
    part = excerpt(line.replace("«", "").replace("»", ""), start, end, room, terminal)
    assert cell_len(part.line) <= room
    return [part.line, " " * part.caret + "^" * part.width]


@pytest.mark.parametrize(
    ("line", "shown", "carets"),
    [
        ("flavor: «s33»", "flavor: s33", "        ^^^"),
        ("größe: «straße»", "größe: straße", "       ^^^^^^"),
        ("名前: «店»", "名前: 店", "      ^^"),
        ("🚀🚀: «🚀x»", "🚀🚀: 🚀x", "      ^^^"),
        ("e\u0301: «e\u0301x»", "e\u0301: e\u0301x", "   ^^"),
        ("\t«\tx»: 1", "        x: 1", "    ^^^^^"),
        ("ab\t«x»", "ab  x", "    ^"),
        ("name:«»", "name:", "     ^"),
        ("«»", "", "^"),
        ("a \x1b[31m«red»\x07", "a ␛[31mred␇", "       ^^^"),
        ("\u202e«abc»\u2028", "�abc�", " ^^^"),
    ],
)
def test_carets_stand_under_what_they_mean(line: str, shown: str, carets: str):
    assert show(line) == [shown, carets]


def test_an_encoding_without_the_characters_keeps_the_place():
    assert show("größe: «straße» \x07", terminal=ASCII) == ["gr??e: stra?e ?", "       ^^^^^^"]


def test_a_long_line_is_cut_around_the_place():
    line = "a" * 500 + " «here» " + "b" * 500
    assert show(line, 30) == [
        "…aaaaaaaaaaaaaaa here bbbbbbb…",
        "                 ^^^^",
    ]


def test_a_long_line_is_cut_on_one_side_only_where_that_is_enough():
    assert show("«key»: " + "v" * 100, 20)[0] == "key: vvvvvvvvvvvvv…"
    assert show("v" * 100 + ": «value»", 20)[0] == "…vvvvvvvvvvv: value"


def test_a_long_place_is_cut_itself():
    line, carets = show("key: «" + "x" * 500 + "»", 40)
    assert line.endswith("x…")
    assert len(carets) < 40
    assert carets.strip() == "^" * carets.count("^")


@pytest.mark.parametrize("room", [20, 21, 22, 33])
def test_wide_characters_are_never_cut_in_half(room: int):
    line, carets = show("漢" * 300 + "«字字»" + "漢" * 300, room)
    assert line[len("…") :].startswith("漢")
    before = line.partition("字")[0]
    assert cell_len(before) == carets.index("^")


def test_a_line_of_a_million_characters_costs_little():
    part = excerpt("x" * 1_000_000, 500_000, 500_004, 80, PIPE)
    assert cell_len(part.line) <= 80


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("key: «[abc]»", "key: «********»"),
        ("«key»: [abc]", "«key»: ********"),
        ("key: [abc], «other»: [x]", "key: ********, «other»: ********"),
        ("key: [a«b»c]", "key: «********»"),
        ("«key: [a»bc]", "«key: ********»"),
        ("key: [ab«c], other»", "key: «********, other»"),
        ("«key»: abc", "«key»: abc"),
    ],
)
def test_carets_follow_what_a_mask_moves(line: str, shown: str):
    """``[]`` are around what is hidden."""
    text, length = line.translate(str.maketrans("", "", "«»[]")), 0
    offsets: dict[str, list[int]] = {mark: [] for mark in "«»[]"}
    for character in line:
        if character in offsets:
            offsets[character].append(length)
        else:
            length += 1
    hidden = [Span(*pair) for pair in zip(offsets["["], offsets["]"], strict=True)]
    marked = Span(offsets["«"][0], offsets["»"][0])
    masked, place = without_secrets(text, marked, hidden)
    assert (
        f"{masked[: place.start]}«{masked[place.start : place.end]}»{masked[place.end :]}" == shown
    )


# --- whole reports ------------------------------------------------------------------------------


def report(text: str, finding: Finding, terminal: Terminal) -> list[str]:
    stream = io.StringIO()
    file = CheckedFile("folder/a.yaml", text, [finding])
    totals = Totals()
    totals.add(file)
    writer = TextReport(stream, terminal)
    writer.add(file)
    writer.finish(totals)
    return stream.getvalue().splitlines()


MESSAGE = "This message has more words than fit into a line of forty-four columns."
FINDING = Finding(
    "some-code",
    Severity.WARNING,
    MESSAGE,
    Span(0, 3),
    fixes=(Fix("Ask somebody who knows about it first, then decide", ()),),
)


def test_a_narrow_terminal_wraps_words():
    assert report("key: value", FINDING, Terminal(width=44)) == [
        "folder/a.yaml:1:1: warning[some-code]",
        "  This message has more words than fit into",
        "  a line of forty-four columns.",
        " 1 │ key: value",
        "   │ ^^^",
        "   help: Ask somebody who knows about it",
        "         first, then decide",
        "",
        "Found 1 warning in 1 of 1 file.",
    ]


def test_a_pipe_gets_whole_lines():
    lines = report("key: value", FINDING, PIPE)
    assert lines[0] == f"folder/a.yaml:1:1: warning[some-code] {MESSAGE}"


def test_without_unicode_there_is_ascii_only():
    lines = report("größe: value" * 40, FINDING, ASCII)
    assert all(line.isascii() for line in lines)
    assert lines[1].startswith(" 1 | gr??e: value")
    assert lines[1].endswith("...")


def test_several_lines_are_shown_by_their_first():
    finding = Finding("c", Severity.ERROR, "m", Span(2, 9))
    assert report("a bcd  \nefg", finding, PIPE)[1:3] == [" 1 │ a bcd", "   │   ^^^"]


def test_an_empty_place_has_no_excerpt():
    finding = Finding("c", Severity.ERROR, "m", Span(0, 0))
    assert report("", finding, PIPE) == [
        "folder/a.yaml:1:1: error[c] m",
        "",
        "Found 1 error in 1 of 1 file.",
    ]


def test_colors_are_for_terminals():
    assert any("\x1b[" in line for line in report("key: v", FINDING, Terminal(color=True)))
    assert not any("\x1b[" in line for line in report("key: v", FINDING, PIPE))


@pytest.mark.parametrize(
    ("variables", "is_terminal", "color"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_when_there_are_colors(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], is_terminal: bool, color: bool
):
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: is_terminal)
    terminal = terminal_of(stream)
    assert terminal.color is color
    assert (terminal.width is None) is not is_terminal
