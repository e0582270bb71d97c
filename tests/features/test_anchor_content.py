"""Hovering over an alias, an anchor or a merge key shows what it stands for."""

from __future__ import annotations

import pytest

from tests.support.checks import hover_text
from tests.support.stack_texts import HEAD

TEXT = (
    "_pods: &pods\n  host_ipc: true\n_store: &store\n  path: s3://team\n  key: hunter2\n"
    + HEAD
    + "  artifact_store:\n    name: s\n    flavor: s3\n    configuration: *store\n"
    "  orchestrator:\n    name: o\n    flavor: harbor\n    configuration:\n"
    "      region: x\n      pod_settings:\n        <<: *pods\n"
)


def shown(token: str, within: int = 1) -> str:
    at = TEXT.index(token) + within
    found = hover_text(TEXT[:at] + "<CURSOR>" + TEXT[at:])
    assert found is not None
    return found


@pytest.mark.parametrize("token", ["*pods", "&pods", "<<:"])
def test_what_it_stands_for(token: str):
    assert "`&pods`, line 1:\n\n```yaml\nhost_ipc: true\n```" in shown(token)


def test_secrets_are_masked():
    found = shown("*store")
    assert "path: s3://team" in found
    assert "hunter2" not in found


def test_the_documentation_of_the_place_stays():
    assert "configuration" in shown("*store").partition("---")[2]


def test_an_alias_of_nothing():
    assert "yaml" not in (hover_text("stack_name: *no<CURSOR>ne\n") or "")
