"""Completion: what is offered where, and what the file looks like after it was accepted."""

from __future__ import annotations

import pytest

from stackls_core.text import TextEdit, apply_edits
from stackls_server.features.completion import ItemKind, complete
from stackls_server.features.snapshot import Snapshot
from tests.support.catalog import tiny_catalog
from tests.support.checks import accepted, check_completion, completions, labels, snapshot_of
from tests.support.stack_texts import HEAD, REST


def test_an_empty_file_offers_the_keys_of_a_stack_file():
    assert labels("<CURSOR>") == ["stack_name", "zenml_version", "components"]


def test_the_version_is_filled_in():
    check_completion(
        "stack_name: x\n<CURSOR>\n", "zenml_version", "stack_name: x\nzenml_version: 1.2.3\n"
    )


def test_types_that_every_stack_needs_come_first():
    assert labels(HEAD + "  <CURSOR>")[:3] == [
        "orchestrator",
        "artifact_store",
        "container_registry",
    ]


def test_types_that_are_there_are_not_offered_again():
    offered = labels(HEAD + REST + "  <CURSOR>\n")
    assert "orchestrator" not in offered
    assert "container_registry" in offered


def test_a_type_opens_an_indented_block():
    check_completion(HEAD + "  orch<CURSOR>", "orchestrator", HEAD + "  orchestrator:\n    ")


def test_a_type_below_unindented_components_is_indented():
    check_completion(HEAD + "<CURSOR>", "orchestrator", HEAD + "  orchestrator:\n    ")


def test_renaming_a_key_touches_nothing_else():
    check_completion(
        HEAD + "  orch<CURSOR>: # why\n    name: x\n",
        "orchestrator",
        HEAD + "  orchestrator: # why\n    name: x\n",
    )


ATTRIBUTES = ["connector", "connector_resource_id", "labels", "environment", "secrets"]


def test_component_keys_not_yet_there():
    marked = HEAD + "  orchestrator:\n    - name: x\n      <CURSOR>\n"
    assert labels(marked) == ["flavor", "configuration", "type", *ATTRIBUTES]


def test_flavors_of_the_type_built_in_ones_first():
    marked = HEAD + "  orchestrator:\n    - name: x\n      flavor: <CURSOR>\n"
    assert labels(marked) == ["local", "harbor"]


def test_choosing_a_flavor_adds_what_it_needs():
    check_completion(
        HEAD + "  orchestrator:\n    - name: x\n      flavor: <CURSOR>\n",
        "harbor",
        HEAD
        + "  orchestrator:\n    - name: x\n      flavor: harbor\n"
        + "      configuration:\n        region: eu-west-1\n",
    )


def test_choosing_a_flavor_has_tab_stops_for_what_it_needs():
    check_completion(
        HEAD + "  orchestrator:\n    - name: x\n      flavor: <CURSOR>\n",
        "harbor",
        HEAD
        + "  orchestrator:\n    - name: x\n      flavor: harbor\n"
        + "      configuration:\n        region: ${1:eu-west-1}$0\n",
        snippets=True,
    )


def test_choosing_a_flavor_that_needs_nothing_has_braces_to_write_over():
    before = HEAD + "  alerter:\n    - name: x\n      flavor: <CURSOR>\n"
    after = HEAD + "  alerter:\n    - name: x\n      flavor: pager\n      configuration:\n"
    check_completion(before, "pager", after + "        {}\n")
    check_completion(before, "pager", after + "        ${0:{\\}}\n", snippets=True)
    [pager] = completions(before)
    assert pager.suggest_next


def test_choosing_a_flavor_without_parameters_leaves_the_line_with_its_braces():
    before = HEAD + "  orchestrator:\n    - name: x\n      flavor: <CURSOR>\n"
    after = HEAD + "  orchestrator:\n    - name: x\n      flavor: local\n"
    check_completion(before, "local", after + "      configuration: {}\n")
    assert not any(item.suggest_next for item in completions(before))


def test_choosing_a_flavor_leaves_a_configuration_alone():
    check_completion(
        HEAD + "  orchestrator:\n    flavor: loc<CURSOR>\n    configuration: {}\n",
        "harbor",
        HEAD + "  orchestrator:\n    flavor: harbor\n    configuration: {}\n",
    )


def test_parameters_required_first_deprecated_last():
    marked = HEAD + (
        "  orchestrator:\n    - name: x\n      flavor: harbor\n      configuration:\n"
        "        workers: 2\n        <CURSOR>\n"
    )
    offered = labels(marked)
    assert offered[0] == "region"
    assert offered[-1] == "old_mode"
    assert "workers" not in offered
    assert offered[1:-1] == sorted(offered[1:-1])


