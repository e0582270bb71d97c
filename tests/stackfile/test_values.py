"""Values: what ZenML reads, which is what PyYAML's ``safe_load`` makes of the text."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
import yaml
from hypothesis import given

from stackls_core.stackfile.parse import parse
from stackls_core.stackfile.values import (
    TooLarge,
    UnreadableValue,
    describe_value,
    has_placeholder,
    parse_secret_reference,
    placeholders,
    to_value,
    try_value,
)
from tests.support.yaml_texts import documents, texts

REFUSED: Any = object()


def ours(text: str) -> Any:
    """What stackls reads, or `REFUSED`."""
    document = parse(text)
    if document.errors:
        return REFUSED
    if document.root is None:
        return None
    try:
        return to_value(document.root)
    except (UnreadableValue, TooLarge):
        return REFUSED


def theirs(text: str) -> Any:
    """What ZenML reads, or `REFUSED`. ``safe_load`` raises all kinds of things."""
    try:
        return yaml.safe_load(text)
    except Exception:  # noqa: BLE001
        return REFUSED


def assert_agreement(text: str) -> None:
    __tracebackhide__ = True
    expected = theirs(text)
    if _is_recursive(expected):
        return
    found = ours(text)
    assert (found is REFUSED) == (expected is REFUSED), text
    if found is not REFUSED:
        # repr tells 1 from True and 1.0
        assert repr(found) == repr(expected), text


def _is_recursive(value: Any) -> bool:
    """Whether an alias stands inside of what it names, which stackls always reports."""
    return "{...}" in repr(value) or "[...]" in repr(value)


@given(texts())
def test_pieces_of_yaml_mean_what_pyyaml_says(text: str):
    assert_agreement(text)


@given(documents())
def test_documents_mean_what_pyyaml_says(text: str):
    assert_agreement(text)


SCALARS = [
    *("x", "yes", "No", "ON", "off", "y", "n", "true", "~", "null", "Null", "", "' '"),
    *("1", "-1", "+1", "0123", "0o17", "08", "0x1F", "0b101", "0b2", "1_000", "_1", "12:30"),
    *("1:60", "190:20:30", "1.", ".5", "1e3", "1.0e3", "1.0e+3", "-.inf", ".NaN", "1_0.0", "."),
    *("2024-01-01", "2024-1-1", "2024-01-01 10:00:00", "2024-01-01T10:00:00Z", "0.98.0"),
    *("{{a.b}}", "'{{a.b}}'", "${X}", "a:b", "a#b", "=", "<<", "0x", "0b_", "-_", "1:99", "1_:5"),
    *("2024-13-45", "2024-02-30", "2024-01-01 25:00:00", "!!int x", "!!int", "!!float x"),
    *("!!bool x", "!!bool 'yes'", "!!binary QQ==", "!!binary Q", "!!timestamp x", "!!null x"),
    *("!!str 5", "! 5", "! '5'", "!", "!x y", "!!python/name:x y", "!!map x", "!!seq x"),
    *("!!set {a, b}", "!!set [a]", "!!omap [a: b]", "!!omap {a: b}", "!!omap [{a: b, c: d}]"),
    *("!!pairs [a: b, a: c]", "!!pairs [x]", "!!map {a: b}", "!!map [a]", "!!str {a: b}"),
    *("[a, [b], {c: d}]", "{1: a, '1': b}", "{yes: a, true: b}", "{a: 1, a: 2}", "{[a]: b}"),
    *("{{a: b}: c}", "{? a : b}", "9" * 5000, "'\u2028'", '"\\ud800"', '"\\x41\\u00e9"'),
]


@pytest.mark.parametrize("scalar", SCALARS)
def test_a_value_means_what_pyyaml_says(scalar: str):
    assert_agreement(f"key: {scalar}\n")
    assert_agreement(f"- {scalar}\n")


MERGES = [
    "a: &x {b: 1, c: 2}\nd: {<<: *x, b: 3}\n",
    "a: &x {b: 1}\ne: &y {b: 2, f: 3}\nd: {<<: [*x, *y]}\n",
    "a: &x {b: 1}\ne: &y {b: 2, f: 3}\nd:\n  <<: *x\n  <<: *y\n",
    "a: &x {b: 1}\ne: &y {<<: *x, f: 3}\nd: {g: 0, <<: *y, b: 9}\n",
    "<<: {a: 1}\na: 2\n",
    "<<: a\n",
    "<<: [a]\n",
    "<<: [{a: 1}, b]\n",
    "<<: [[{a: 1}]]\n",
    "<<:\n",
    "'<<': {a: 1}\n",
    "? <<\n: {a: 1}\n",
    "a: <<\n",
    "[<<]\n",
    "=: 1\n",
    "{=: 1, a: =}\n",
    "a: &x 1\n<<: *x\n",
    "a: &x [1]\nb: {*x : 2}\n",
    "a: &x y\nb: {*x : 2}\n",
    "!!str <<: {a: 1}\n",
]


@pytest.mark.parametrize("text", MERGES)
def test_merge_keys_mean_what_pyyaml_says(text: str):
    assert_agreement(text)


def test_an_alias_of_nothing_has_no_value():
    document = parse("a: *x\n")
    assert document.root is not None
    with pytest.raises(UnreadableValue, match="no anchor"):
        to_value(document.root)


def test_many_merges_of_merges_take_no_time():
    levels = [f"l{n}: &l{n}\n  <<: [*l{n - 1}, *l{n - 1}]\n  k{n}: {n}\n" for n in range(1, 60)]
    document = parse("l0: &l0 {k0: 0}\n" + "".join(levels))
    value = to_value(document.root) if document.root else None
    assert len(value["l59"]) == 60


def test_aliases_of_aliases_are_given_up_on():
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12)]
    document = parse("l0: &l0 [x]\n" + "".join(levels))
    assert try_value(document.root) == (False, None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{{a.b}}", ("a", "b")),
        ("{{ a.b }}", ("a", "b")),
        ("{{a.b.c}}", ("a", "b.c")),
        ("{{my-secret.key_1}}", ("my-secret", "key_1")),
        ("{{a}}", None),
        ("{a.b}", None),
        ("x{{a.b}}", None),
        ("{{a.b}}x", None),
        ("{{.b}}", None),
        ("", None),
        (5, None),
        (None, None),
    ],
)
def test_secret_references(value: object, expected: tuple[str, str] | None):
    found = parse_secret_reference(value)
    assert (found and (found.name, found.key)) == expected


@pytest.mark.parametrize("text", ["${A}", "s3://${A}/b", "${A:-x}", "a${}b"])
def test_placeholders(text: str):
    assert has_placeholder(text)
    (span,) = placeholders(text)
    assert text[slice(*span)].startswith("${")


@pytest.mark.parametrize("text", ["$A", "{A}", "${A", "$ {A}", "${A B}"])
def test_no_placeholders(text: str):
    assert not has_placeholder(text)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        (True, "the boolean true"),
        (5, "the integer 5"),
        (10**200, "the integer of many digits"),
        (1.5, "the number 1.5"),
        (math.inf, "the number inf"),
        ("x", "the text 'x'"),
        ("", "an empty text"),
        ({}, "a mapping"),
        ([], "a list"),
        (b"x", "binary data"),
        (dt.date(2024, 1, 2), "the date 2024-01-02"),
        (dt.datetime(2024, 1, 2, 3, 4), "the date 2024-01-02 03:04:00"),
    ],
)
def test_values_in_words(value: object, words: str):
    assert describe_value(value) == words


def test_long_values_are_cut():
    assert len(describe_value("x" * 10_000)) < 100
