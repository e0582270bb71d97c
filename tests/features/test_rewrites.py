"""Rewrites: between the list and the mapping form of components, and nothing else changes."""

from __future__ import annotations

import pytest
import yaml

from stackls_core.text import apply_edits
from tests.support.checks import snapshot_of
from tests.support.stack_texts import HEAD

MAPPING = """\
  orchestrator: # the one
    name: x
    # why
    flavor: local

    configuration:
      note: |
        two
        lines
  artifact_store:
    name: y
"""
LIST = """\
  orchestrator: # the one
    - name: x
      # why
      flavor: local

      configuration:
        note: |
          two
          lines
  artifact_store:
    name: y
"""


def rewritten(marked: str) -> str:
    snapshot, offset = snapshot_of(marked)
    (rewrite,) = snapshot.view.rewrites(offset)
    return apply_edits(snapshot.text, rewrite.edits)


def test_a_mapping_becomes_a_list():
    assert rewritten(HEAD + MAPPING.replace("  orch", "  orch<CURSOR>")) == HEAD + LIST


def test_a_list_of_one_becomes_a_mapping():
    assert rewritten(HEAD + LIST.replace("  orch", "  orch<CURSOR>")) == HEAD + MAPPING


def test_a_list_that_is_not_indented_is_moved_in():
    unindented = "  orchestrator<CURSOR>:\n  - name: x\n    flavor: local\n"
    assert rewritten(HEAD + unindented) == HEAD + (
        "  orchestrator:\n    name: x\n    flavor: local\n"
    )


def test_line_breaks_stay():
    windows = (HEAD + MAPPING.replace("  orch", "  orch<CURSOR>")).replace("\n", "\r\n")
    assert rewritten(windows) == (HEAD + LIST).replace("\n", "\r\n")


def test_the_values_stay():
    before = yaml.safe_load(HEAD + MAPPING)["components"]
    after = yaml.safe_load(rewritten(HEAD + MAPPING.replace("  orch", "  orch<CURSOR>")))
    assert after["components"]["orchestrator"] == [before["orchestrator"]]


@pytest.mark.parametrize(
    "components",
    [
        "  orch<CURSOR>estrator: {name: x}\n",
        "  orch<CURSOR>estrator: [{name: x}]\n",
        "  orch<CURSOR>estrator:\n    - name: x\n    - name: y\n",
        "  orch<CURSOR>estrator:\n    name: 'two\n      lines'\n",
        "  orch<CURSOR>estrator: \n",
    ],
)
def test_what_cannot_be_rewritten_is_not_offered(components: str):
    snapshot, offset = snapshot_of(HEAD + components)
    assert snapshot.view.rewrites(offset) == []
