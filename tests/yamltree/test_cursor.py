"""Where the cursor is: one classification, on text as it stands while somebody writes it."""

from __future__ import annotations

import pytest

from stackls_core.documents.stack_file.kind import STACK_FILE
from stackls_core.documents.stack_file.place import COMPONENT_KEY, TOP_KEY, TYPE_KEY
from stackls_core.text import LineIndex
from stackls_core.yamltree.cursor.cursor import Cursor, Role, cursor_at
from stackls_core.yamltree.cursor.paths import ITEM
from stackls_core.yamltree.cursor.window import window_around
from tests.support.checks import CATALOG
from tests.support.markers import parse_fixture

_KINDS = {TOP_KEY: "top key", TYPE_KEY: "type key", COMPONENT_KEY: "component key"}

COMPONENTS = "stack_name: x\ncomponents:\n"
TYPE = COMPONENTS + "  orchestrator:\n"
ONE_ITEM = TYPE + "    - name: a\n      flavor: harbor\n"
LIST = ONE_ITEM + "      configuration:\n"
MAPPING = TYPE + "    name: a\n    flavor: harbor\n    configuration:\n"


def classify(marked: str) -> tuple[str, Cursor]:
    fixture = parse_fixture(marked)
    return fixture.text, cursor_at(LineIndex(fixture.text), fixture.cursor, ("components",))


def place(marked: str) -> str:
    """The cursor's place in words: kind, type and flavor, path, what is typed of which token.

    ``parameter key orchestrator/harbor at mounts[] 'pa' of 'path'``
    """
    text, cursor = classify(marked)
    found = STACK_FILE.place(cursor, CATALOG)
    if found.role is Role.NOTHING:
        return "nowhere"
    names = found.names
    words = [_KINDS.get(found.special, "")]
    if not words[0]:
        words = ["component value" if "type" in names else "top value"]
        if "key" not in names:
            words = ["parameter key" if found.role is Role.KEY else "parameter value"]
    if "type" in names:
        words.append(f"{names['type']}/{names['flavor']}")
    if "key" in names:
        words.append(f"at {names['key']}")
    path = "".join("[]" if step is ITEM else f".{step}" for step in found.path)
    if path:
        words.append(f"at {path.removeprefix('.')}")
    token = text[cursor.span.start : cursor.span.end]
    if token:
        words.append(
            repr(cursor.typed) if token == cursor.typed else f"{cursor.typed!r} of {token!r}"
        )
    return " ".join(words)


AT_THE_TOP = [
    ("<CURSOR>", "top key"),
    ("st<CURSOR>", "top key 'st'"),
    ("stack_name: x\n<CURSOR>", "top key"),
    ("stack_name: <CURSOR>", "top value at stack_name"),
    ("stack_name:<CURSOR>", "top value at stack_name"),
    ("stack_name: my-<CURSOR>stack # c", "top value at stack_name 'my-' of 'my-stack'"),
    ("stack_name: x # c<CURSOR>", "nowhere"),
    ("zenml_version: '0.<CURSOR>98'", 'top value at zenml_version "\'0." of "\'0.98\'"'),
    ("components:<CURSOR>", "nowhere"),
    ("components: <CURSOR>", "nowhere"),
    ("st<CURSOR>ack_name: x\n", "top key 'st' of 'stack_name'"),
    ("---\nstack_name: x\n<CURSOR>", "top key"),
    ("\ufeffstack_name: <CURSOR>", "top value at stack_name"),
    ("\ufeffst<CURSOR>ack_name: x", "top key 'st' of 'stack_name'"),
    ("{stack_name: x, <CURSOR>}", "top key"),
    ("# <CURSOR>", "nowhere"),
    ("_x: &x\n  a: 1\n\n<CURSOR>\n  orchestrator:\n    name: a\nstack_name: x", "top key"),
    ("env:\n  - <CURSOR>", "nowhere"),
    ("other:\n  x: <CURSOR>", "nowhere"),
    (TYPE + "    name: a\nzenml_version: <CURSOR>", "top value at zenml_version"),
    (TYPE + "    name: a\nzen<CURSOR>", "top key 'zen'"),
    (TYPE + "    name: a\n# c\n<CURSOR>", "top key"),
    (TYPE + "    name: a\nextra:\n  <CURSOR>", "nowhere"),
    (TYPE + "    name: a\nextra:\n  foo: <CURSOR>", "nowhere"),
    (TYPE + "    name: a\nextra:\n  orchestrator:\n    flavor: <CURSOR>", "nowhere"),
    ("_x: &x\n  flavor: <CURSOR>\ncomponents:\n  orchestrator:\n    name: a", "nowhere"),
]

