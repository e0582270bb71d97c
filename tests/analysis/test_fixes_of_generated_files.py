"""Fixes on files in many hands: flow style, anchors, comments, CRLF, tags, quoted keys.

The files are those that verdicts are compared with ZenML's on (`benchmarks/differential`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from benchmarks.differential.catalog import load_catalog
from benchmarks.differential.generate import generate
from stackls_core.catalog.catalog import Catalog
from stackls_core.check import check_text
from stackls_core.findings import Finding, Fix
from stackls_core.text import apply_edits
from tests.analysis.test_fixes import BRING_TO_LIGHT, codes, errors

COUNT = 500
_OF_EACH = 12
_COMMENT = re.compile(r"# owned by the platform team")

Applied = tuple[str, Finding, Fix]


def mistakes(seed: int, catalog: Catalog, *, crlf: bool) -> Iterator[Applied]:
    """Fixes with the text that each is for: of every kind of fix some, so that all have a turn."""
    met: Counter[tuple[str, str]] = Counter()
    for case in generate(seed, COUNT, load_catalog()):
        if case.label == "odd/component-under-two-types":
            continue  # what is right under one type is wrong under the other
        text = case.text
        if crlf:
            text = text.replace("\r\n", "\n").replace("\n", "\r\n")
        for finding in check_text(text, None, catalog):
            for fix in finding.fixes:
                kind = (finding.code, fix.title.split()[0])
                met[kind] += 1
                if met[kind] <= _OF_EACH:
                    yield text, finding, fix


def check(text: str, finding: Finding, fix: Fix, catalog: Catalog) -> None:
    """The finding is gone, nothing else is wrong, line breaks and comments are what they were."""
    before = check_text(text, None, catalog)
    after_text = apply_edits(text, fix.edits)
    after = check_text(after_text, None, catalog)
    shown = f"{finding.code}: {fix.title}\n{text}\n-->\n{after_text}"
    assert codes(after)[finding.code] < codes(before)[finding.code], shown
    new = {code for code, _ in errors(after) - errors(before)}
    new = {code for code in new if codes(after)[code] > codes(before)[code]}
    assert "syntax-error" not in new, shown
    if finding.code == "wrong-value":
        # rules of single flavors look at values of the right type only
        new -= {"invalid-combination", "wrong-scheme"}
    if finding.code == "unknown-parameter" and not fix.safe:
        new.discard("wrong-value")
    if finding.code == "yaml-surprise" and not fix.safe:
        # the text that was meant may be one that its parameter refuses
        new -= {"wrong-value", "refused-secret-reference"}
    if finding.code == "missing-name":
        # which names others have is not known to a rule that looks at one component
        new.discard("repeated-name")
    assert not new or finding.code in BRING_TO_LIGHT, shown
    if "\n" not in text.replace("\r\n", ""):
        assert "\n" not in after_text.replace("\r\n", ""), shown
    if not fix.title.startswith("Remove"):
        assert len(_COMMENT.findall(after_text)) >= len(_COMMENT.findall(text)), shown


@pytest.mark.parametrize("crlf", [False, True], ids=["as-written", "CRLF"])
def test_every_fix_mends_its_finding_and_nothing_else(shipped_catalog: Catalog, crlf: bool):
    applied = 0
    for text, finding, fix in mistakes(7 + crlf, shipped_catalog, crlf=crlf):
        check(text, finding, fix, shipped_catalog)
        applied += 1
    assert applied > 150
