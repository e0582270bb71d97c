"""Completion of what is written by hand: aliases, braces without quotes, pod settings."""

from __future__ import annotations

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_server.features.completion import document
from stackls_server.features.snapshot import Snapshot
from tests.support.checks import check_completion, completions, hover_text, labels
from tests.support.stack_texts import HEAD

HARBOR = HEAD + "  orchestrator:\n    name: a\n    flavor: harbor\n    configuration:\n"
KUBERNETES = HARBOR.replace("harbor", "kubernetes")


# --- aliases ------------------------------------------------------------------------------------

ANCHORS = "_big: &big {cpu: '8', memory: 9Gi}\n_name: &name x\n_list: &list [a]\n"


def test_a_star_offers_the_anchors_above_the_nearest_first():
    items = completions(ANCHORS + HARBOR + "      tags: *<CURSOR>\n      mode: &later fast\n")
    assert [(item.label, item.detail) for item in items] == [
        ("*list", "list"),
        ("*name", "text"),
        ("*big", "cpu, memory"),
    ]


@pytest.mark.parametrize("value", ["*<CURSOR>", "*b<CURSOR>", "[*<CURSOR>]", "[*big, *<CURSOR>"])
def test_only_mappings_can_be_merged(value: str):
    assert labels(ANCHORS + HARBOR + f"      <<: {value}\n") == ["*big"]


def test_an_alias_replaces_what_was_typed_of_it():
    check_completion(
        ANCHORS + HARBOR + "      tags: *bi<CURSOR>  # c\n",
        "*big",
        ANCHORS + HARBOR + "      tags: *big  # c\n",
        absent=["*nothing"],
    )


def test_a_component_may_be_an_alias():
    assert "*big" in labels(ANCHORS + HEAD + "  orchestrator: *<CURSOR>\n")
    assert "*big" in labels(ANCHORS + HEAD + "  alerter:\n  - *<CURSOR>\n")


# --- secret references --------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["{{<CURSOR>", "{{<CURSOR>}}", "'{{<CURSOR>", "'{{<CURSOR>}}'"])
def test_braces_become_a_quoted_secret_reference_without_a_store(typed: str):
    check_completion(
        HARBOR + f"      region: x\n      token: {typed}\n",
        "{{secret.key}}",
        HARBOR + "      region: x\n      token: '{{secret.token}}'\n",
    )


def test_a_single_brace_is_no_secret_reference():
    assert labels(HARBOR + "      token: {<CURSOR>\n") == []


def test_no_secret_reference_where_one_is_refused():
    assert labels(HARBOR + "      endpoint: {{<CURSOR>\n") == []


# --- values and keys ----------------------------------------------------------------------------


def test_a_path_begins_with_its_scheme():
    store = HEAD + "  artifact_store:\n    name: a\n    flavor: s3\n    configuration:\n"
    (item,) = completions(store + "      path: <CURSOR>\n")
    assert (item.label, item.snippet) == ("s3://my-bucket", "s3://${1:my-bucket}")


def test_a_flavor_in_quotes_is_known_in_flow_style_too():
    marked = HEAD + '  orchestrator: {flavor: "harbor", configuration: {<CURSOR>'
    assert labels(marked)[0] == "region"


def test_without_a_flavor_a_merge_key_rules_out_nothing():
    before = HEAD + "  orchestrator:\n    configuration:\n"
    assert "region" in labels(before + "      <<: *shared\n      <CURSOR>")
    assert "region" not in labels(before + "      unheard_of: 1\n      <CURSOR>")


@pytest.mark.parametrize("unit", [2, 4])
@pytest.mark.parametrize("anchor", ["", " &settings", "  # why"])
def test_blocks_are_indented_as_the_file_is(unit: int, anchor: str):
    pad = " " * unit
    before = (
        f"stack_name: x\ncomponents:\n# the first\n\n{pad}orchestrator:\n{pad * 2}flavor: harbor\n"
        f"{pad * 2}configuration:{anchor}\n{pad * 3}"
    )
    check_completion(f"{before}<CURSOR>", "tags", f"{before}tags:\n{pad * 4}")
    inside = f"{before}pod_settings:{anchor}\n{pad * 4}"
    check_completion(f"{inside}<CURSOR>", "labels", f"{inside}labels:\n{pad * 5}")


