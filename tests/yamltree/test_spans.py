"""Where nodes stand: the exact span of everything that can be written."""

from __future__ import annotations

import pytest

from stackls_core.yamltree.nodes import Alias, Mapping, Node, Scalar, Sequence, walk
from stackls_core.yamltree.parse import Document, parse
from tests.support.markers import parse_fixture


def written(text: str) -> list[str]:
    """What stands at the span of each node, in order; the document is free of errors."""
    document = parse(text)
    assert not document.errors
    return [_slice(document, node) for node in walk(document.root)]


def _slice(document: Document, node: Node) -> str:
    assert 0 <= node.start <= node.end <= len(document.text)
    return document.text[node.start : node.end]


def values(text: str) -> list[str]:
    """What stands at the span of each value of the top-level mapping."""
    document = parse(text)
    assert isinstance(document.root, Mapping)
    return [_slice(document, entry.value) for entry in document.root.entries]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b", ["a: b", "a", "b"]),
        ("a: b  # c\n\n", ["a: b", "a", "b"]),
        ("'a': \"b\"", ["'a': \"b\"", "'a'", '"b"']),
        ("a: 'it''s'", ["a: 'it''s'", "a", "'it''s'"]),
        ("- a\n- b\n", ["- a\n- b", "a", "b"]),
        ("- - a\n  - b\n", ["- - a\n  - b", "- a\n  - b", "a", "b"]),
        ("- a: b\n  c: d\n", ["- a: b\n  c: d", "a: b\n  c: d", "a", "b", "c", "d"]),
        ("{a: b, c}", ["{a: b, c}", "a", "b", "c", ""]),
        ("[a, {b: c}]", ["[a, {b: c}]", "a", "{b: c}", "b", "c"]),
        ("[a: b]", ["[a: b]", "a: b", "a", "b"]),
        ("? a\n: b\n", ["a\n: b", "a", "b"]),
        ("a:\nb:", ["a:\nb:", "a", "", "b", ""]),
        ("-\n-\n", ["-\n-", "", ""]),
    ],
)
def test_collections_and_scalars(text: str, expected: list[str]):
    assert written(text) == expected


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_line_breaks_and_byte_order_marks_do_not_shift_anything(line_break: str, start: str):
    text = start + line_break.join(["a: b", "c:", "  - d", "  - e: 'f'", "g: {h: i}", ""])
    assert [one for one in written(text) if line_break not in one] == [
        *("a", "b", "c", "d", "e: 'f'", "e", "'f'", "g", "{h: i}", "h", "i")
    ]


@pytest.mark.parametrize("word", ["é", "中文", "😀", "𐐀y", "a\u0301", "\u200b"])
def test_characters_of_many_bytes_count_once(word: str):
    text = f"{word}: {word}\nb: [{word}, c]\n"
    assert [one for one in written(text) if "\n" not in one] == [
        word,
        word,
        "b",
        f"[{word}, c]",
        word,
        "c",
    ]


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85"])
def test_characters_that_only_yaml_takes_for_line_breaks_shift_nothing(character: str):
    text = f"a: 'x{character}y'\n# {character}\nc: d{character}e: f\n"
    assert values(text) == [f"'x{character}y'", "d", "f"]


def test_a_block_scalar_ends_with_its_last_line():
    assert values("a: |\n  x\n   y\n\n\nb: >-\n  z\n   \n# c\nd: |+\n  e\n\n\n") == [
        "|\n  x\n   y",
        ">-\n  z",
        "|+\n  e",
    ]


def test_an_empty_block_scalar():
    assert values("a: |\nb: >-  # c\n\nc: |2\n") == ["|", ">-  # c", "|2"]


def test_scalars_on_several_lines():
    assert values("a: x\n  y\n\n  z\nb: 'x\n  y'\nc: \"x\\\n  y\"  # d\n") == [
        "x\n  y\n\n  z",
        "'x\n  y'",
        '"x\\\n  y"',
    ]


