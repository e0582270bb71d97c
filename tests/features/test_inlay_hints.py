"""Inlay hints: which defaults are shown, and where."""

from __future__ import annotations

from stackls_core.text import Span, TextEdit, apply_edits
from stackls_server.features.inlay_hints import inlay_hints, label_of_words
from tests.support.checks import snapshot_of

ORCHESTRATOR = "components:\n  orchestrator:\n    flavor: harbor\n"


def shown(text: str) -> str:
    """The text with its hints written into it."""
    snapshot, _ = snapshot_of(text + "<CURSOR>")
    hints = inlay_hints(snapshot)
    edits = [TextEdit(Span(one.offset, one.offset), f" «{one.label}»") for one in hints]
    return apply_edits(text, edits)


def test_the_defaults_that_apply():
    assert shown(ORCHESTRATOR + "    configuration:\n      region: x\n") == (
        ORCHESTRATOR
        + "    configuration: «mode: fast, synchronous: true, workers: 1»\n      region: x\n"
    )


def test_what_is_given_is_no_default():
    assert shown(ORCHESTRATOR + "    configuration: # ours\n      mode: careful\n") == (
        ORCHESTRATOR
        + "    configuration: «synchronous: true, workers: 1» # ours\n      mode: careful\n"
    )


def test_behind_braces():
    assert shown(ORCHESTRATOR + "    configuration: {workers: 2}\n") == (
        ORCHESTRATOR + "    configuration: {workers: 2} «mode: fast, synchronous: true»\n"
    )


def test_merged_values_are_given():
    text = "_a: &a {workers: 2, mode: fast}\n" + ORCHESTRATOR
    text += "    configuration: &b\n      <<: *a\n"
    assert "configuration: &b «synchronous: true»\n" in shown(text)


def test_the_rest_is_in_the_tooltip():
    snapshot, _ = snapshot_of(ORCHESTRATOR + "    configuration: {}<CURSOR>\n")
    (hint,) = inlay_hints(snapshot)
    assert hint.markdown == (
        "Defaults of the harbor flavor that apply here:\n\n"
        "- `mode`: `fast`\n- `synchronous`: `true`\n- `workers`: `1`"
    )


def test_nothing_for_empty_sensitive_and_deprecated_ones():
    snapshot, _ = snapshot_of(ORCHESTRATOR + "    configuration: {}<CURSOR>\n")
    (hint,) = inlay_hints(snapshot)
    for name in ("token", "old_mode", "tags", "names", "endpoint", "region"):
        assert name not in hint.markdown


def test_nothing_where_it_is_not_known_what_is_given():
    broken = ORCHESTRATOR + "    configuration:\n      mode: 'x\n      region: x\n  alerter: {}\n"
    assert "«" not in shown(broken)
    assert "«" not in shown(ORCHESTRATOR + "    configuration:\n")
    assert "«" not in shown("components:\n  orchestrator:\n    configuration: {}\n")


def test_only_within_a_range():
    snapshot, offset = snapshot_of(ORCHESTRATOR + "    configuration: {}<CURSOR>\n")
    assert inlay_hints(snapshot, Span(0, 10)) == []
    assert len(inlay_hints(snapshot, Span(offset, offset))) == 1


def test_a_label_is_short_enough_to_be_shown_whole():
    assert label_of_words(["a: 1", "b: 2"], 3) == "a: 1, b: 2"
    assert label_of_words(["a: 1", "b: 2", "c: 3", "d: 4"], 3) == "a: 1, b: 2, c: 3, 1 more"
    kaniko = ["kubernetes_namespace: zenml-kaniko", "pod_running_timeout: 300", "c: 3"]
    assert label_of_words(kaniko, 3) == "kubernetes_namespace: zenml-kaniko, 2 more"
    assert label_of_words(["x" * 60], 3) == "x" * 42 + "…"
    assert label_of_words(["x" * 60, "y"], 3) == "x" * 34 + "…, 1 more"