COMPONENT_TYPES = [
    (COMPONENTS + "<CURSOR>", "type key"),
    (COMPONENTS + "  <CURSOR>", "type key"),
    (COMPONENTS + "    <CURSOR>", "type key"),
    (COMPONENTS + "\n\n  <CURSOR>", "type key"),
    (COMPONENTS + "  orc<CURSOR>", "type key 'orc'"),
    (COMPONENTS + "  orc<CURSOR>hestrator:", "type key 'orc' of 'orchestrator'"),
    (COMPONENTS + "  orchestrator:<CURSOR>", "nowhere"),
    (COMPONENTS + "  orchestrator: <CURSOR>", "nowhere"),
    (TYPE + "  <CURSOR>", "type key"),
    ("components:\n  <CURSOR>\n  orchestrator:\n    name: a", "type key"),
    ("components:\n  <CURSOR>\nstack_name: x", "type key"),
    (TYPE + "    - name: a\n  <CURSOR>", "type key"),
    (LIST + "        region: x\n  <CURSOR>", "type key"),
    (LIST + "        region: x\n    <CURSOR>", "type key"),
    ("components: {<CURSOR>}", "type key"),
    ("components:\n  - <CURSOR>", "nowhere"),
]

KEYS_OF_A_COMPONENT = [
    (TYPE + "    <CURSOR>", "component key orchestrator/"),
    (TYPE + "      <CURSOR>", "component key orchestrator/"),
    (TYPE + "\n    <CURSOR>", "component key orchestrator/"),
    (TYPE + "    # c\n    <CURSOR>", "component key orchestrator/"),
    (TYPE + "    -<CURSOR>", "component key orchestrator/"),
    (TYPE + "    - <CURSOR>", "component key orchestrator/"),
    (TYPE + "  -<CURSOR>", "component key orchestrator/"),
    (TYPE + "  - <CURSOR>", "component key orchestrator/"),
    (TYPE + "  - name: a\n    <CURSOR>", "component key orchestrator/"),
    (TYPE + "    - name: a\n      <CURSOR>", "component key orchestrator/"),
    (TYPE + "    - na<CURSOR>", "component key orchestrator/ 'na'"),
    (TYPE + "    na<CURSOR>", "component key orchestrator/ 'na'"),
    (TYPE + "    name: a\n    <CURSOR>\n    flavor: harbor", "component key orchestrator/harbor"),
    (
        TYPE + "    - name: a\n      flavor: harbor\n\n      <CURSOR>\n\n    - name: b",
        "component key orchestrator/harbor",
    ),
    (
        TYPE + "  - name: a\n    flavor: harbor\n  -<CURSOR>\n  artifact_store:\n  - name: b",
        "component key orchestrator/",
    ),
    (LIST + "      <CURSOR>", "component key orchestrator/harbor"),
    (LIST + "        region: x\n      <CURSOR>", "component key orchestrator/harbor"),
    (LIST + "        region: x\n    -<CURSOR>", "component key orchestrator/"),
    (COMPONENTS + "  orchestrator: {<CURSOR>", "component key orchestrator/"),
    (COMPONENTS + "  orchestrator: [{name: a, fla<CURSOR>}]", "component key orchestrator/ 'fla'"),
    (
        TYPE + "    name: a\n    flavor: harbor\n    configuration: {region: x}\n    <CURSOR>",
        "component key orchestrator/harbor",
    ),
    (TYPE + "    # fl<CURSOR>", "nowhere"),
    (TYPE + '    "na<CURSOR>me": a', "component key orchestrator/ '\"na' of '\"name\"'"),
]

