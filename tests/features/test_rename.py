"""Rename: what becomes of the files, and what is refused."""

from __future__ import annotations

import pytest

from stackls_core.text import Span
from stackls_server.features.rename import RenameRefused, prepare_rename, rename
from tests.support.checks import at_cursor, check_rename, files_of, index_of, renamed, snapshot_of

SHARED = """
    # --- a.yaml
    stack_name: first
    components:
      orchestrator:
        name: sha<CURSOR>red # ours
        flavor: local
      artifact_store:
        name: shared
    # --- b.yaml
    stack_name: second
    components:
      orchestrator: [{flavor: local, name: "shared"}]
    # --- c.yaml
    stack_name: third
    components:
      orchestrator: {name: another}
    """


def test_a_component_is_renamed_in_every_file():
    check_rename(
        SHARED,
        "central",
        """
        # --- a.yaml
        stack_name: first
        components:
          orchestrator:
            name: central # ours
            flavor: local
          artifact_store:
            name: shared
        # --- b.yaml
        stack_name: second
        components:
          orchestrator: [{flavor: local, name: "central"}]
        # --- c.yaml
        stack_name: third
        components:
          orchestrator: {name: another}
        """,
    )


@pytest.mark.parametrize(
    ("written", "new_name", "result"),
    [
        ("old", "yes", "'yes'"),
        ("old", "12", "'12'"),
        ("old", "a: b", "'a: b'"),
        ("old", "a b", "a b"),
        ("old", "it's", "it's"),
        ("old", "#1", "'#1'"),
        ("old", "été", "été"),
        ("old", "a\x07b", '"a\\x07b"'),
        ("old", "a\u2028b", '"a\\u2028b"'),
        ("'old'", "new", "'new'"),
        ("'old'", "it's", "'it''s'"),
        ("'old'", "a\u200bb", '"a\\u200bb"'),
        ('"old"', 'a"b\\c', '"a\\"b\\\\c"'),
        ('"old"', "été", '"été"'),
        ("!!str old", "new", "!!str new"),
    ],
)
def test_quotes_are_kept_or_added_where_needed(written: str, new_name: str, result: str):
    files = files_of(f"components:\n  orchestrator:\n    name: {written}<CURSOR>\n")
    after = f"components:\n  orchestrator:\n    name: {result}\n"
    assert list(renamed(files, new_name).values()) == [after]


def test_quotes_are_added_where_braces_need_them():
    files = files_of("components: {orchestrator: {name: old<CURSOR>}}\n")
    after = "components: {orchestrator: {name: 'a,b'}}\n"
    assert list(renamed(files, "a,b").values()) == [after]


def test_the_stack_is_renamed_in_its_file_only():
    check_rename(
        """
        # --- a.yaml
        stack_name: 'de<CURSOR>mo'
        components: {}
        # --- b.yaml
        stack_name: demo
        components: {}
        """,
        "prod",
        """
        # --- a.yaml
        stack_name: 'prod'
        components: {}
        # --- b.yaml
        stack_name: demo
        components: {}
        """,
    )


@pytest.mark.parametrize("use", ["&com<CURSOR>mon", "&common"])
def test_an_anchor_is_renamed_with_its_uses(use: str):
    alias = "*common" if "<CURSOR>" in use else "*com<CURSOR>mon"
    check_rename(
        f"""
        _x: {use} {{channel: common}}
        components:
          alerter:
            - configuration: {alias}
            - configuration: {{<<: *common}}
        """,
        "shared-1",
        """
        _x: &shared-1 {channel: common}
        components:
          alerter:
            - configuration: *shared-1
            - configuration: {<<: *shared-1}
        """,
    )


def test_a_name_that_comes_from_a_merge_is_renamed_where_it_is_written():
    check_rename(
        """
        components:
          alerter:
            - &one
              name: pa<CURSOR>ger
            - <<: *one
        """,
        "bell",
        """
        components:
          alerter:
            - &one
              name: bell
            - <<: *one
        """,
    )


def refusal(marked: str, new_name: str) -> str:
    files = files_of(marked)
    uri, snapshot, offset = at_cursor(files)
    with pytest.raises(RenameRefused) as error:
        rename(snapshot, uri, offset, new_name, index_of(files))
    return str(error.value)


