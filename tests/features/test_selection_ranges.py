"""Growing selections: each step as the text that is selected."""

from __future__ import annotations

from itertools import pairwise

from stackls_server.features.selection_ranges import selection_spans
from tests.support.checks import snapshot_of


def steps(marked: str) -> list[str]:
    """The selected texts from the inside out, the document left out."""
    snapshot, offset = snapshot_of(marked)
    spans = selection_spans(snapshot, offset)
    assert snapshot.text[spans[-1].start : spans[-1].end] == snapshot.text
    for inner, outer in pairwise(spans):
        assert outer.start <= inner.start <= inner.end <= outer.end
        assert inner != outer
    return [snapshot.text[span.start : span.end] for span in spans[:-1]]


def test_from_a_value_to_all_components():
    assert steps("""
        stack_name: demo
        components:
          orchestrator:
            - name: a
              flavor: lo<CURSOR>cal
          alerter: {}
        """) == [
        "local",
        "flavor: local",
        "name: a\n      flavor: local",
        "- name: a\n      flavor: local",
        "orchestrator:\n    - name: a\n      flavor: local",
        "orchestrator:\n    - name: a\n      flavor: local\n  alerter: {}",
        "components:\n  orchestrator:\n    - name: a\n      flavor: local\n  alerter: {}",
        (
            "stack_name: demo\ncomponents:\n  orchestrator:\n    - name: a\n"
            "      flavor: local\n  alerter: {}"
        ),
    ]


def test_from_a_key():
    assert steps("components:\n  ale<CURSOR>rter: {}\n")[:2] == ["alerter", "alerter: {}"]


def test_inside_of_quotes_first():
    assert steps("components: {a: 'x<CURSOR>y'}")[:3] == ["xy", "'xy'", "a: 'xy'"]


def test_the_parts_of_a_secret_reference():
    assert steps("components: {a: '{{na<CURSOR>me.key}}'}")[:2] == ["name", "{{name.key}}"]
    assert steps("components: {a: '{{name.k<CURSOR>ey}}'}")[:2] == ["key", "{{name.key}}"]


def test_a_placeholder_in_a_value():
    assert steps("components:\n  a: x-${BU<CURSOR>CKET}/y\n")[:2] == ["${BUCKET}", "x-${BUCKET}/y"]


def test_a_comment_and_what_it_is_in():
    found = steps("components:\n  alerter:\n    name: a\n    # wh<CURSOR>y\n    flavor: b\n")
    assert found[0] == "# why"
    assert found[1] == "name: a\n    # why\n    flavor: b"


def test_between_the_lines():
    found = steps("components:\n  alerter:\n    name: a\n<CURSOR>\n    flavor: b\n")
    assert found[0] == "name: a\n\n    flavor: b"


def test_deep_nesting_has_a_bound():
    snapshot, offset = snapshot_of("components: " + "[" * 200 + "<CURSOR>" + "]" * 200)
    spans = selection_spans(snapshot, offset)
    assert len(spans) <= 50
    assert spans[-1].end == len(snapshot.text)