VALUES_OF_COMPONENT_KEYS = [
    (TYPE + "    flavor: har<CURSOR>", "component value orchestrator/har at flavor 'har'"),
    (
        TYPE + '    flavor: "har<CURSOR>"',
        "component value orchestrator/har at flavor '\"har' of '\"har\"'",
    ),
    (TYPE + "    flavor: 'har<CURSOR>", "component value orchestrator/'har at flavor \"'har\""),
    (TYPE + "    - flavor: <CURSOR>", "component value orchestrator/ at flavor"),
    (TYPE + "    - name: a\n      type: <CURSOR>", "component value orchestrator/ at type"),
    (TYPE + "    name: a\n    labels: <CURSOR>", "component value orchestrator/ at labels"),
    (
        ONE_ITEM + "      configuration: <CURSOR>",
        "component value orchestrator/harbor at configuration",
    ),
    (
        TYPE + "    name: a\n    flavor: harbor\n    configuration: <CURSOR>{region: x}",
        "component value orchestrator/harbor at configuration '' of '{region: x}'",
    ),
    ("components: {orchestrator: {flavor: <CURSOR>}}", "component value orchestrator/ at flavor"),
    (
        TYPE + "    - {name: a, flavor: <CURSOR>}\n    - name: b",
        "component value orchestrator/ at flavor",
    ),
    (
        '"components":\n  "orchestrator":\n    "flavor": <CURSOR>',
        "component value orchestrator/ at flavor",
    ),
    (
        "components:  # c\n  # d\n\n  orchestrator:\n    flavor: <CURSOR>",
        "component value orchestrator/ at flavor",
    ),
    (
        "components: &c\n  orchestrator:\n    flavor: <CURSOR>",
        "component value orchestrator/ at flavor",
    ),
    (
        TYPE + "    flavor: harbor\n  artifact_store:\n    - name: b\n      flavor: <CURSOR>",
        "component value artifact_store/ at flavor",
    ),
    (COMPONENTS + "  unknown_thing:\n    flavor: <CURSOR>", "nowhere"),
    (
        TYPE + "  - name: a\n    flavor: <CURSOR>\n  artifact_store:\n  - name: b",
        "component value orchestrator/ at flavor",
    ),
]

