"""Every rule by example: ``fixtures/rules/<code>.yaml`` says what is reported, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackls_core.analysis.all_rules import BY_CODE
from stackls_core.catalog.flavors import FlavorRegistry
from tests.support.checks import REGISTRY, check_diagnostics, find
from tests.support.known import known_store

RULES = Path(__file__).parents[2] / "fixtures" / "rules"


def _registry(marked: str, shipped: FlavorRegistry) -> FlavorRegistry:
    return shipped if marked.startswith("# registry: shipped") else REGISTRY


@pytest.mark.parametrize("code", BY_CODE)
def test_the_fixture_of_a_rule_shows_it(code: str, shipped_registry: FlavorRegistry):
    marked = (RULES / f"{code}.yaml").read_text(encoding="utf-8")
    registry = _registry(marked, shipped_registry)
    known = known_store() if BY_CODE[code].needs_store else None
    check_diagnostics(marked, registry, known)
    _, findings = find(marked, registry, known)
    assert code in {finding.code for finding in findings}


def test_no_fixture_is_left_of_a_rule_that_is_gone():
    assert {path.stem for path in RULES.glob("*.yaml")} == set(BY_CODE)