# --- what Kubernetes knows of pod settings ------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("        resources:\n          <CURSOR>", ["limits", "requests"]),
        (
            "        tolerations:\n        - key: gpu\n          <CURSOR>",
            ["effect", "operator", "tolerationSeconds", "value"],
        ),
        ("        tolerations:\n          -<CURSOR>", ["effect", "key", "operator"]),
        ("        env:\n        - <CURSOR>", ["name", "value", "valueFrom"]),
        ("        env: [{<CURSOR>}]", ["name", "value", "valueFrom"]),
        (
            "        affinity:\n          nodeAffinity:\n            <CURSOR>",
            ["preferredDuringSchedulingIgnoredDuringExecution"],
        ),
        (
            "        volumes:\n        - name: a\n          hostPath:\n            <CURSOR>",
            ["path"],
        ),
        ("        labels:\n          <CURSOR>", []),
        (
            # each list stands as far left as the key that holds it, one of them behind a dash
            (
                "        affinity:\n          nodeAffinity:\n"
                "            requiredDuringSchedulingIgnoredDuringExecution:\n"
                "              nodeSelectorTerms:\n              - matchExpressions:\n"
                "                - key: zone\n                  <CURSOR>"
            ),
            ["operator", "values"],
        ),
    ],
)
def test_keys_inside_of_pod_settings(inside: str, expected: list[str], shipped_catalog: Catalog):
    marked = KUBERNETES + "      pod_settings:\n" + inside
    found = [item.label for item in completions(marked, shipped_catalog)]
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_a_required_key_of_a_kubernetes_model_comes_first(shipped_catalog: Catalog):
    marked = KUBERNETES + "      pod_settings:\n        volumes:\n        - <CURSOR>"
    first = completions(marked, shipped_catalog)[0]
    assert (first.label, first.detail) == ("name", "string, required")
    assert first.text == "name: "


def test_keys_inside_of_pod_settings_are_explained(shipped_catalog: Catalog):
    marked = KUBERNETES + "      pod_settings:\n        tolerations:\n        - e<CURSOR>ffect: x"
    assert "taint effect" in (hover_text(marked, shipped_catalog) or "")
    (effect,) = [i for i in completions(marked, shipped_catalog) if i.label == "effect"]
    assert effect.documentation is not None
    snapshot = Snapshot("", shipped_catalog)
    assert "taint effect" in document(effect.documentation, snapshot)


def test_only_pod_settings_are_a_matter_of_kubernetes(shipped_catalog: Catalog):
    marked = HEAD + "  orchestrator:\n    flavor: kubernetes\n    configuration:\n"
    assert labels(marked + "      tolerations:\n      - <CURSOR>", shipped_catalog) == []


# --- before what is there already ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "accept", "after"),
    [
        ("    mo<CURSOR>    region: x\n", "flavor", "    flavor:     region: x\n"),
        ("    fl<CURSOR># why\n", "flavor", "    flavor: # why\n"),
        ("    <CURSOR># why\n", "flavor", "    flavor: # why\n"),
        ("    type: <CURSOR># why\n", "orchestrator", "    type: orchestrator # why\n"),
        ("    type: orch<CURSOR># why\n", "orchestrator", "    type: orchestrator # why\n"),
        ("    type: <CURSOR> # why\n", "orchestrator", "    type: orchestrator # why\n"),
        ("    type:<CURSOR> step\n", "orchestrator", "    type: orchestrator\n"),
        ("    type: <CURSOR> step # why\n", "orchestrator", "    type: orchestrator # why\n"),
        ("    type: o<CURSOR>f a step\n", "orchestrator", "    type: orchestrator\n"),
        ("    <CURSOR>flav: x\n", "flavor", "    flavor: x\n"),
    ],
)
def test_what_follows_the_cursor_is_not_lost(before: str, accept: str, after: str):
    head = HEAD + "  orchestrator:\n    name: a\n"
    check_completion(head + before, accept, head + after)


@pytest.mark.parametrize("value", ["<CURSOR>&x fast", "<CURSOR> !!str fast"])
def test_nothing_is_written_before_an_anchor_or_a_tag(value: str):
    assert labels(HARBOR + f"      mode: {value}\n") == []


# --- a file that is indented as a whole ---------------------------------------------------------


def test_a_file_that_is_indented_as_a_whole_is_not_torn_apart():
    whole = "  stack_name: demo\n  zenml_version: 1.2.3\n  <CURSOR>components:\n    orchestrator:\n"
    assert labels(whole) == []
    assert labels(whole.replace("<CURSOR>", "") + "      <CURSOR>\n") != []


def test_a_whole_stack_begins_at_the_first_column():
    assert labels("  other: key\n<CURSOR>\n")[0] == "stack_name"


def test_the_first_word_of_a_file_may_be_indented():
    check_completion("  stack<CURSOR>\n", "stack_name", "stack_name: \n")