KEYS_IN_A_CONFIGURATION = [
    (LIST + "        <CURSOR>", "parameter key orchestrator/harbor"),
    (MAPPING + "      <CURSOR>", "parameter key orchestrator/harbor"),
    (LIST + "        re<CURSOR>", "parameter key orchestrator/harbor 're'"),
    (LIST + "        re<CURSOR>gion: x", "parameter key orchestrator/harbor 're' of 'region'"),
    (MAPPING + "      mode<CURSOR>:", "parameter key orchestrator/harbor 'mode'"),
    (MAPPING + "      <CURSOR>mode: fast", "parameter key orchestrator/harbor '' of 'mode'"),
    (
        MAPPING + '      "mo<CURSOR>de": fast',
        "parameter key orchestrator/harbor '\"mo' of '\"mode\"'",
    ),
    (MAPPING + '      "mo<CURSOR>', "parameter key orchestrator/harbor '\"mo'"),
    (LIST + "        region: x\n        <CURSOR>", "parameter key orchestrator/harbor"),
    (TYPE + "    configuration:\n      <CURSOR>", "parameter key orchestrator/"),
    (
        TYPE + "    - configuration:\n        <CURSOR>\n      flavor: harbor",
        "parameter key orchestrator/harbor",
    ),
    (ONE_ITEM + "      configuration: &c\n        <CURSOR>", "parameter key orchestrator/harbor"),
    (MAPPING + "      <<: *d\n      <CURSOR>", "parameter key orchestrator/harbor"),
    (MAPPING + "      a: |\n        x\n      <CURSOR>", "parameter key orchestrator/harbor"),
    (
        MAPPING + '      a: "x\n        y"\n      mo<CURSOR>',
        "parameter key orchestrator/harbor 'mo'",
    ),
    (
        MAPPING + "      a: [\n        x\n      ]\n      mo<CURSOR>",
        "parameter key orchestrator/harbor 'mo'",
    ),
    (
        MAPPING + "      a: plain\n        more\n      mo<CURSOR>",
        "parameter key orchestrator/harbor 'mo'",
    ),
    (
        MAPPING + "      tok<CURSOR>\n\tx: y\n  artifact_store:\n    name: b",
        "parameter key orchestrator/harbor 'tok'",
    ),
    (
        "components:\n    orchestrator:\n      flavor: s3\n      configuration:\n         <CURSOR>",
        "parameter key orchestrator/s3",
    ),
    (
        "components:\n    orchestrator:\n    -   configuration:\n            re<CURSOR>",
        "parameter key orchestrator/ 're'",
    ),
    (
        LIST + "\n    - configuration:\n        <CURSOR>\n      flavor: local",
        "parameter key orchestrator/local",
    ),
    (
        TYPE + "    {name: a, flavor: harbor, configuration: {<CURSOR>}}",
        "parameter key orchestrator/harbor",
    ),
    (
        COMPONENTS
        + "  orchestrator: [{name: a, flavor: harbor, configuration: {workers: 1, <CURSOR>}}]",
        "parameter key orchestrator/harbor",
    ),
    (
        "{stack_name: x, components: {orchestrator: {flavor: harbor, configuration: {<CURSOR>}}}}",
        "parameter key orchestrator/harbor",
    ),
    (
        TYPE + "    flavor: local\n    configuration: {region: x, <CURSOR>\n    type: orchestrator",
        "parameter key orchestrator/local",
    ),
]

