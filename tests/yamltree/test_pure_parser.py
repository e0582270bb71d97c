"""libyaml reads for us, PyYAML's own parser for ZenML: their verdicts have to be the same.

`stackls_core.yamltree.pure` knows where they differ; each case here is one that it settles.
"""

from __future__ import annotations

import pytest
import yaml

from stackls_core.yamltree.parse import parse
from tests.support.checks import check_diagnostics


def is_accepted(text: str, loader: type) -> bool:
    try:
        yaml.load(text, Loader=loader)
    except (yaml.YAMLError, ValueError, OverflowError):
        return False
    return True


ONLY_PYYAML_REFUSES = [
    "a: b\t\n",
    "a:\tb\n",
    "a: b\t# c\n",
    "a: x\ty\n",
    "a: b\n \t\nc: d\n",
    "a: &x\tb\n",
    "a: [b,\tc]\n",
    "a: {b:\tc}\n",
    "a: [\n\tb\n]\n",
    "a: 'x\ty'\t\n",
    "a: |\t\n  x\n",
    "a: | \t# c\n  x\n",
    "a: '#'\t\n",
    "a: [b]\t# c\n",
    "a: [x?y]\n",
    "a: [https://example.com/?q=1]\n",
    "a: {u: https://example.com/?q=1}\n",
    "a: [b, [c?]]\n",
    "a: [x ?y]\n",
    "a: |#c\n  x\n",
]
ONLY_LIBYAML_REFUSES = [
    "a: |\n  \tx\n",
    "%FOO\n---\na: b\n",
    "%YAML 1.3\n---\na: b\n",
    'a: "\\ud800"\n',
]
BOTH_TAKE = [
    "a: b # c\tc\n",
    "# \t\na: b\n",
    "a: 'x\ty'\n",
    'a: "x\n\ty"\n',
    "a: |\n  x\ty\n",
    "a: |\n  x\n  \t\n",
    "a: |\n  x\t\n",
    "a: | # \t\n  x\n",
    "a: [b]# \t\n",
    "a: x#y # \t\n",
    "a: x?y\n",
    "a: ?x\n",
    "- https://example.com/?q=1\n",
    "a: ['x?y', \"b?\"]\n",
    "a: [?x]\n",
    "a: {? b : c}\n",
    "a: |\n  #c\n",
    "a: {b: c}  # [x?y]\n",
    "a:\u3000b\n",
    "a: \xa0b\n",
    "- - -\n",
    "%YAML 1.2\n---\na: b\n",
]
BOTH_REFUSE = [
    "a: b\n\t\nc: d\n",
    "a:\n\t- b\n",
    "a:\n  -\tb\n",
    "a: x\n\ty\n",
    "# c\n\t# d\na: b\n",
    "key: [a, b]: c\n",
    "a: b: c\n",
    "a: - b\n",
    "a: %x\n",
    "a: @x\n",
    "a: `x\n",
    'a: "\\q"\n',
    "a: *b\n",
    "a: &b x\nc: &b y\n",
    "a: b\n---\nc: d\n",
    "a: b\n---\n",
    "a: b\n... x\n",
    "--- a: b\n",
    "%YAML 2.0\n---\na: b\n",
    "a: \x07\n",
    'a: "\\U00110000"\n',
    'a: "\\UFFFFFFFF"\n',
]


@pytest.mark.parametrize("text", ONLY_PYYAML_REFUSES)
def test_what_only_pyyaml_refuses_is_an_error(text: str):
    assert is_accepted(text, yaml.CSafeLoader)
    assert not is_accepted(text, yaml.SafeLoader)
    document = parse(text)
    assert document.errors
    assert not document.is_damaged


@pytest.mark.parametrize("text", ONLY_LIBYAML_REFUSES)
def test_what_only_libyaml_refuses_is_none(text: str):
    assert not is_accepted(text, yaml.CSafeLoader)
    assert is_accepted(text, yaml.SafeLoader)
    document = parse(text)
    assert not document.errors
    assert document.root is not None


@pytest.mark.parametrize("text", BOTH_TAKE)
def test_what_both_take_is_none(text: str):
    assert is_accepted(text, yaml.SafeLoader)
    assert not parse(text).errors


@pytest.mark.parametrize("text", BOTH_REFUSE)
def test_what_both_refuse_is_an_error(text: str):
    assert not is_accepted(text, yaml.SafeLoader)
    assert parse(text).errors


def test_a_tab_after_a_value():
    check_diagnostics(
        "stack_name: demo\t# why\n"
        "                ^ error[syntax-error] Use a space\n"
        "zenml_version: 1.2.3\n" + COMPONENTS
    )


def test_a_question_mark_in_a_list():
    check_diagnostics(
        "x: [https://example.com/?q=1]\n"
        "                        ^ error[syntax-error] Quote the value\n"
        "stack_name: demo\nzenml_version: 1.2.3\n" + COMPONENTS
    )


COMPONENTS = """\
components:
  orchestrator: {name: a, flavor: local, configuration: {}}
  artifact_store: {name: a, flavor: local, configuration: {}}
"""
