"""What a value violates, in words: no regular expressions, no bare "not a list"."""

from __future__ import annotations

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.check import check_text

TEXT = """\
stack_name: team
zenml_version: 0.98.0
components:
  orchestrator: {{name: o1, flavor: local, configuration: {{}}}}
  artifact_store: {{name: a1, flavor: local, configuration: {{}}}}
  {type}: {{name: x1, flavor: {flavor}, configuration: {configuration}}}
"""


@pytest.mark.parametrize(
    ("component_type", "flavor", "configuration", "message"),
    [
        (
            "deployer",
            "aws",
            "{health_check_protocol: HTTPS}",
            "health_check_protocol takes one of TCP, HTTP, not the string 'HTTPS'.",
        ),
        (
            "deployer",
            "docker",
            "{port_range: [1, 2, 3]}",
            "port_range takes a list of integers, exactly 2 of them, but there are 3.",
        ),
        (
            "deployer",
            "docker",
            "{port_range: [1]}",
            "port_range takes a list of integers, exactly 2 of them, but there is 1.",
        ),
        (
            "step_operator",
            "ssh",
            "{hostname: '', username: a, ssh_key_path: x}",
            "hostname cannot be empty.",
        ),
    ],
)
def test_what_is_wrong_with_a_value(
    shipped_catalog: Catalog, component_type: str, flavor: str, configuration: str, message: str
):
    text = TEXT.format(type=component_type, flavor=flavor, configuration=configuration)
    found = [f for f in check_text(text, None, shipped_catalog) if f.code == "wrong-value"]
    assert [finding.message for finding in found] == [message]


def test_another_word_is_not_changed_unasked(shipped_catalog: Catalog):
    for written, safe in (("HTTPS", False), ("HTPT", True), ("http", True)):
        text = TEXT.format(
            type="deployer", flavor="aws", configuration=f"{{health_check_protocol: {written}}}"
        )
        (finding,) = [f for f in check_text(text, None, shipped_catalog) if f.code == "wrong-value"]
        assert [(fix.title, fix.safe) for fix in finding.fixes] == [("Change to HTTP", safe)]