INSIDE_OF_OBJECTS_AND_LISTS = [
    (
        MAPPING + "      pod_settings:\n        <CURSOR>",
        "parameter key orchestrator/harbor at pod_settings",
    ),
    (
        MAPPING + "      pod_settings:\n        labels: {a: b}\n        <CURSOR>",
        "parameter key orchestrator/harbor at pod_settings",
    ),
    (
        MAPPING + "      pod_settings:\n        labels:\n          <CURSOR>",
        "parameter key orchestrator/harbor at pod_settings.labels",
    ),
    (MAPPING + "      mounts:\n        -<CURSOR>", "parameter key orchestrator/harbor at mounts[]"),
    (
        MAPPING + "      mounts:\n        - <CURSOR>",
        "parameter key orchestrator/harbor at mounts[]",
    ),
    (MAPPING + "      mounts:\n      - <CURSOR>", "parameter key orchestrator/harbor at mounts[]"),
    (
        MAPPING + "      mounts:\n        - path: <CURSOR>",
        "parameter value orchestrator/harbor at mounts[].path",
    ),
    (
        MAPPING + "      mounts:\n        - path: a\n          <CURSOR>",
        "parameter key orchestrator/harbor at mounts[]",
    ),
    (
        MAPPING + "      mounts:\n      - path: a\n        <CURSOR>",
        "parameter key orchestrator/harbor at mounts[]",
    ),
    (
        MAPPING + "      mounts:\n        - path: a\n        - <CURSOR>",
        "parameter key orchestrator/harbor at mounts[]",
    ),
    (
        MAPPING
        + "      mounts:\n        - path: a\n          read_only: <CURSOR>\n        - path: b",
        "parameter value orchestrator/harbor at mounts[].read_only",
    ),
    (
        MAPPING + "      mounts:\n        - {path: a, read_only: <CURSOR>}",
        "parameter value orchestrator/harbor at mounts[].read_only",
    ),
    (MAPPING + "      names: [<CURSOR>]", "parameter key orchestrator/harbor at names[]"),
    (MAPPING + "      names: [a, b<CURSOR>]", "parameter key orchestrator/harbor at names[] 'b'"),
    (
        MAPPING + "      names:\n      - x\n      - <CURSOR>",
        "parameter key orchestrator/harbor at names[]",
    ),
    (
        MAPPING + "      names:\n      - x<CURSOR>",
        "parameter key orchestrator/harbor at names[] 'x'",
    ),
    (
        MAPPING + "      mounts: [{path: a, <CURSOR>}]",
        "parameter key orchestrator/harbor at mounts[]",
    ),
    (
        MAPPING + "      mounts: [{path: <CURSOR>}]",
        "parameter value orchestrator/harbor at mounts[].path",
    ),
    (
        MAPPING + "      mounts: [{pa<CURSOR>: a}]",
        "parameter key orchestrator/harbor at mounts[] 'pa'",
    ),
    (
        MAPPING + "      mounts: [{path: a\n        , <CURSOR>",
        "parameter key orchestrator/harbor at mounts[]",
    ),
    (
        MAPPING + "      pod_settings: {labels: {a: <CURSOR>}}",
        "parameter value orchestrator/harbor at pod_settings.labels.a",
    ),
    (
        MAPPING + "      pod_settings: {env: [{<CURSOR>}]}",
        "parameter key orchestrator/harbor at pod_settings.env[]",
    ),
    (
        MAPPING + "      pod_settings: {\n        env: [],\n        <CURSOR>\n      }",
        "parameter key orchestrator/harbor at pod_settings",
    ),
    (
        MAPPING + "      tags:\n        a: b\n        c: <CURSOR>\n      names:\n      - x",
        "parameter value orchestrator/harbor at tags.c",
    ),
    (MAPPING + '      tags: {"a": <CURSOR>}', "parameter value orchestrator/harbor at tags.a"),
    (MAPPING + "      tags: {a: b}  # c<CURSOR>", "nowhere"),
    (MAPPING + "      tags: {}<CURSOR>", "nowhere"),
]

VALUES_IN_A_CONFIGURATION = [
    (LIST + "        region: <CURSOR>", "parameter value orchestrator/harbor at region"),
    (MAPPING + "      mode: fast<CURSOR>", "parameter value orchestrator/harbor at mode 'fast'"),
    (MAPPING + "      mode: fast <CURSOR>", "nowhere"),
    (
        MAPPING + "      mode:   <CURSOR>fast",
        "parameter value orchestrator/harbor at mode '' of 'fast'",
    ),
    (MAPPING + "      mode:<CURSOR>", "parameter value orchestrator/harbor at mode"),
    (
        MAPPING + "      mode: &m fa<CURSOR>st",
        "parameter value orchestrator/harbor at mode 'fa' of 'fast'",
    ),
    (
        MAPPING + "      mode: !!str fa<CURSOR>st",
        "parameter value orchestrator/harbor at mode 'fa' of 'fast'",
    ),
    (MAPPING + "      mode: *<CURSOR>", "parameter value orchestrator/harbor at mode '*'"),
    (
        MAPPING + "      region: x<CURSOR> y",
        "parameter value orchestrator/harbor at region 'x' of 'x y'",
    ),
    (
        MAPPING + "      region: '{{<CURSOR>}}'",
        'parameter value orchestrator/harbor at region "\'{{" of "\'{{}}\'"',
    ),
    (MAPPING + "      région: é<CURSOR>", "parameter value orchestrator/harbor at région 'é'"),
    (
        MAPPING + "      a: '😀'\n      mode: fa<CURSOR>",
        "parameter value orchestrator/harbor at mode 'fa'",
    ),
    (MAPPING + "      region:\n        <CURSOR>", "parameter key orchestrator/harbor at region"),
    (
        COMPONENTS
        + "  orchestrator: {name: a, flavor: harbor, configuration: {workers: <CURSOR>}}",
        "parameter value orchestrator/harbor at workers",
    ),
    (MAPPING + "      a: |\n        x<CURSOR>", "nowhere"),
    (MAPPING + "      mode: |\n        <CURSOR>", "nowhere"),
    (MAPPING + "      a: 'open\n      re<CURSOR>", "nowhere"),
]


