"""Where a class of the workspace is written."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from stackls_core.workspace_code.classes import class_in, files_of_class

SOURCE = """\
import zenml

# class Shelf is below
@decorated
class Shelf(Base):
    class Inner: ...
"""


def test_the_name_of_a_class():
    span = class_in(SOURCE, "Shelf")
    assert span is not None
    assert SOURCE[span.start - len("class ") : span.end] == "class Shelf"
    assert SOURCE[: span.start].count("\n") == 4


@pytest.mark.parametrize(
    ("text", "name"), [(SOURCE, "Inner"), (SOURCE, "Base"), ("class (", "A"), ("\0", "A")]
)
def test_what_is_not_there(text: str, name: str):
    assert class_in(text, name) is None


def test_the_files_of_a_dotted_path():
    folders = [PurePosixPath("/a"), PurePosixPath("/b"), PurePosixPath("/a")]
    assert [str(file) for file in files_of_class("flavors.shelf.Shelf", folders)] == [
        *("/a/flavors/shelf.py", "/a/flavors/shelf/__init__.py"),
        *("/b/flavors/shelf.py", "/b/flavors/shelf/__init__.py"),
    ]


@pytest.mark.parametrize("source", ["", "Shelf", "../x.Shelf", "a..B", "a/b.C", ".a.B", "a b.C"])
def test_what_is_no_dotted_path(source: str):
    assert files_of_class(source, [PurePosixPath("/a")]) == []