def test_values_that_nobody_wrote_are_empty_and_stand_behind_their_colon():
    document = parse("a:\n\n# c\nb:   # d\nc: {e: , f}\ng:\n  -\n  - \n")
    absent = [node for node in walk(document.root) if isinstance(node, Scalar) and node.is_absent]
    text = document.text
    assert [text[: node.start].rsplit("\n")[-1] for node in absent] == [
        "a:",
        "b:",
        "c: {e: ",
        "c: {e: , f",
        "  -",
        "  -",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 5", "5"),
        ("a: !!str 5", "5"),
        ("a: &x !!str '5'", "'5'"),
        ("a: !!str &x '5'", "'5'"),
        ("a: !<tag:yaml.org,2002:str> 5", "5"),
        ("a: ! 5", "5"),
        ("a: &x # c\n  5", "5"),
        ("a: &x\n\n  5", "5"),
        ("a: &x |\n  5", "|\n  5"),
        ("a: &x {b: c}", "{b: c}"),
        ("a: !!seq [b]", "[b]"),
        ("a: &x\n  b: c", "b: c"),
        ("a: !!map\n  b: c", "b: c"),
        ("a: &x\n  - b", "- b"),
        ("a: &x\n- b", "- b"),
        ("a: &x", ""),
        ("a: &x  \n", ""),
        ("a: !!str  # c\n", ""),
    ],
)
def test_anchors_and_tags_stand_before_their_node(text: str, expected: str):
    assert values(text) == [expected]


def test_an_anchor_of_a_key_is_not_part_of_it():
    assert written("&a b: c\n")[1:] == ["b", "c"]
    assert written("- &a {b: c}\n- &d\n  e: f\n") == [
        "- &a {b: c}\n- &d\n  e: f",
        "{b: c}",
        "b",
        "c",
        "e: f",
        "e",
        "f",
    ]


def test_a_value_with_an_anchor_and_nothing_else_is_absent():
    document = parse("a: &x\nb: *x\n")
    assert isinstance(document.root, Mapping)
    first, second = document.root.entries
    assert isinstance(first.value, Scalar)
    assert first.value.is_absent
    assert document.text[: first.value.start] == "a: &x"
    assert isinstance(second.value, Alias)
    assert second.value.target is first.value


def test_an_alias_keeps_its_own_place():
    document = parse("a: &x {b: c}\nd: *x\ne:\n  <<: *x\n  f: g\n")
    aliases = [node for node in walk(document.root) if isinstance(node, Alias)]
    assert [_slice(document, alias) for alias in aliases] == ["*x", "*x"]
    assert all(isinstance(alias.target, Mapping) for alias in aliases)
    assert [alias.start for alias in aliases] == [16, 28]


def test_flow_and_block_are_told_apart():
    document = parse("a: {b: [c]}\nd:\n  - e\n")
    collections = [n for n in walk(document.root) if isinstance(n, (Mapping, Sequence))]
    assert [node.flow for node in collections] == [False, True, True, False]


@pytest.mark.parametrize(
    ("scalar", "style"),
    [("x", ""), ("'x'", "'"), ('"x"', '"'), ("|\n  x", "|"), (">\n  x", ">"), ("&a x", "")],
)
def test_the_style_of_a_scalar(scalar: str, style: str):
    document = parse(f"a: {scalar}\n")
    assert isinstance(document.root, Mapping)
    value = document.root.entries[0].value
    assert isinstance(value, Scalar)
    assert (value.style, value.is_plain) == (style, not style)


def test_spans_nest():
    text = parse_fixture("""
        stack_name: x
        components:
          orchestrator:
            - name: a   # one
              configuration: {b: [c, {d: e}]}

            - name: &n b
              configuration:
                f: |
                  g

          artifact_store: {name: *n}
        """).text
    open_until = [len(text)]
    for node in walk(parse(text).root):
        while node.start >= open_until[-1] and len(open_until) > 1:
            open_until.pop()
        assert node.end <= open_until[-1]
        if isinstance(node, (Mapping, Sequence)):
            open_until.append(node.end)