@pytest.mark.parametrize(("marked", "expected"), AT_THE_TOP)
def test_at_the_top(marked: str, expected: str):
    assert place(marked) == expected


@pytest.mark.parametrize(("marked", "expected"), COMPONENT_TYPES)
def test_component_types(marked: str, expected: str):
    assert place(marked) == expected


@pytest.mark.parametrize(("marked", "expected"), KEYS_OF_A_COMPONENT)
def test_keys_of_a_component(marked: str, expected: str):
    assert place(marked) == expected


@pytest.mark.parametrize(("marked", "expected"), VALUES_OF_COMPONENT_KEYS)
def test_values_of_component_keys(marked: str, expected: str):
    assert place(marked) == expected


@pytest.mark.parametrize(("marked", "expected"), KEYS_IN_A_CONFIGURATION)
def test_keys_in_a_configuration(marked: str, expected: str):
    assert place(marked) == expected


@pytest.mark.parametrize(("marked", "expected"), INSIDE_OF_OBJECTS_AND_LISTS)
def test_inside_of_objects_and_lists(marked: str, expected: str):
    assert place(marked) == expected


@pytest.mark.parametrize(("marked", "expected"), VALUES_IN_A_CONFIGURATION)
def test_values_in_a_configuration(marked: str, expected: str):
    assert place(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        *(*AT_THE_TOP, *COMPONENT_TYPES, *KEYS_OF_A_COMPONENT, *VALUES_OF_COMPONENT_KEYS),
        *(*KEYS_IN_A_CONFIGURATION, *INSIDE_OF_OBJECTS_AND_LISTS, *VALUES_IN_A_CONFIGURATION),
    ],
)
def test_line_breaks_make_no_difference(marked: str, expected: str):
    assert place(marked.replace("\n", "\r\n")) == expected


def test_siblings_are_the_other_keys_of_the_mapping():
    _, cursor = classify(LIST + "        region: x\n        <CURSOR>\n        mode: 'fast'  # c\n")
    assert {s.name: s.value_text for s in cursor.siblings.values()} == {
        "region": "x",
        "mode": "fast",
    }
    assert list(cursor.scope(3)) == ["name", "flavor", "configuration"]
    assert cursor.scope(3)["flavor"].value_text == "harbor"


def test_siblings_of_types_are_those_of_all_components():
    _, cursor = classify(TYPE + "    name: a\n  <CURSOR>\n  alerter:\n  - name: b\n")
    assert list(cursor.siblings) == ["orchestrator", "alerter"]


def test_siblings_inside_of_braces():
    _, cursor = classify(TYPE + "    {flavor: 'harbor', configuration: {a: 1, <CURSOR>, b: 2}}")
    assert list(cursor.siblings) == ["a", "b"]
    assert cursor.scope(2)["flavor"].value_text == "harbor"
    assert cursor.flow


def test_the_key_at_the_cursor_is_no_sibling_of_its_own():
    _, cursor = classify(LIST + "        re<CURSOR>gion: x\n        mode: fast\n")
    assert list(cursor.siblings) == ["mode"]
    assert cursor.has_colon


