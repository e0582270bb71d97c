"""Every rule by example: ``fixtures/rules/<code>.yaml`` says what is reported, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackls_core.analysis.all_rules import BY_CODE
from stackls_core.catalog.catalog import Catalogs
from tests.support.checks import CATALOG, check_diagnostics, find
from tests.support.code import sample_scope
from tests.support.known import known_registry

RULES = Path(__file__).parents[2] / "fixtures" / "rules"


def _catalog(marked: str, shipped: Catalogs) -> Catalogs:
    return shipped if marked.startswith("# catalog: shipped") else CATALOG


@pytest.mark.parametrize("code", BY_CODE)
def test_the_fixture_of_a_rule_shows_it(code: str, shipped_catalogs: Catalogs):
    marked = (RULES / f"{code}.yaml").read_text(encoding="utf-8")
    catalog = _catalog(marked, shipped_catalogs)
    known = known_registry() if BY_CODE[code].needs_store else None
    scope = sample_scope() if BY_CODE[code].needs_code else None
    check_diagnostics(marked, catalog, known, scope)
    _, findings = find(marked, catalog, known, scope)
    assert code in {finding.code for finding in findings}


def test_no_fixture_is_left_of_a_rule_that_is_gone():
    assert {path.stem for path in RULES.glob("*.yaml")} == set(BY_CODE)
