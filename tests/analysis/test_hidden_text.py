"""Values that are not what they look like: escapes, invisible characters, line breaks, blanks."""

from __future__ import annotations

import pytest

from stackls_core.analysis.fix_all import fix_text
from stackls_core.analysis.judging import Checked, all_judged
from stackls_core.check import check_text
from stackls_core.findings import Finding
from stackls_core.text import apply_edits
from stackls_core.yamltree.lookalikes import suspicious
from tests.support.checks import CATALOG, hover_text
from tests.support.stack_texts import HEAD, REST

STORE = HEAD + (
    "  orchestrator:\n    name: o1\n    flavor: local\n    configuration: {}\n"
    "  artifact_store:\n    name: s1\n    flavor: s3\n    configuration:\n      path: "
)


def check(text: str) -> list[Finding]:
    return check_text(text, None, CATALOG)


def of_path(value: str) -> list[tuple[str, str, list[str]]]:
    """Code and message of what is said of a path, and what each fix makes of it."""
    text = STORE + value + "\n"
    found = all_judged(Checked(text, check(text)), check)
    return [
        (
            one.code,
            one.message,
            [apply_edits(text, fix.edits).removeprefix(STORE)[:-1] for fix in one.fixes],
        )
        for one in found
    ]


@pytest.mark.parametrize(
    ("written", "after"),
    [
        ('"s3://C:\\Users"', "'s3://C:\\Users'"),
        ('"s3://a\\data"', "'s3://a\\data'"),
        ('"s3://a\\$x"', "'s3://a\\$x'"),
        ('"s3://a\\Mine"', "'s3://a\\Mine'"),
        ('"s3://it\'s\\Mine"', "'s3://it''s\\Mine'"),
    ],
)
def test_a_backslash_that_begins_no_escape(written: str, after: str):
    ((code, message, fixes),) = of_path(written)
    assert code == "syntax-error"
    assert message.startswith("In double quotes \\ begins an escape")
    assert fixes == [after]


@pytest.mark.parametrize(
    "written", ['"s3://b\\temp"', '"s3://b\\new"', '"s3://b\\a"', '"s3://b\\0"']
)
def test_an_escape_that_eats_a_path(written: str):
    ((code, message, fixes),) = of_path(written)
    assert (code, fixes) == ("yaml-surprise", ["'" + written[1:-1] + "'"])
    assert "ZenML reads" in message


def test_a_windows_path_is_fixed_without_asking():
    text = HEAD + REST.replace("configuration: {}", 'configuration: {path: "C:\\temp\\new"}')
    (finding, *_) = [one for one in check(text) if one.code == "yaml-surprise"]
    assert finding.fixes[0].safe


@pytest.mark.parametrize(
    ("written", "character", "after"),
    [
        ("s3://b\u00a0", "no-break space (U+00A0)", "s3://b"),
        ("s3://te\u200bam", "zero width space (U+200B)", "s3://team"),
        ("'s3://te\u00adam'", "soft hyphen (U+00AD)", "'s3://team'"),
        ("s3://eu\u2013west", "en dash (U+2013)", "s3://eu-west"),
        ("s3://te\u0430m", "cyrillic letter (U+0430)", "s3://team"),
        ("s3://b\ufeff", "byte order mark (U+FEFF)", "s3://b"),
        ("s3://b\uff0fx", "full-width / (U+FF0F)", "s3://b/x"),
    ],
)
def test_a_character_that_nobody_sees(written: str, character: str, after: str):
    ((code, message, fixes),) = of_path(written)
    assert (code, fixes) == ("yaml-surprise", [after])
    assert character in message


@pytest.mark.parametrize(
    ("written", "after"),
    [
        ("|\n        s3://b", "s3://b"),
        (">\n        s3://b", "s3://b"),
        ('"s3://b "', '"s3://b"'),
        ("s3://b\n        /x", "s3://b/x"),
        (">-\n        s3://b\n        /x", "s3://b/x"),
    ],
)
def test_line_breaks_and_blanks_in_a_path(written: str, after: str):
    ((code, _, fixes),) = of_path(written)
    assert (code, fixes) == ("yaml-surprise", [after])


@pytest.mark.parametrize(
    "written",
    [
        "s3://b",
        "'s3://b\\c'",
        '"s3://b\\\\c"',
        "s3://größe",
        '"s3://b\\u00e9"',
        "|-\n        s3://b",
    ],
)
def test_what_looks_like_what_it_is(written: str):
    assert of_path(written) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    flavor\uff1alocal\n", "    flavor: local\n"),
        ("    flavor:\u00a0local\n", "    flavor: local\n"),
        ("\u00a0   flavor: local\n", "    flavor: local\n"),
        ("    flavor\u200b: local\n", "    flavor: local\n"),
        ("    flavor: \u201clocal\u201d\n", '    flavor: "local"\n'),
    ],
)
def test_a_character_in_the_way_of_yaml(before: str, after: str):
    text = HEAD + (
        "  orchestrator:\n    name: o1\n    flavor: local\n    configuration: {}\n"
        "  artifact_store:\n    name: s1\n    flavor: local\n    configuration: {}\n"
    )
    broken = text.replace("    flavor: local\n", before, 1)
    assert any("(U+" in finding.message for finding in check(broken))
    assert fix_text(broken, check).text == text.replace("    flavor: local\n", after, 1)


@pytest.mark.parametrize(
    "text",
    [
        "it\u2019s fine to say",
        "caf\u00e9 \u2013 bar",
        "\u043f\u0440\u0438\u0432\u0435\u0442",
        "a\u00a0b c",
    ],
)
def test_text_for_people_may_have_such_characters(text: str):
    assert suspicious(text) == []


def test_hover_shows_what_escapes_make_of_a_value():
    shown = hover_text(STORE + '"C:\\te<CURSOR>mp"\n')
    assert shown is not None
    assert "ZenML reads `C:\u2409emp`." in shown
