"""Completion: what is offered where, and what the file looks like after it was accepted."""

from __future__ import annotations

from tests.support.checks import HEAD, REST, check_completion, completions, labels


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


def test_component_keys_not_yet_there():
    marked = HEAD + "  orchestrator:\n    - name: x\n      <CURSOR>\n"
    assert labels(marked) == ["flavor", "configuration", "type"]


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
        "harbor: a whole component",
        HEAD
        + "  orchestrator:\n    - name: harbor\n      type: orchestrator\n      flavor: harbor\n"
        + "      configuration:\n        region: eu-west-1",
    )


def test_line_breaks_are_those_of_the_file():
    marked = (HEAD + "  orchestrator:\n    <CURSOR>").replace("\n", "\r\n")
    items = {item.label: item for item in completions(marked)}
    assert "\r\n      flavor: harbor\r\n" in items["harbor: a whole component"].text


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
