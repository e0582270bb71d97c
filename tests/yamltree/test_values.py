"""Values: what ZenML reads, which is what PyYAML's ``safe_load`` makes of the text."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stackls_core.analysis.rules import ambiguous_merge
from stackls_core.documents.rule import Part
from stackls_core.documents.stack_file.view import parse_stack_file
from stackls_core.yamltree.parse import parse
from stackls_core.yamltree.values import (
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
    if found is not REFUSED and not depends_on_pyyaml(text):
        assert _unordered(found) == _unordered(expected), text


def depends_on_pyyaml(text: str) -> bool:
    """Whether versions of PyYAML that ZenML takes differ about ``text``."""
    file = parse_stack_file(text)
    return any(ambiguous_merge.check(Part(file, file.document.root)))


def _unordered(value: Any) -> str:
    """``value`` as text that tells 1 from True and 1.0; the order of merged keys is no matter."""
    if isinstance(value, dict):
        return f"{{{', '.join(sorted(f'{key!r}: {_unordered(value[key])}' for key in value))}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_unordered, value))}]"
    return repr(value)


def _is_recursive(value: Any) -> bool:
    """Whether an alias is inside what it names, which stackls always reports."""
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
    "a: &x {b: 1}\ne: &y {b: 2, f: 3}\nd:\n  <<: *x\n  <<: *y\n  b: 4\n",
    "a: &x {bb: 1}\ne: &y {bb: 2, f: 3}\nd:\n  <<: *x\n  <<: *y\n",
    "a: &x {bb: 1}\ne: &y {bb: 1, f: 3}\nd: {<<: [*x, *y]}\n",
    "a: &x {bb: 1}\ne: &y {<<: *x, f: 3}\nd: {<<: [*x, *y]}\n",
    "a: &x {bb: 1}\ne: &y {<<: *x, bb: 2}\nd: {<<: [*y, *x]}\n",
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
    assert not depends_on_pyyaml(text)
    assert_agreement(text)


AMBIGUOUS_MERGES = [
    # the text, what YAML's own rule says of d, what other versions of PyYAML make of it
    ("a: &x {bb: 1}\ne: &y {bb: 2}\nd: {<<: [*x, *y]}\n", {"bb": 1}, {"bb": 2}),
    ("a: &x {bb: 1}\ne: &y {bb: true}\nd: {<<: [*x, *y]}\n", {"bb": 1}, {"bb": True}),
    ("a: &x {bb: [1]}\ne: &y {bb: [2]}\nd: {<<: [*x, *y]}\n", {"bb": [1]}, {"bb": [2]}),
    ("a: &x {b: 1}\ne: &y {b: 2}\nd:\n  <<: *x\n  <<: *y\n", {"b": 2}, {"b": 1}),
    ("a: &x {中: 1}\ne: &y {中: 2}\nd: {<<: [*x, *y]}\n", {"中": 1}, {"中": 2}),
    ("a: &x {bb: 1}\ne: &y {<<: *x, bb: 2}\nd: {<<: [*x, *y]}\n", {"bb": 1}, {"bb": 2}),
    ("d: {<<: [{bb: 1, cc: 3}, {bb: 2}], cc: 4}\n", {"bb": 1, "cc": 4}, {"bb": 2, "cc": 4}),
]


@pytest.mark.parametrize(("text", "by_the_specification", "otherwise"), AMBIGUOUS_MERGES)
def test_merges_that_versions_of_pyyaml_differ_about_mean_what_yaml_says(
    text: str, by_the_specification: Any, otherwise: Any
):
    assert depends_on_pyyaml(text)
    assert _unordered(ours(text)["d"]) == _unordered(by_the_specification)
    expected = {_unordered(by_the_specification), _unordered(otherwise)}
    assert _unordered(theirs(text)["d"]) in expected


def _merging_documents() -> st.SearchStrategy[str]:
    """Three mappings that may merge those before them, once or several times."""
    entries = st.lists(
        st.sampled_from(["aa: 1", "aa: 2", "bb: 1", "bb: [2]", "b: 1", "b: 2"]), max_size=2
    )
    merges = st.sampled_from(["", "<<: *x", "<<: [*x, *y]", "<<: [*y, *x]", "<<: *x, <<: *y"])

    def write(first: list[str], second: list[str], third: list[str], *merged: str) -> str:
        inner = merged[0].replace("*y", "*x")
        y, z = [inner, *second], [merged[1], *third]
        flows = ["{" + ", ".join(filter(None, parts)) + "}" for parts in (first, y, z)]
        return "x: &x {}\ny: &y {}\nz: {}\n".format(*flows)

    return st.builds(write, entries, entries, entries, merges, merges)


@given(_merging_documents())
def test_merges_mean_what_pyyaml_says_unless_its_versions_differ(text: str):
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
        ("x", "the string 'x'"),
        ("", "an empty string"),
        ({}, "a map"),
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
