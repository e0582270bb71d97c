"""Merged mappings that versions of PyYAML make different things of."""

from __future__ import annotations

import pytest

from stackls_core.analysis.rules import ambiguous_merge
from stackls_core.documents.rule import Part
from stackls_core.documents.stack_file.view import parse_stack_file
from stackls_core.findings import Finding
from tests.support.checks import check_fix


def found(text: str) -> list[Finding]:
    file = parse_stack_file(text)
    return list(ambiguous_merge.check(Part(file, file.document.root)))


@pytest.mark.parametrize(
    "text",
    [
        "x: &x {aa: 1}\ny: &y {bb: 2}\nz: {<<: [*x, *y]}\n",
        "x: &x {aa: 1}\ny: &y {aa: 1}\nz: {<<: [*x, *y]}\n",
        "x: &x {aa: [1]}\ny: &y {aa: [1]}\nz: {<<: [*x, *y]}\n",
        "x: &x {aa: 1}\ny: &y {aa: 2}\nz: {<<: [*x, *y], aa: 3}\n",
        "x: &x {a: 1}\ny: &y {a: 2}\nz: {<<: [*x, *y]}\n",
        "x: &x {aa: 1}\ny: &y {aa: 2}\nz: {<<: *x, <<: *y}\n",
        "x: &x {aa: 1}\nz: {<<: [*x, *x]}\n",
        "z: {<<: [*nowhere, *nobody]}\n",
        "z: {<<: 5}\n",
        "z: {<<: [{[a]: 1}, {[a]: 2}]}\n",
    ],
)
def test_what_every_version_reads_the_same_way_is_not_reported(text: str):
    assert found(text) == []


def test_the_keys_are_named_and_both_places_shown():
    text = "x: &x {aa: 1, bb: 2}\ny: &y {aa: 3, bb: 4}\nz: {<<: [*x, *y]}\n"
    (finding,) = found(text)
    assert "for aa, bb, and" in finding.message
    assert text[finding.span.start : finding.span.end] == "<<"
    assert [text[r.span.start : r.span.end] for r in finding.related] == ["aa", "aa", "bb", "bb"]
    assert [text[r.span.end + 2] for r in finding.related] == ["1", "3", "2", "4"]


def test_of_many_keys_the_first_are_named():
    keys = [f"key{n}" for n in range(500)]
    one, other = (", ".join(f"{key}: {n}" for key in keys) for n in (1, 2))
    (finding,) = found(f"x: {{<<: [{{{one}}}, {{{other}}}]}}\n")
    assert "for key0, key1, key2, …, and" in finding.message
    assert len(finding.related) == 6


HEAD = """
    _a: &a {region: "eu", mode: fast}
    _b: &b {region: us, mode: careful}
    components:
      orchestrator:
        name: x
        flavor: harbor
"""


def test_what_yaml_itself_keeps_is_written_beside_the_merge():
    check_fix(
        HEAD + "        configuration:\n          <<: [*a, *b]  # both\n",
        HEAD
        + "        configuration:\n          <<: [*a, *b]  # both\n"
        + '          region: "eu"\n          mode: fast\n',
        title="Write the values of the first ones beside the merge",
    )


def test_in_flow_style_too():
    check_fix(
        HEAD + "        configuration: {<<: [*a, *b], mode: fast}\n",
        HEAD + '        configuration: {<<: [*a, *b], mode: fast, region: "eu"}\n',
        title='Write region: "eu" beside the merge',
    )


@pytest.mark.parametrize(
    "value", ["[1]", "{k: v}", "!!str x", "|\n    text", "'two\n    lines'", "&again x", ""]
)
def test_what_is_no_single_word_is_not_copied(value: str):
    (finding,) = found(f"x: &x\n  aa: {value}\ny: &y\n  aa: other\nz:\n  <<: [*x, *y]\n")
    assert finding.fixes == ()


def test_merges_of_merges_cost_little():
    levels = "".join(
        f"l{n}: &l{n}\n  <<: [{', '.join(f'*l{m}' for m in range(n))}]\n  key: {n}\n"
        for n in range(1, 300)
    )
    # each mapping gives the key itself
    assert found("l0: &l0 {key: 0}\n" + levels) == []


def test_only_so_many_whole_values_are_compared():
    pairs = "".join(f"m{n}:\n  <<: [{{aa: [1]}}, {{aa: [2]}}]\n" for n in range(300))
    assert 100 < len(found(pairs)) < 300
