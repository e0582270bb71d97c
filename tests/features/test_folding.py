"""Folding: which lines go away, and which one stays."""

from __future__ import annotations

from stackls_server.features.folding import Fold, FoldKind, folds
from tests.support.checks import snapshot_of


def shown(marked: str) -> list[str]:
    """Each fold as the text of its first line, and how many lines are hidden."""
    snapshot, _ = snapshot_of(marked + "<CURSOR>")
    return [
        f"{snapshot.lines.line_text(fold.first).strip()} +{fold.last - fold.first}"
        + ("" if fold.kind is FoldKind.BLOCK else f" {fold.kind.value}")
        for fold in folds(snapshot)
    ]


def test_types_components_and_configurations():
    assert shown("""
        stack_name: demo
        components:
          orchestrator:
            - name: a
              flavor: local
              configuration:
                region: x
          artifact_store:
            name: b
            configuration: {}
        zenml_version: 1.2.3
        """) == [
        "components: +8",
        "orchestrator: +4",
        "- name: a +3",
        "configuration: +1",
        "artifact_store: +2",
    ]


def test_the_item_of_a_list_wins_over_its_first_key():
    assert shown("""
        components:
          orchestrator:
          - configuration:
              region: x
            name: a
        """) == ["components: +4", "orchestrator: +3", "- configuration: +2"]


def test_a_dash_on_a_line_of_its_own():
    assert shown("""
        components:
          alerter:
          - name: a
          -
            # the second
            name: b
            flavor: pager
        """) == ["components: +6", "alerter: +5", "- +3"]


def test_brackets_over_several_lines():
    assert shown("""
        components: {
          orchestrator: {
            name: a,
            configuration: [
              1
            ]
          }
        }
        """) == ["components: { +7", "orchestrator: { +5", "configuration: [ +2"]


def test_values_over_several_lines():
    assert shown("""
        components:
          orchestrator:
            description: |
              one
              # no comment
              # neither

            name: "a
              b"
        """) == ["components: +8", "orchestrator: +7", "description: | +3", 'name: "a +1']


def test_comments_in_a_row():
    assert shown("""
        # What this is for.
        #
        # And who made it.
        components: {} # one line
        # alone

        # two
        # lines
        """) == ["# What this is for. +2 comment", "# two +1 comment"]


def test_comments_at_the_end_of_a_block_belong_to_it():
    assert shown("""
        components:
          alerter:
            name: a

            # more to come
          # not in alerter
        zenml_version: 1.2.3
        """) == ["components: +5", "alerter: +3", "# more to come +1 comment"]


def test_marked_regions():
    assert shown("""
        # region cloud
        components:
          #region inner
          alerter: {}
          #endregion
        # endregion
        # endregion
        """) == ["# region cloud +5 region", "components: +3", "#region inner +2 region"]


def test_a_broken_file_folds_what_can_be_read():
    found = shown("components:\n  orchestrator:\n    name: 'x\n  alerter:\n    name: a\n")
    assert "alerter: +1" in found


def test_other_line_breaks():
    snapshot, _ = snapshot_of("components:\r\n  alerter:\r\n  -\r\n    name: a\r\n<CURSOR>")
    assert folds(snapshot) == [
        Fold(0, 3, FoldKind.BLOCK),
        Fold(1, 3, FoldKind.BLOCK),
        Fold(2, 3, FoldKind.BLOCK),
    ]


def test_a_limit_keeps_the_largest():
    snapshot, _ = snapshot_of("components:\n  alerter:\n    a: [\n    ]\n    b: x\n<CURSOR>")
    assert [fold.first for fold in folds(snapshot, 2)] == [0, 1]
    assert folds(snapshot, 0) == []