def test_parameters_are_known_when_the_flavor_follows_the_configuration():
    marked = HEAD + (
        "  orchestrator:\n  - configuration:\n      <CURSOR>\n    flavor: harbor\n    name: x\n"
    )
    assert "region" in labels(marked)


def test_parameters_of_all_flavors_where_none_is_given():
    marked = HEAD + "  artifact_store:\n    configuration:\n      <CURSOR>\n"
    assert labels(marked) == ["key", "path"] or labels(marked) == ["path", "key"]


def test_keys_of_objects_inside():
    marked = HEAD + (
        "  orchestrator:\n    flavor: harbor\n    configuration:\n      pod_settings:\n"
        "        <CURSOR>\n"
    )
    assert labels(marked) == ["env", "host_ipc", "labels"]


def test_keys_of_objects_in_lists():
    marked = HEAD + (
        "  orchestrator:\n    flavor: harbor\n    configuration:\n      mounts:\n"
        "        - path: /a\n          <CURSOR>\n"
    )
    assert labels(marked) == ["read_only"]


def test_a_new_item_after_a_bare_dash():
    check_completion(
        HEAD
        + "  orchestrator:\n    flavor: harbor\n    configuration:\n"
        + "      mounts:\n        -<CURSOR>\n",
        "path",
        HEAD
        + "  orchestrator:\n    flavor: harbor\n    configuration:\n      mounts:\n"
        + "        - path: \n",
    )


def test_choices_and_booleans():
    config = HEAD + "  orchestrator:\n    flavor: harbor\n    configuration:\n"
    assert labels(config + "      mode: <CURSOR>") == ["fast", "careful"]
    assert labels(config + "      synchronous: <CURSOR>") == ["true", "false"]
    assert labels(config + "      region: <CURSOR>") == ["eu-west-1"]


def test_inside_braces():
    marked = HEAD + "  orchestrator: {name: x, flavor: harbor, configuration: {<CURSOR>}}\n"
    assert "region" in labels(marked)
    check_completion(
        marked,
        "region",
        HEAD + "  orchestrator: {name: x, flavor: harbor, configuration: {region: }}\n",
    )


def test_inside_quotes():
    check_completion(
        HEAD + "  orchestrator:\n    flavor: 'har<CURSOR>'\n    configuration: {}\n",
        "harbor",
        HEAD + "  orchestrator:\n    flavor: 'harbor'\n    configuration: {}\n",
    )


def test_a_space_is_added_after_a_colon_that_has_none():
    check_completion(
        HEAD + "  orchestrator:\n    flavor:<CURSOR>\n    configuration: {}\n",
        "local",
        HEAD + "  orchestrator:\n    flavor: local\n    configuration: {}\n",
    )


def test_wrong_indentation_is_mended():
    check_completion(
        HEAD + "  orchestrator:\n    name: x\n     <CURSOR>\n    flavor: local\n",
        "type",
        HEAD + "  orchestrator:\n    name: x\n    type: orchestrator\n    flavor: local\n",
    )


def test_a_whole_component_for_an_empty_slot():
    check_completion(
        HEAD + "  orchestrator:\n    <CURSOR>",
        "harbor",
        HEAD
        + "  orchestrator:\n    - name: harbor\n      type: orchestrator\n      flavor: harbor\n"
        + "      configuration:\n        region: eu-west-1",
    )


def test_line_breaks_are_those_of_the_file():
    marked = (HEAD + "  orchestrator:\n    <CURSOR>").replace("\n", "\r\n")
    items = {item.label: item for item in completions(marked)}
    assert "\r\n      flavor: harbor\r\n" in items["harbor"].text


def test_nothing_in_comments_and_block_scalars():
    assert labels(HEAD + "  # <CURSOR>\n") == []
    assert labels(HEAD + "  orchestrator:\n    name: |\n      x<CURSOR>\n") == []


def test_a_secret_reference_for_a_sensitive_parameter():
    check_completion(
        HEAD + "  orchestrator:\n    flavor: harbor\n    configuration:\n      token: <CURSOR>\n",
        "{{secret.key}}",
        HEAD
        + "  orchestrator:\n    flavor: harbor\n    configuration:\n"
        + "      token: '{{secret.token}}'\n",
    )


