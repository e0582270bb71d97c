"""What a keystroke costs, counted in work instead of in seconds: the same in a long file."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from benchmarks.stack_files import MISTAKES, file_with_mistakes, stack_file
from stackls_core.analysis.analyze import Memo
from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.findings import Finding
from stackls_core.schema import lax
from stackls_core.text import Span
from stackls_core.yamltree import parse
from stackls_server.features.completion import complete
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot

CATALOG = Catalog([open_folder()])


@dataclass
class Work:
    """Work that was done."""

    composed: int = 0
    """Characters that were composed, each time anew."""
    built: int = 0
    """Validators that were built."""


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    done = Work()
    compose, validator = parse.compose, lax.SchemaValidator

    def counted_compose(text: str):
        done.composed += len(text)
        return compose(text)

    def counted_validator(*arguments: object, **options: object):
        done.built += 1
        return validator(*arguments, **options)

    monkeypatch.setattr(parse, "compose", counted_compose)
    monkeypatch.setattr(lax, "SchemaValidator", counted_validator)
    return done


class Typing:
    """A long file in which somebody types, analysed after each letter."""

    def __init__(self, text: str) -> None:
        self.snapshot = Snapshot(text, CATALOG)
        self.memo = Memo()
        diagnose(self.snapshot, self.memo)
        self.component = 200 + max(
            node.span.end - node.span.start for node in self.snapshot.view.components
        )
        """Characters of the longest component, and some more for what is around it."""

    def type(self, offset: int, text: str) -> None:
        for index, letter in enumerate(text):
            lines = self.snapshot.lines.edited(Span(offset + index, offset + index), letter)
            self.snapshot = self.snapshot.edited(lines)
            diagnose(self.snapshot, self.memo)


@pytest.mark.parametrize("place", ["first", "last"])
@pytest.mark.parametrize("lines", [71, 3_434])
def test_a_letter_in_a_value(work: Work, lines: int, place: str):
    one = Typing(stack_file(lines))
    validated, built, composed = one.memo.validated, work.built, work.composed
    text = one.snapshot.text
    find = text.index if place == "first" else text.rindex
    one.type(find("kubernetes_namespace: steps") + len("kubernetes_namespace: "), "abcde")
    assert one.memo.validated - validated == 5, "one component for each letter"
    assert work.built == built, "all validators are there"
    assert work.composed - composed < 5 * one.component


@pytest.mark.parametrize("place", ["first", "last"])
@pytest.mark.parametrize("lines", [71, 3_434])
def test_a_new_key_which_is_no_yaml_until_its_colon(work: Work, lines: int, place: str):
    one = Typing(stack_file(lines))
    text = one.snapshot.text
    find = text.index if place == "first" else text.rindex
    at = find("      privileged:")
    one.type(at, "\n")
    validated, composed = one.memo.validated, work.composed
    one.type(at, "      ttl_seconds")
    typed = len("      ttl_seconds")
    assert one.memo.validated - validated <= typed
    # the text as it is, and without each of the lines that may be at fault
    assert work.composed - composed < typed * 3 * one.component
    assert "syntax-error" in {f.code for f in diagnose(one.snapshot, one.memo)}


def test_completion_and_hover_compose_nothing(work: Work):
    snapshot = Typing(stack_file(3_434)).snapshot
    at = snapshot.text.rindex("privileged")
    fresh = Snapshot(snapshot.text, CATALOG)
    composed = work.composed
    assert hover(fresh, at) is not None
    assert complete(fresh, at + 3)
    assert work.composed == composed


def test_findings_of_other_components_are_kept_as_they_are(monkeypatch: pytest.MonkeyPatch):
    """A letter in the last of many components moves nothing; one in the first moves the others."""
    one = Typing(file_with_mistakes(3_434))
    moved: list[Finding] = []
    shifted = Finding.shifted

    def counted(finding: Finding, by: int) -> Finding:
        moved.append(finding)
        return shifted(finding, by)

    monkeypatch.setattr(Finding, "shifted", counted)
    text, validated = one.snapshot.text, one.memo.validated
    of_each = len(MISTAKES) + 1  # one of them is said better by another
    one.type(text.rindex("pod_count: ") + len("pod_count: "), "1")
    assert len(moved) <= of_each + 1
    moved.clear()
    one.type(text.index("pod_count: ") + len("pod_count: "), "1")
    assert len(moved) <= text.count("pod_count: ") * of_each + 1
    assert one.memo.validated - validated == 2


def test_an_edit_outside_of_components(work: Work):
    one = Typing(stack_file(3_434))
    validated, composed = one.memo.validated, work.composed
    one.type(one.snapshot.text.index("production\n"), "abc")
    assert one.memo.validated == validated
    assert work.composed - composed < 3 * one.component
