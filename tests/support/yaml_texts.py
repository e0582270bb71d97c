"""Texts that may be YAML, for property tests."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import strategies as st

PIECES = [
    *("a", "b: 1", "key", "stack_name: x\n", "components:\n", "  orchestrator:\n", "    name: x\n"),
    *("?", "? ", "- ", "-", ": ", ":", "\t", " ", "  ", "    ", "\n", "\n", "\r\n", "\r"),
    *("\u2028", "\x85", "\xa0", "#c", " # c", "# x\ty", "[", "]", "{", "}", ",", ", ", "'", '"'),
    *("''", "'x\ty'", "|", "|\n", "|+\n  a\n", ">\n", "|2\n", ">-\n", "|\n  a\tb\n", "|#", "| #"),
    *("&a ", "*a", "!t ", "!!str ", "!!int ", "!!set ", "!!omap ", "! ", "<<: *a", "<<: ", "<<"),
    *("%YAML 1.1\n", "%TAG ! tag:x,2000:\n", "%FOO\n", "---", "--- ", "---\n", "...\n", "@", "`"),
    *("\\", '"\\x41"', '"\\q"', "=", "~", "null", "yes", "0123", "12:30", "1_0", "0x", "0b_"),
    *("2024-01-01", "2024-13-45", ".inf", "1e3", "${X}", "{{a.b}}", "a:b", "a :b", "x#y", "x?y"),
    *("[a: b]", '"a":1', '{"a":1}', "[a]", "{a: b}", "{a}", "é", "中", "😀", "\x07", "\x7f"),
    *("x: &a {y: z}\n", "z: *a\n", "m: &a\n  k: v\n", "n:\n  <<: *a\n  l: w\n"),
]


def texts() -> st.SearchStrategy[str]:
    """Pieces of YAML in any order."""
    return st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def _leaves() -> st.SearchStrategy[Any]:
    return st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**12), 10**12),
        st.floats(allow_nan=False),
        st.text(st.characters(exclude_categories=("Cs",)), max_size=12),
        st.dates(),
        st.sampled_from(["yes", "no", "0123", "12:30", "1_0", "~", "null", "=", "<<", "{{a.b}}"]),
    )


def _nested(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keys = st.one_of(st.text(max_size=6), st.integers(0, 99), st.booleans())
    return st.one_of(st.lists(children, max_size=4), st.dictionaries(keys, children, max_size=4))


def documents() -> st.SearchStrategy[str]:
    """Mappings written by PyYAML, in block style, flow style or both."""
    values = st.dictionaries(st.text(max_size=6), st.recursive(_leaves(), _nested, max_leaves=12))

    def dump(value: Any, flow: bool | None, is_unicode: bool, line_break: str) -> str:
        text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=is_unicode)
        return text.replace("\n", line_break)

    return st.builds(
        dump,
        values,
        st.sampled_from([True, False, None]),
        st.booleans(),
        st.sampled_from(["\n", "\r\n"]),
    )