def test_deprecated_parameters_are_marked():
    marked = HEAD + "  orchestrator:\n    flavor: harbor\n    configuration:\n      <CURSOR>\n"
    marks = {item.label: item.deprecated for item in completions(marked)}
    assert marks["old_mode"]
    assert not marks["mode"]


# --- values that are typed in full ---------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "type: orchestrator<CURSOR>",
        "type: 'orchestrator<CURSOR>'",
        "flavor: harbor<CURSOR>",
        "flavor: harbor<CURSOR>  # why",
    ],
)
def test_nothing_is_offered_for_a_value_that_is_typed_in_full(line: str):
    assert completions(HEAD + f"  orchestrator:\n    name: x\n    {line}\n") == []


def test_nothing_is_offered_for_a_parameter_that_is_typed_in_full():
    before = HEAD + "  orchestrator:\n    flavor: harbor\n    configuration:\n      "
    assert completions(before + "synchronous: true<CURSOR>\n") == []
    assert labels(before + "synchronous: tru<CURSOR>\n") == ["true", "false"]


def test_a_value_in_which_the_cursor_is_can_be_replaced():
    before = HEAD + "  orchestrator:\n    name: x\n    "
    assert labels(before + "flavor: har<CURSOR>bor\n") == ["local", "harbor"]


def test_a_value_typed_in_full_changes_nothing_beside_a_longer_one():
    snapshot, offset = snapshot_of(
        HEAD + "  orchestrator:\n    flavor: harbor\n    name: harbor<CURSOR>\n"
    )
    offered = complete(snapshot, offset)
    assert [item.label for item in offered] == ["harbor", "harbor-orchestrator"]
    assert accepted(snapshot.text, offered[0]) == snapshot.text


def test_the_line_after_a_dash_may_be_indented_as_far_as_that():
    check_completion(
        HEAD + "  orchestrator:\n    - name: x\n    fl<CURSOR>\n",
        "flavor",
        HEAD + "  orchestrator:\n    - name: x\n      flavor: \n",
    )


# --- the style of the file -----------------------------------------------------------------------


def test_components_are_lists_where_the_file_says_nothing():
    before = HEAD + "  orchestrator:\n    na<CURSOR>\n"
    check_completion(before, "name", HEAD + "  orchestrator:\n    - name: \n")
    before = HEAD + "  orchestrator:\n    <CURSOR>\n"
    check_completion(
        before, "configuration", HEAD + "  orchestrator:\n    - configuration:\n        \n"
    )


@pytest.mark.parametrize("comment", ["", "    # ours\n\n"])
def test_components_are_mappings_where_the_file_has_them(comment: str):
    head = HEAD + "  alerter:\n" + comment + "    name: a\n    flavor: pager\n  orchestrator:\n"
    check_completion(head + "    <CURSOR>\n", "name", head + "    name: \n")
    check_completion(
        head + "    <CURSOR>",
        "harbor",
        head
        + "    name: harbor\n    type: orchestrator\n    flavor: harbor\n"
        + "    configuration:\n      region: eu-west-1",
    )


def test_a_list_that_is_begun_goes_on():
    head = HEAD + "  alerter:\n    name: a\n    flavor: pager\n  orchestrator:\n"
    check_completion(head + "    - <CURSOR>\n", "name", head + "    - name: \n")


# --- rows ----------------------------------------------------------------------------------------


def test_rows_say_what_they_are_beside_their_labels():
    rows = [
        (item.label, item.detail) for item in completions(HEAD + "  orchestrator:\n    <CURSOR>")
    ]
    assert rows == [
        ("name", "required"),
        ("flavor", "required"),
        ("configuration", "required"),
        ("type", "optional"),
        ("local", "component"),
        ("harbor", "component"),
    ]
    stack = completions("<CURSOR>")[0]
    assert (stack.label, stack.detail) == ("stack", "whole stack file")


def test_a_component_type_is_one_row():
    found = [item.label for item in completions(HEAD + "  <CURSOR>")]
    assert sorted(found) == sorted(set(found))
    assert all(item.kind is ItemKind.TYPE for item in completions(HEAD + "  <CURSOR>"))


def test_the_first_line_of_a_file_whose_components_lost_their_key():
    below = "  orchestrator:\n  - flavor: local\n    name: x\nstack_name: a\nzenml_version: 1.2.3\n"
    text = f"\n{below}"
    offered = complete(Snapshot(text, tiny_catalog()), 0)
    accepted = {item.label: apply_edits(text, [TextEdit(item.span, item.text)]) for item in offered}
    assert accepted["components"] == f"components:\n{below}"