@pytest.mark.parametrize(
    ("marked", "column", "change"),
    [
        (TYPE + "    name: a\n    <CURSOR>", 4, None),
        (TYPE + "    name: a\n     <CURSOR>\n    flavor: local", 4, ""),
        (TYPE + "    - name: a\n     <CURSOR>\n      flavor: local", 6, " "),
        (TYPE + "    - name: a\n<CURSOR>\n      flavor: local", 6, "      "),
        (TYPE + "    - name: a\n     <CURSOR>", 2, ""),
        (COMPONENTS + "<CURSOR>", 2, "  "),
        (COMPONENTS + "    <CURSOR>", 4, None),
    ],
)
def test_indentation_that_fits_nothing_is_mended(marked: str, column: int, change: str | None):
    _, cursor = classify(marked)
    assert cursor.column == column
    assert (cursor.realign.new_text if cursor.realign else None) == change


@pytest.mark.parametrize(
    ("marked", "on_item", "item_column"),
    [
        (MAPPING + "      mounts:\n        - <CURSOR>", True, None),
        (MAPPING + "      mounts:\n        -<CURSOR>", True, None),
        (MAPPING + "      mounts:\n        <CURSOR>", False, 8),
        (MAPPING + "      mounts:\n        - path: a\n          <CURSOR>", False, None),
        (TYPE + "    <CURSOR>", False, 4),
        (MAPPING + "      names: [<CURSOR>]", True, None),
    ],
)
def test_where_an_item_of_a_list_may_stand(marked: str, on_item: bool, item_column: int | None):
    _, cursor = classify(marked)
    assert (cursor.on_item, cursor.item_column) == (on_item, item_column)


PODS = MAPPING + "      pods:\n        labels:\n          a: b\n"


@pytest.mark.parametrize(
    "stray",
    [
        pytest.param(" x\n", id="a bare word"),
        pytest.param("  {{- if .Values.gpu }}\n", id="a line of a template"),
        pytest.param("  orch\n" * 5, id="several"),
    ],
)
def test_lines_that_open_nothing_hide_no_block(stray: str):
    expected = "parameter value orchestrator/harbor at pods.limit '4'"
    rest = "          c: d\n        limit: 4<CURSOR>\n"
    assert place(PODS + stray + rest) == place(PODS + rest) == expected


@pytest.mark.parametrize("count", [99, 100, 101, 3_000])
@pytest.mark.parametrize(
    ("opener", "expected"),
    [
        pytest.param("      pods:\n", "parameter key orchestrator/harbor 'pa'", id="words"),
        pytest.param("      path: |\n", "nowhere", id="block"),
        pytest.param("      path: 'begun\n", "nowhere", id="quote"),
        pytest.param("      - {\n", "parameter key", id="braces"),
    ],
)
def test_words_above_hide_nothing_however_many_they_are(count: int, opener: str, expected: str):
    words = "        more words\n"
    below = "        pa<CURSOR>\n"
    few = place(MAPPING + opener + words * 3 + below)
    assert few.startswith(expected)
    assert place(MAPPING + opener + words * count + below) == few


def test_words_above_are_passed_over():
    """A few of them say as much as all, and are looked at one by one."""
    text = f"{MAPPING}      words\n" + "      words\n" * 3_000
    window = window_around(LineIndex(text), 3_000)
    assert {2, 5} <= {line.number for line in window}
    assert len(window) < 150


def test_a_long_block_is_not_outlined_as_a_whole():
    text = MAPPING + "".join(f"      k{number}: 1\n" for number in range(400))
    window = window_around(LineIndex(text), 200)
    numbers = [line.number for line in window]
    assert numbers == sorted(set(numbers))
    assert {1, 2, 5, 200, 201} <= set(numbers)
    assert len(window) < 50


@pytest.mark.parametrize("between", ["\n", "      # a comment\n"])
def test_the_line_that_follows_is_known_however_far_it_is(between: str):
    text = f"{MAPPING}\n{between * 400}      pods: x\n"
    window = window_around(LineIndex(text), 6)
    assert window[-1].number == 407
    assert len(window) < 50
