"""Semantic tokens: what is marked, and as what."""

from __future__ import annotations

from stackls_core.text import Span
from stackls_server.features.semantic_tokens import semantic_tokens
from tests.support.checks import snapshot_of

HARBOR = "components:\n  orchestrator:\n    flavor: harbor\n    configuration:\n"


def shown(marked: str, within: Span | None = None) -> list[str]:
    """Each token as ``text: kind``."""
    snapshot, _ = snapshot_of(marked + "<CURSOR>")
    return [
        f"{snapshot.text[one.span.start : one.span.end]}: {one.kind.value}"
        for one in semantic_tokens(snapshot, within)
    ]


def test_secret_references():
    assert shown(f"{HARBOR}      token: '{{{{a.b}}}}'\n      region: \"{{{{ c.d }}}}\"\n") == [
        "{{a.b}}: secret reference",
        "{{ c.d }}: secret reference",
    ]


def test_what_only_looks_like_one():
    assert shown(f"{HARBOR}      region: 'x {{{{a.b}}}}'\n      token: '{{{{a}}}}'\n") == []


def test_placeholders():
    assert shown(f"{HARBOR}      region: ${{A}}-${{B}}\n      ${{C}}: 'x${{D}}'\n") == [
        "${A}: placeholder",
        "${B}: placeholder",
        "${C}: placeholder",
        "${D}: placeholder",
    ]


def test_deprecated_keys():
    assert shown(f"{HARBOR}      old_mode: x\n      mode: fast\n") == ["old_mode: deprecated key"]


def test_deprecated_keys_that_a_merge_brings_in_are_marked_once():
    text = "_a: &a {old_mode: x}\n" + HARBOR + "      <<: *a\n      region: y\n"
    assert shown(text) == ["old_mode: deprecated key"]


def test_a_deprecated_key_of_another_flavor_is_none():
    assert shown("components:\n  orchestrator:\n    configuration: {old_mode: x}\n") == []


def test_tokens_do_not_overlap():
    assert shown(f"{HARBOR}      token: '{{{{a.${{KEY}}}}}}'\n") == [
        "{{a.${KEY}}}: secret reference"
    ]


def test_a_token_stays_on_its_line():
    assert shown(f"{HARBOR}      token: '{{{{\n        a.b }}}}'\n") == [
        "{{: secret reference",
        "a.b }}: secret reference",
    ]


def test_only_within_a_range():
    text = HARBOR + "      region: ${A}\n      mode: ${B}\n"
    at = text.index("${B}")
    assert shown(text, Span(at, at + 1)) == ["${B}: placeholder"]
    assert shown(text, Span(0, 5)) == []


def test_block_scalars():
    assert shown(f"{HARBOR}      token: >-\n        {{{{a.b}}}}\n") == ["{{a.b}}: secret reference"]
