"""What is read of files that somebody else made: regular ones, up to a limit."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from stackls_core.regular_files import FileTooLarge, read_bounded, read_regular

needs_pipes = pytest.mark.skipif(os.name == "nt", reason="There are no named pipes in folders.")


def test_a_file_is_read_up_to_a_limit(tmp_path: Path):
    file = tmp_path / "file"
    file.write_bytes(b"12345")
    assert read_bounded(file, 5) == b"12345"
    with pytest.raises(FileTooLarge):
        read_bounded(file, 4)


@needs_pipes
def test_what_has_no_end_is_not_waited_for(tmp_path: Path):
    """The test's own limit would end it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), tmp_path):
        with pytest.raises(OSError, match=r"regular|directory"):
            read_bounded(path, 5)
        assert read_regular(path) is None
    with pytest.raises(FileTooLarge):
        read_bounded("/dev/zero", 5, pipes=True)


@needs_pipes
def test_a_pipe_that_the_user_names_is_waited_for(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writing = threading.Thread(target=pipe.write_bytes, args=[b"12345"])
    writing.start()
    assert read_bounded(pipe, 5, pipes=True) == b"12345"
    writing.join()
