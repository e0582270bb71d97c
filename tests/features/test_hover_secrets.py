"""Hovering over what is kept in a secret, and over what should be."""

from __future__ import annotations

import pytest

from stackls_core.catalog.catalogs import AllCatalogs
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot

TEXT = """\
stack_name: x
components:
  artifact_store:
    name: b
    flavor: s3
    configuration:
      path: s3://b
      key: VALUE
"""


@pytest.mark.parametrize(("value", "is_advised"), [("abc", True), ("'{{aws.key}}'", False)])
def test_who_refers_to_a_secret_needs_no_advice_to(
    shipped_catalogs: AllCatalogs, value: str, is_advised: bool
):
    text = TEXT.replace("VALUE", value)
    found = hover(Snapshot(text, shipped_catalogs, "x.stack.yaml"), text.index(value) + 2)
    assert found is not None
    assert "sensitive" in found.markdown
    assert ("Keep the value in a secret" in found.markdown) is is_advised
