"""A path says which artifact store it is of, where the flavor beside it is another."""

from __future__ import annotations

import pytest

from stackls_core.analysis.judging import Checked, all_judged
from stackls_core.catalog.catalog import Catalog
from stackls_core.check import check_text
from stackls_core.findings import Finding
from stackls_core.text import apply_edits

_STACK = """\
stack_name: team
zenml_version: 0.98.0
components:
  orchestrator: {{name: run, flavor: local, configuration: {{}}}}
  artifact_store: {{name: store, flavor: {}, configuration: {{path: '{}'{}}}}}
"""


def _found(catalog: Catalog, text: str) -> Finding:
    def check(one: str) -> list[Finding]:
        return check_text(one, None, catalog)

    found = all_judged(Checked(text, check(text)), check)
    return next(one for one in found if one.code in ("wrong-scheme", "invalid-combination"))


@pytest.mark.parametrize(
    ("flavor", "path", "meant", "after"),
    [
        ("s3", "gs://b/x", "gcp", "gs://b/x"),
        ("s3", "gcs://b", "gcp", "gs://b"),
        ("s3", "az://b", "azure", "az://b"),
        ("s3", "abfss://c@a.dfs.core.windows.net/x", "azure", "abfs://c/x"),
        ("s3", "/mnt/artifacts", "local", "/mnt/artifacts"),
        ("gcp", "s3://b", "s3", "s3://b"),
        ("gcp", "arn:aws:s3:::b/x", "s3", "s3://b/x"),
        ("gcp", "https://b.s3.amazonaws.com/x", "s3", "s3://b/x"),
        ("gcp", "abfs://b", "azure", "abfs://b"),
        ("azure", "s3a://b", "s3", "s3://b"),
        ("azure", "gs://b", "gcp", "gs://b"),
        ("azure", "./artifacts", "local", "./artifacts"),
        ("b2", "gs://b", "gcp", "gs://b"),
        ("local", "s3://b", "s3", "s3://b"),
        ("local", "gs://b", "gcp", "gs://b"),
        ("local", "abfs://b", "azure", "abfs://b"),
    ],
)
def test_the_first_fix_is_the_flavor(
    shipped_catalog: Catalog, flavor: str, path: str, meant: str, after: str
):
    text = _STACK.format(flavor, path, "")
    fix = _found(shipped_catalog, text).fixes[0]
    assert (fix.title, fix.preferred) == (f"Change the flavor to {meant}", True)
    assert apply_edits(text, fix.edits) == _STACK.format(meant, after, "")


@pytest.mark.parametrize("path", ["s3a://b", "arn:aws:s3:::b", "b/x", "hf://b", "http://h/b"])
def test_what_is_of_no_other_flavor(shipped_catalog: Catalog, path: str):
    found = _found(shipped_catalog, _STACK.format("s3", path, ""))
    assert "flavor" not in found.message
    assert not any("flavor" in fix.title for fix in found.fixes)


def test_a_flavor_that_lacks_the_other_parameters_is_not_offered(shipped_catalog: Catalog):
    found = _found(shipped_catalog, _STACK.format("s3", "gs://b", ", client_kwargs: {a: b}"))
    assert [fix.title for fix in found.fixes] == ["Change to 's3://b'"]