@pytest.mark.parametrize(
    ("new_name", "message"),
    [
        ("", "A component's name cannot be empty."),
        ("x" * 256, "A component's name has at most 255 characters; this one has 256."),
        ("{{a.b}}", "A component cannot be named by a secret reference."),
        ("a\tb", "A component's name has no tabs or line breaks."),
        ("\ud800", "This name has characters that no file can hold."),
    ],
)
def test_names_that_zenml_refuses(new_name: str, message: str):
    assert refusal(SHARED, new_name) == message


def test_a_name_of_255_characters_is_one():
    assert "x" * 255 in renamed(files_of(SHARED), "x" * 255)["file:///a.yaml"]


def test_stack_names_that_zenml_refuses():
    assert refusal("stack_name: a<CURSOR>\ncomponents: {}\n", "") == (
        "A stack's name cannot be empty."
    )


def test_a_name_that_is_taken_in_one_of_the_files():
    marked = """
        stack_name: demo
        components:
          alerter:
            - name: on<CURSOR>e
            - name: two
        """
    assert refusal(marked, "two") == "There is already an alerter named two in demo."


def test_a_name_that_is_also_that_of_another_type():
    marked = """
        components:
          alerter: &one
            name: sha<CURSOR>red
          image_builder:
            <<: *one
        """
    assert "shared with an image builder" in refusal(marked, "new")


def test_a_name_whose_anchor_is_used_elsewhere():
    marked = """
        components:
          alerter:
            name: &n sha<CURSOR>red
            configuration:
              channel: *n
        """
    assert "The name has the anchor n" in refusal(marked, "new")


@pytest.mark.parametrize("new_name", ["", "a b", "a]", "é"])
def test_names_that_no_anchor_has(new_name: str):
    marked = "components:\n  alerter: &com<CURSOR>mon {}\n"
    assert refusal(marked, new_name).startswith("An anchor's name has only letters")


def test_an_anchor_that_is_there_already():
    marked = "_a: &other {}\ncomponents:\n  alerter: &com<CURSOR>mon {}\n"
    assert refusal(marked, "other") == "There is already an anchor named other in this file."


@pytest.mark.parametrize(
    ("marked", "name", "length"),
    [
        ("components:\n  alerter:\n    name: 'ol<CURSOR>d'\n", "old", 3),
        ("components:\n  alerter:\n    name: &n ol<CURSOR>d\n", "old", 3),
        ("components:\n  alerter:\n    name: &<CURSOR>nn old\n", "nn", 2),
        ("stack_name: <CURSOR>old\ncomponents: {}\n", "old", 3),
    ],
)
def test_what_an_editor_selects(marked: str, name: str, length: int):
    snapshot, offset = snapshot_of(marked)
    found = prepare_rename(snapshot, offset)
    assert found is not None
    assert found.name == name
    assert found.span.end - found.span.start == length
    assert snapshot.text[found.span.start : found.span.end] == name


@pytest.mark.parametrize(
    "marked",
    [
        "components:\n  aler<CURSOR>ter:\n    name: x\n",
        "components:\n  alerter:\n    name: 5<CURSOR>\n",
        "components:\n  alerter:\n    flavor: pa<CURSOR>ger\n",
        "_a: &a {}\ncomponents:\n  alerter:\n    <CURSOR><<: *a\n",
        "zenml_version: 1<CURSOR>.2.3\n",
        "components:\n  alerter:\n    configuration: {url: '{{ pa<CURSOR>ger.url }}'}\n",
    ],
)
def test_what_cannot_be_renamed(marked: str):
    snapshot, offset = snapshot_of(marked)
    assert prepare_rename(snapshot, offset) is None
    assert rename(snapshot, "file:///x", offset, "new", index_of({})) == []


def test_nothing_changes_when_the_name_stays():
    files = files_of(SHARED)
    before = {uri: fixture.text for uri, fixture in files.items()}
    assert renamed(files, "shared") == before


def test_an_index_without_the_file_still_renames_in_it():
    snapshot, offset = snapshot_of("components:\n  alerter:\n    name: ol<CURSOR>d\n")
    (change,) = rename(snapshot, "file:///x", offset, "new", index_of({}))
    assert [edit.span for edit in change.edits] == [Span(33, 36)]
