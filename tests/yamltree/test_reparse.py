"""Reparsing after an edit gives what parsing the whole text gives."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from stackls_core.text import LineIndex
from stackls_core.yamltree.nodes import Alias, Mapping, Node, Scalar, Sequence
from stackls_core.yamltree.parse import Document, parse
from stackls_core.yamltree.reparse import reparse

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "fixtures" / "workspaces" / "demo").rglob("*.yaml"))
LONG = """\
# a stack
stack_name: demo
zenml_version: 1.2.3
components:
  orchestrator:
  - name: one
    type: orchestrator
    flavor: local
    configuration: {}
  # a comment between
  artifact_store:
    name: store
    flavor: s3
    configuration:
      path: s3://bucket
  step_operator:
    - name: first
      flavor: kubernetes
      configuration:
        note: |
          some text

    - name: second
      flavor: kubernetes
      configuration:
        list:
        - a: 1
        - "b"
        empty:

    - name: third
      flavor: kubernetes
      configuration:
        last: [1, 2]
extra: 1
"""
TYPED = (
    *("a", "b: c", ":", ": ", "-", "- ", " ", "  ", "\n", "\n    ", "\n      x: y\n", "#"),
    *(
        "'",
        '"',
        "[",
        "]",
        "{",
        "}",
        "{a: b}",
        "|",
        "|\n",
        ">",
        "&a ",
        "*a",
        "!!str ",
        "?",
        "? ",
        ",",
    ),
    *("\t", "\r\n", "---\n", "...\n", "%x\n", "\u2028", "é", "\x00", "\n  - name: new\n"),
    *("# c\n", "?", ",", "1_000"),
)


def told(document: Document) -> Any:
    """All that a document says, fit to compare."""
    errors = [(error.span, error.problem, error.about, error.context) for error in document.errors]
    return shape(document.root), errors, document.blanked, list(document.lines.starts)


def shape(node: Node | None) -> Any:
    if node is None:
        return None
    where = (node.start, node.end)
    if isinstance(node, Scalar):
        return (*where, node.value, node.style, node.tag, node.anchor)
    if isinstance(node, Alias):
        return (*where, node.name)
    assert isinstance(node, (Mapping, Sequence))
    kind = (*where, node.flow, node.tag, node.anchor)
    if isinstance(node, Mapping):
        return (*kind, [(shape(entry.key), shape(entry.value)) for entry in node.entries])
    return (*kind, [shape(item) for item in node.items])


def assert_same(base: Document, text: str) -> Document:
    __tracebackhide__ = True
    found = reparse(base, LineIndex(text))
    expected = parse(text)
    assert told(found) == told(expected), text
    return found


def test_every_small_edit_of_a_file():
    base = parse(LONG)
    for offset in range(len(LONG) + 1):
        for typed in TYPED[offset % 4 :: 4]:  # all of them within any word
            assert_same(base, LONG[:offset] + typed + LONG[offset:])
        assert_same(base, LONG[:offset] + LONG[offset + 1 :])


def test_every_line_taken_out_or_doubled():
    base = parse(LONG)
    lines = LONG.splitlines(keepends=True)
    for index, line in enumerate(lines):
        assert_same(base, "".join([*lines[:index], *lines[index + 1 :]]))
        assert_same(base, "".join([*lines[:index], line, *lines[index:]]))


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("seed", range(12))
def test_a_person_who_types(seed: int, line_break: str):
    """Edit after edit, each on what came of the one before, as long as it is whole."""
    chance = random.Random(seed)
    text = LONG.replace("\n", line_break)
    base = parse(text)
    for _ in range(60):
        start = chance.randrange(len(text) + 1)
        end = min(start + chance.choice((0, 0, 0, 0, 1, 3, 12)), len(text))
        text = text[:start] + chance.choice((*TYPED, "")) + text[end:]
        found = assert_same(base, text)
        if not found.errors:
            base = found
        if len(text) > 3 * len(LONG) or chance.random() < 0.1:
            text = base.text


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_edits_of_the_demo_files(file: Path):
    text = file.read_bytes().decode("utf-8", "replace")
    base = parse(text)
    chance = random.Random(file.name)
    for _ in range(60):
        start = chance.randrange(len(text) + 1)
        end = min(start + chance.choice((0, 0, 1, 4)), len(text))
        assert_same(base, text[:start] + chance.choice(TYPED) + text[end:])
