"""Workspace symbols: what a few letters find, and in which order."""

from __future__ import annotations

from stackls_server.features.workspace_index import WorkspaceIndex
from stackls_server.features.workspace_symbols import MOST, workspace_symbols
from tests.support.checks import files_of, index_of

INDEX = index_of(
    files_of("""
        # --- a.yaml
        stack_name: gcp-prod
        components:
          orchestrator: {name: vertex_prod, flavor: vertex}
          artifact_store: {name: bucket, flavor: gcp}
        # --- b.yaml
        stack_name: aws-prod
        components:
          orchestrator: {name: sagemaker, flavor: sagemaker}
          artifact_store: {name: prod, flavor: s3}
          alerter: {name: p-r-o-d}
        """)
)


def names(query: str) -> list[str]:
    return [symbol.name for symbol in workspace_symbols(INDEX, query)]


def test_an_empty_query_finds_everything():
    assert names("") == sorted(names(""))
    assert len(names("")) == 7


def test_the_best_match_comes_first():
    assert names("prod") == ["prod", "aws-prod", "gcp-prod", "vertex_prod", "p-r-o-d"]


def test_letters_in_order_are_enough():
    assert names("sgmkr") == ["sagemaker"]
    assert names("VP") == ["vertex_prod"]
    assert names("vertex prod") == ["vertex_prod"]


def test_types_and_flavors_find_components():
    assert names("artifact_store") == ["prod", "bucket"]
    assert names("s3") == ["prod"]


def test_nothing_fits():
    assert names("zzz") == []


def test_what_a_symbol_says():
    (found,) = workspace_symbols(INDEX, "vertex_prod")
    assert found.container == "vertex orchestrator in gcp-prod"
    text = found.location.lines.text
    assert text[found.location.span.start : found.location.span.end] == "vertex_prod"


def test_an_answer_has_a_bound():
    assert len(workspace_symbols(WorkspaceIndex(INDEX.files * 100), "")) == MOST
