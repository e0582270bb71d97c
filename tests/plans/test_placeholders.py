"""Replacing ``${VARIABLE}`` in a stack file, and reading files of variables."""

from __future__ import annotations

from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stackls_core.plans.env_file import EnvFileError, parse_env
from stackls_core.plans.placeholders import expand
from stackls_core.text import Span


def expanded(text: str, **variables: str) -> str:
    return expand(text, variables).text


@pytest.mark.parametrize(
    ("text", "variables", "expected"),
    [
        ("a: ${X}", {"X": "b"}, "a: b"),
        ("a: s3://${X}/${Y}", {"X": "b", "Y": "c"}, "a: s3://b/c"),
        ("a: ${X}", {"X": "3"}, "a: 3"),
        ("a: ${X}", {"X": "yes"}, "a: yes"),
        ("a: ${X}", {"X": "x: y # z"}, "a: 'x: y # z'"),
        ("a: ${X}", {"X": "{{db.password}}"}, "a: '{{db.password}}'"),
        ("a: ${X}", {"X": "two\nlines"}, 'a: "two\\nlines"'),
        ("a: ${X}", {"X": "="}, "a: '='"),
        ("a: ${X}", {"X": "2024-13-45"}, "a: '2024-13-45'"),
        ("${X}: {b: 1}", {"X": "<<"}, "'<<': {b: 1}"),
        ("a: '${X}'", {"X": "it's"}, "a: 'it''s'"),
        ('a: "${X}"', {"X": 'say "hi" \\ \n'}, 'a: "say \\"hi\\" \\\\ \\n"'),
        ("a: ${X:-b}", {}, "a: b"),
        ("a: ${X:-b}", {"X": ""}, "a: b"),
        ("a: ${X-b}", {"X": ""}, "a: "),
        ("${X}: 1", {"X": "key"}, "key: 1"),
        ("[${X}, '${X}']", {"X": "v"}, "[v, 'v']"),
        ("a: 1 # not ${X}\nb: '# ${X}'", {"X": "v"}, "a: 1 # not ${X}\nb: '# v'"),
        ("a: $X $$ ${ } {X}", {"X": "v"}, "a: $X $$ ${ } {X}"),
        ("a: |\n  one ${X}\n  two", {"X": "v"}, "a: |\n  one v\n  two"),
    ],
)
def test_expand(text: str, variables: dict[str, str], expected: str):
    assert expand(text, variables).text == expected


def test_what_has_no_value_is_named_with_its_place():
    expansion = expand("a: ${X}\nb:\n  - 's3://${Y}/${X}'\nc: ${X Y}\n", {"X": "v"})
    assert expansion.text == "a: v\nb:\n  - 's3://${Y}/v'\nc: ${X Y}\n"
    found = [(u.name, u.line, u.column, u.reason) for u in expansion.unresolved]
    assert found == [
        ("Y", 3, 11, "it is not set"),
        ("X Y", 4, 4, "only ${NAME} and ${NAME:-text} are replaced"),
    ]
    assert expansion.used == {"X"}


def test_without_variables_nothing_is_replaced():
    expansion = expand("a: ${X:-b}", None)
    assert expansion.text == "a: ${X:-b}"
    assert [u.name for u in expansion.unresolved] == ["X"]


def test_places_lead_back_to_the_original():
    text = "aa: ${LONG_NAME}\nbb: here ${Y} x\ncc: 1\n"
    expansion = expand(text, {"LONG_NAME": "v", "Y": "a much longer value"})
    at = expansion.text.index("cc")
    assert expansion.to_original(at) == text.index("cc")
    assert expansion.to_original(expansion.text.index("aa")) == 0
    found = expansion.span_in_original(Span(4, 5))
    assert text[found.start : found.end] == "${LONG_NAME}"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.sampled_from("'\""))
def test_a_quoted_value_is_read_as_it_was_given(value: str, quote: str):
    if not value.isprintable():
        return
    assert yaml.safe_load(expanded(f"a: {quote}${{X}}{quote}", X=value)) == {"a": value}


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=12))
def test_a_plain_value_never_becomes_more_than_one_scalar(value: str):
    if "${" in value:
        return
    loaded = yaml.safe_load(expanded("a: ${X}\nb: 1", X=value))
    assert loaded.keys() == {"a", "b"}
    assert not isinstance(loaded["a"], (dict, list))


# -- files of variables --------------------------------------------------------------------------


def test_parse_env():
    text = """\
# a comment
PLAIN=value
export EXPORTED = with spaces   # and a comment
EMPTY=
HASH=a#b
SINGLE='as $it is \\n # no comment'  # comment
DOUBLE="tab\\tquote\\" back\\\\ \\d"
LINES="one
two"
URL=postgres://a:b@c/d?e=f
PLAIN=last
"""
    assert parse_env(text) == {
        "PLAIN": "last",
        "EXPORTED": "with spaces",
        "EMPTY": "",
        "HASH": "a#b",
        "SINGLE": "as $it is \\n # no comment",
        "DOUBLE": 'tab\tquote" back\\ \\d',
        "LINES": "one\ntwo",
        "URL": "postgres://a:b@c/d?e=f",
    }
    assert parse_env("\ufeffA=1\r\nB=2\r\n") == {"A": "1", "B": "2"}
    assert parse_env("") == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A=1\nhunter2 is it\n", 2),
        ("A='open\nB=2\n", 1),
        ('\n\nA="open', 3),
        ("\r\n\r\nbad", 3),
        ("A=1\nB\n", 2),
    ],
)
def test_a_line_that_cannot_be_read_is_named_without_what_it_says(text: str, line: int):
    with pytest.raises(EnvFileError, match=f"Line {line} ") as caught:
        parse_env(text)
    assert caught.value.line == line
    assert "hunter2" not in str(caught.value)


@given(st.text())
def test_no_file_of_variables_breaks_the_reader(text: str):
    with suppress(EnvFileError):
        parse_env(text)
