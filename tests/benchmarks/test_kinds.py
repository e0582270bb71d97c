"""The near misses of each kind, all of which are judged as is right."""

from __future__ import annotations

import pytest

from benchmarks.kinds.commands import COMMANDS
from benchmarks.kinds.configuration import LOOKS
from benchmarks.kinds.documents import DOCUMENTS
from benchmarks.kinds.inputs import Document, at_cursor
from benchmarks.kinds.observe import observed


def test_each_kind_has_ten_inputs():
    counts = {10: len(LOOKS)}
    for kind, inputs in (*DOCUMENTS.items(), *COMMANDS.items()):
        counts[kind] = counts.get(kind, 0) + len(inputs)
    assert sorted(counts) == list(range(1, 13))
    assert min(counts.values()) >= 10


@pytest.mark.parametrize("documents", DOCUMENTS.values(), ids=map(str, DOCUMENTS))
def test_documents(documents: tuple[Document, ...]):
    short = [one.text for one in documents if not one.is_right(observed(*at_cursor(one.text)))]
    assert short == []
