"""No text makes a feature raise, and what it answers lies within the text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackls_core.text import Span
from stackls_server.features.definition import definition
from stackls_server.features.folding import folds
from stackls_server.features.inlay_hints import inlay_hints
from stackls_server.features.links import links
from stackls_server.features.references import references
from stackls_server.features.rename import RenameRefused, prepare_rename, rename
from stackls_server.features.selection_ranges import selection_spans
from stackls_server.features.semantic_tokens import semantic_tokens
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.workspace_index import WorkspaceIndex, index_text
from stackls_server.features.workspace_symbols import workspace_symbols
from tests.support.checks import REGISTRY

URI = "file:///demo.stack.yaml"
DEMO = Path(__file__).parents[2] / "fixtures" / "workspaces" / "demo"
EVERYTHING = """\
# about
# this
_common: &common {channel: https://x.example.com, old_mode: ${A}}
stack_name: "dé\U0001f600mo"
components:
  orchestrator:
  - name: &n harbor
    flavor: harbor
    configuration: &c
      <<: *common
      region: |
        ${REGION}
        x
      token: '{{ a.b }}'
      mounts:
        - path: /a
        -
          # b
          path: *n
  artifact_store: {name: "x\\
    y", flavor: s3, configuration: {path: [*c, *common]}}
  alerter: &a
    name: a
  step_operator: *a
"""


def spans_of(snapshot: Snapshot, offset: int) -> Iterator[Span]:
    """Every span that any feature answers."""
    indexed = index_text(URI, snapshot.text, snapshot.path)
    index = WorkspaceIndex((indexed,) if indexed is not None else ())
    yield from selection_spans(snapshot, offset)
    for location in definition(snapshot, URI, offset, index):
        yield location.span
    for location in references(snapshot, URI, offset, index):
        yield location.span
    found = prepare_rename(snapshot, offset)
    if found is not None:
        yield found.span
    try:
        for change in rename(snapshot, URI, offset, "new-name", index):
            yield from (edit.span for edit in change.edits)
    except RenameRefused:
        pass
    for symbol in workspace_symbols(index, ""):
        yield symbol.location.span
    yield from spans_of_document(snapshot)


def spans_of_document(snapshot: Snapshot) -> Iterator[Span]:
    yield from (link.span for link in links(snapshot))
    yield from (token.span for token in semantic_tokens(snapshot))
    yield from (Span(hint.offset, hint.offset) for hint in inlay_hints(snapshot))
    for fold in folds(snapshot):
        assert 0 <= fold.first < fold.last < snapshot.lines.line_count


def check(text: str, offset: int) -> None:
    snapshot = Snapshot(text, REGISTRY, "demo.stack.yaml")
    for span in spans_of(snapshot, offset):
        assert 0 <= span.start <= span.end <= len(text)


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_a_file_cut_anywhere(line_break: str):
    text = EVERYTHING.replace("\n", line_break)
    for end in range(len(text) + 1):
        check(text[:end], end)


def test_a_file_without_one_of_its_characters():
    for at in range(len(EVERYTHING)):
        check(EVERYTHING[:at] + EVERYTHING[at + 1 :], at)


def test_every_place_of_a_file():
    snapshot = Snapshot(EVERYTHING, REGISTRY, "demo.stack.yaml")
    for offset in range(-1, len(EVERYTHING) + 2):
        list(spans_of(snapshot, offset))


@pytest.mark.parametrize("path", sorted(DEMO.rglob("*.yaml")), ids=lambda path: path.name)
def test_demo_files_cut_at_each_line(path: Path):
    text = path.read_text(encoding="utf-8")
    for end in range(0, len(text) + 1, max(len(text) // 40, 1)):
        check(text[:end], end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff",
        "components: &a [*a, *a]",
        "&a",
        "- &a\n- *a",
        "components: {" * 300,
        "\0",
        "a: \ud800",
    ],
)
def test_odd_texts(text: str):
    for offset in range(0, len(text) + 1, len(text) // 40 + 1):
        check(text, offset)


PIECES = st.sampled_from(
    ["components:", "orchestrator:", "name: ", "&a ", "*a", "<<: ", "\n", "  ", "- ", "{", "}", "[",
     "]", "'", '"', "{{a.b}}", "${X}", "# ", "|", "flavor: harbor", "configuration:", "\r",
     "\u2028",      "https://x.example.com", "\U0001f600", "!!str ", "? ", ", "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join), st.data())
def test_any_text(text: str, data: st.DataObject):
    check(text, data.draw(st.integers(0, len(text))))


def test_aliases_that_multiply():
    lines = ["_0: &a0 {old_mode: x}"]
    lines += [f"_{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    lines += ["components:", "  orchestrator:", "    flavor: harbor", "    configuration:"]
    lines += ["      mounts: *a11", "      pod_settings: *a11", "      <<: *a11"]
    text = "\n".join(lines)
    for offset in (0, len(text) - 1):
        check(text, offset)
