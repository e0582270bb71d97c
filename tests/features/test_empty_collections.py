"""Completion behind and below ``{}`` and ``[]``: what is accepted takes their place."""

from __future__ import annotations

import pytest

from stackls_server.features.completion import complete
from tests.support.checks import check_completion, labels, snapshot_of
from tests.support.stack_texts import HEAD

HARBOR = HEAD + "  orchestrator:\n    - name: x\n      flavor: harbor\n"


@pytest.mark.parametrize(
    ("before", "accept", "after"),
    [
        ("configuration: {}<CURSOR>\n", "workers", "configuration:\n        workers: \n"),
        ("configuration: {} <CURSOR>\n", "workers", "configuration:\n        workers: \n"),
        ("configuration: { }wo<CURSOR>\n", "workers", "configuration:\n        workers: \n"),
        ("configuration: {}<CURSOR>  # c\n", "mode", "configuration:\n        mode:   # c\n"),
        ("configuration: {}\n        <CURSOR>\n", "mode", "configuration:\n        mode: \n"),
        ("configuration: {}\n        mo<CURSOR>\n", "mode", "configuration:\n        mode: \n"),
        (
            "configuration: {}  # c\n\n        mo<CURSOR>\n",
            "mode",
            "configuration:  # c\n\n        mode: \n",
        ),
        (
            "configuration: {}\n        <CURSOR>\n",
            "tags",
            "configuration:\n        tags:\n          \n",
        ),
        ("configuration:\n        {}<CURSOR>\n", "mode", "configuration:\n        mode: \n"),
        (
            "configuration:\n        pod_settings: {}<CURSOR>\n",
            "labels",
            "configuration:\n        pod_settings:\n          labels:\n            \n",
        ),
    ],
)
def test_a_parameter_takes_the_place_of_the_braces(before: str, accept: str, after: str):
    check_completion(HARBOR + "      " + before, accept, HARBOR + "      " + after)


def test_the_block_is_indented_as_the_file_is():
    head = HEAD + "    orchestrator:\n        flavor: harbor\n"
    check_completion(
        head + "        configuration: {}<CURSOR>\n",
        "mode",
        head + "        configuration:\n            mode: \n",
    )


def test_components_and_component_types_take_the_place_of_empty_ones():
    top = "stack_name: x\ncomponents: "
    for before in (top + "{}<CURSOR>", top + "{}\n  <CURSOR>", top + "{}\n  orch<CURSOR>"):
        check_completion(
            before, "orchestrator", "stack_name: x\ncomponents:\n  orchestrator:\n    "
        )


@pytest.mark.parametrize("before", ["orchestrator: []<CURSOR>", "orchestrator: []\n    <CURSOR>"])
def test_a_component_takes_the_place_of_an_empty_list(before: str):
    check_completion(HEAD + "  " + before, "flavor", HEAD + "  orchestrator:\n    - flavor: ")


def test_line_breaks_are_those_of_the_file():
    windows = HARBOR.replace("\n", "\r\n")
    check_completion(
        windows + "      configuration: {}<CURSOR>\r\n",
        "mode",
        windows + "      configuration:\r\n        mode: \r\n",
    )


def test_an_editor_filters_by_what_is_replaced():
    snapshot, offset = snapshot_of(HARBOR + "      configuration: {}mo<CURSOR>\n")
    item = next(item for item in complete(snapshot, offset) if item.label == "mode")
    assert (snapshot.text[item.span.start : item.span.end], item.filter_text) == (
        " {}mo",
        " {}mode",
    )


@pytest.mark.parametrize(
    "marked",
    [
        HARBOR + "      configuration: {region: x}<CURSOR>\n",
        HARBOR + "      # configuration: {}<CURSOR>\n",
        HARBOR + "      configuration: '{}'<CURSOR>\n",
        HARBOR + "      configuration: {} <CURSOR>mode\n",
        HEAD + "  orchestrator:\n    name: |\n      a: {}<CURSOR>\n",
    ],
)
def test_nothing_is_taken_away_that_is_not_empty(marked: str):
    assert labels(marked) == []


def test_below_braces_without_indentation_the_component_goes_on():
    assert labels(HARBOR + "      configuration: {}\n      <CURSOR>\n")[0] == "type"


def test_another_type_that_is_typed_below_braces_is_not_their_content():
    assert "artifact_store" in labels(HEAD + "  orchestrator: {}\n      artif<CURSOR>\n")
