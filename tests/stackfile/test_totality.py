"""No text makes the engine raise: fixtures cut at every offset, lines removed, hostile input."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackls_core.flavors.registry import FlavorRegistry
from stackls_core.stackfile.cursor import cursor_at
from stackls_core.stackfile.model import parse_stack_file
from stackls_core.stackfile.place import place_of
from stackls_core.validation.analyze import analyze
from stackls_server.features.completion import complete
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.symbols import document_symbols
from tests.support.checks import REGISTRY
from tests.support.markers import parse_fixture

ROOT = Path(__file__).parents[2] / "fixtures"
RULES = sorted((ROOT / "rules").glob("*.yaml"))
DEMO = sorted((ROOT / "workspaces" / "demo").rglob("*.yaml"))
HEAD = "stack_name: x\nzenml_version: 1.2.3\ncomponents:\n"


def look_at(text: str, offset: int, registry: FlavorRegistry = REGISTRY) -> None:
    """Everything that an editor asks for after a keystroke."""
    snapshot = Snapshot(text, registry, "x.stack.yaml")
    analyze(snapshot.stack_file, registry)
    place_of(cursor_at(snapshot.lines, offset))
    complete(snapshot, offset)
    hover(snapshot, offset)
    document_symbols(snapshot)


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_small_fixtures_cut_at_every_offset(path: Path):
    text = parse_fixture(path.read_text(encoding="utf-8")).text
    for offset in range(len(text) + 1):
        look_at(text[:offset], offset)


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_demo_files_cut_at_every_offset(path: Path, shipped_registry: FlavorRegistry):
    text = path.read_bytes().decode("utf-8")
    for offset in range(len(text) + 1):
        file = parse_stack_file(text[:offset])
        if offset % 7 == 0:
            analyze(file, shipped_registry)
            look_at(text[:offset], offset, shipped_registry)


@pytest.mark.parametrize("path", [*RULES, *DEMO], ids=lambda path: path.stem)
def test_every_single_line_removed(path: Path, shipped_registry: FlavorRegistry):
    lines = parse_fixture(path.read_bytes().decode("utf-8")).text.splitlines(keepends=True)
    at = 0
    for index, line in enumerate(lines):
        look_at("".join(lines[:index] + lines[index + 1 :]), at, shipped_registry)
        at += len(line)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_demo_files_after_random_edits(data: st.DataObject):
    text = data.draw(st.sampled_from(DEMO)).read_bytes().decode("utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 40, len(text))))
    alphabet = "{}[]:,-?*&!|>%@`'\"# \n\r\tab0\u2028\ufeff\x00"
    written = data.draw(st.text(alphabet=alphabet, max_size=8))
    look_at(text[:start] + written + text[end:], start + len(written))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text(text: str):
    look_at(text, len(text) // 2)


LAUGHS = "".join(
    f"l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * 9) if level else 'ha'}]\n"
    for level in range(12)
)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff",
        "\r\r\r",
        "\x00" * 1000,
        "\ud800" * 10,
        "[" * 200_000,
        "{" * 200_000,
        "- " * 100_000,
        HEAD + "".join(f"{' ' * depth}a:\n" for depth in range(2, 1000)),
        HEAD + "  orchestrator: " + "{a: " * 1000,
        LAUGHS + HEAD + "  orchestrator:\n    configuration: *l11\n    flavor: *l11\n",
        LAUGHS + HEAD + "  orchestrator:\n    flavor: harbor\n    configuration:\n"
        "      pod_settings: *l11\n      tags: *l11\n",
        HEAD + "  orchestrator:\n    configuration: &c\n      <<: *c\n      a: *c\n",
        "components:\n" * 20_000,
        "a: 'x\n" * 20_000,
        "x" * 10_000_000,
        HEAD + "  orchestrator: {name: x}\n" * 200_000,
    ],
    ids=lambda text: f"{text[:8]!r}-{len(text)}",
)
def test_hostile_texts_neither_raise_nor_hang(text: str):
    look_at(text, len(text) // 2)
    look_at(text, len(text))


def test_a_file_with_hundreds_of_mistakes():
    wrong = "".join(f"      mistake{number}: 1\n" for number in range(500))
    text = HEAD + f"  orchestrator:\n    name: a\n    flavor: harbor\n    configuration:\n{wrong}"
    findings = analyze(parse_stack_file(text), REGISTRY)
    assert len([f for f in findings if f.code == "unknown-parameter"]) == 500
    assert len({(f.code, f.span) for f in findings}) == len(findings)
    assert all(len(f.message) <= 400 for f in findings)
