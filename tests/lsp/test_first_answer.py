"""``initialize`` is answered before the server is imported, as the server itself would."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from stackls_server.lsp.transport.first_answer import AnswersOnce, FirstMessage, KeptAnswers
from stackls_server.lsp.transport.header import framed
from stackls_server.lsp.transport.kept import read_entries, write_entries
from tests.support.eventually import eventually
from tests.support.late_server import environment_that_keeps, late_server

CAPABILITIES = {"general": {"positionEncodings": ["utf-8"]}}
RESULT = {"capabilities": {"hoverProvider": True}}
PARAMS = {"processId": None, "rootUri": None, "capabilities": CAPABILITIES}
INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": PARAMS}
INITIALIZED = {"jsonrpc": "2.0", "method": "initialized", "params": {}}
ANSWER = {"jsonrpc": "2.0", "id": 1, "result": RESULT}


def message(content: dict[str, Any]) -> bytes:
    return framed(json.dumps(content).encode())


def messages(data: bytes) -> list[dict[str, Any]]:
    bodies = [piece.partition(b"\r\n\r\n")[2] for piece in data.split(b"Content-Length: ")[1:]]
    return [json.loads(body) for body in bodies]


@pytest.fixture
def answers(tmp_path: Path) -> KeptAnswers:
    return KeptAnswers(tmp_path / "answers")


@pytest.fixture
def stdin() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """What the server reads, and where the client writes to it."""
    read, write = os.pipe()
    with os.fdopen(read, "rb") as reading, os.fdopen(write, "wb", buffering=0) as writing:
        yield reading, writing


def said(stdin: tuple[BinaryIO, BinaryIO], data: bytes, answers: KeptAnswers):
    """The first message after the client has written ``data``, and what was answered."""
    reading, writing = stdin
    writing.write(data)
    writing.close()
    with tempfile.TemporaryFile() as out:
        first = FirstMessage(reading, out, answers)
        first.start()
        first.wait()
        out.seek(0)
        return first, messages(out.read())


def test_a_client_that_was_answered_before_is_answered_at_once(answers: KeptAnswers, stdin):
    answers.keep(CAPABILITIES, RESULT)
    first, told = said(stdin, message(INITIALIZE) + message(INITIALIZED), answers)
    assert told == [ANSWER]
    assert first.is_answered
    assert json.loads(first.body or b"") == INITIALIZE
    # what is behind it is the server's
    assert messages(stdin[0].read()) == [INITIALIZED]


def test_a_client_that_is_new_waits_for_the_server(answers: KeptAnswers, stdin):
    answers.keep({"general": {}}, RESULT)
    first, told = said(stdin, message(INITIALIZE), answers)
    assert (told, first.is_answered) == ([], False)
    assert json.loads(first.body or b"") == INITIALIZE


def test_what_the_server_answers_is_for_the_next_time(answers: KeptAnswers, stdin):
    first, _ = said(stdin, message(INITIALIZE), answers)
    out = io.BytesIO()
    writer = AnswersOnce(out, first)
    log = {"jsonrpc": "2.0", "method": "window/logMessage", "params": {}}
    writer.write(message(log))
    writer.write(message(ANSWER))
    writer.write(message(ANSWER))
    assert messages(out.getvalue()) == [log, ANSWER, ANSWER]
    assert answers.find(CAPABILITIES) == RESULT


def test_nobody_is_answered_twice(answers: KeptAnswers, stdin):
    answers.keep(CAPABILITIES, RESULT)
    first, _ = said(stdin, message(INITIALIZE), answers)
    out = io.BytesIO()
    writer = AnswersOnce(out, first)
    newer = {**ANSWER, "result": {"capabilities": {}}}
    later = {**ANSWER, "id": 2}
    writer.write(message(newer))
    writer.write(message(later))
    assert messages(out.getvalue()) == [later]
    # another release answers otherwise: the next client hears that
    assert answers.find(CAPABILITIES) == newer["result"]


def test_a_refusal_is_not_kept(answers: KeptAnswers, stdin):
    first, _ = said(stdin, message(INITIALIZE), answers)
    refusal = {"jsonrpc": "2.0", "id": 1, "error": {"code": -32602, "message": "No."}}
    AnswersOnce(io.BytesIO(), first).write(message(refusal))
    assert answers.find(CAPABILITIES) is None


@pytest.mark.parametrize(
    "params",
    [
        {**PARAMS, "processId": "7"},
        {**PARAMS, "rootUri": 7},
        {**PARAMS, "workspaceFolders": [{"uri": "file:///a"}]},
        {**PARAMS, "workspaceFolders": {}},
        {**PARAMS, "clientInfo": "vim"},
    ],
)
def test_what_the_server_would_refuse_is_left_to_it(answers: KeptAnswers, stdin, params):
    answers.keep(CAPABILITIES, RESULT)
    first, told = said(stdin, message({**INITIALIZE, "params": params}), answers)
    assert (told, first.is_answered) == ([], False)


@pytest.mark.parametrize(
    "content",
    [
        INITIALIZED,
        {"jsonrpc": "2.0", "id": 1, "method": "shutdown"},
        {**INITIALIZE, "params": None},
        {**INITIALIZE, "id": None},
        {"id": 1, "result": RESULT},
    ],
)
def test_another_message_is_the_servers(answers: KeptAnswers, stdin, content):
    answers.keep(CAPABILITIES, RESULT)
    first, told = said(stdin, message(content), answers)
    assert (told, json.loads(first.body or b"")) == ([], content)
    out = io.BytesIO()
    AnswersOnce(out, first).write(message(ANSWER))
    assert messages(out.getvalue()) == [ANSWER]


@pytest.mark.parametrize("data", [b"", b"Content-Length: 9", b"Content-Length: 90\r\n\r\n{}"])
def test_the_end_of_the_stream(answers: KeptAnswers, stdin, data: bytes):
    first, told = said(stdin, data, answers)
    assert (first.body, told) == (None, [])


@pytest.mark.skipif(sys.platform == "win32", reason="nobody is asked there")
@pytest.mark.parametrize("is_there", [True, False])
def test_whether_the_client_was_there(answers: KeptAnswers, stdin, is_there: bool):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    process = os.getpid() if is_there else gone.pid
    params = {**PARAMS, "processId": process}
    first, _ = said(stdin, message({**INITIALIZE, "params": params}), answers)
    assert first.client == (process if is_there else None)


def test_text_that_is_no_json_is_the_servers(answers: KeptAnswers, stdin):
    first, told = said(stdin, framed(b"{nonsense"), answers)
    assert (first.body, told) == (b"{nonsense", [])


def test_headers_in_other_order_and_case(answers: KeptAnswers, stdin):
    body = json.dumps(INITIALIZE).encode()
    header = b"Content-Type: application/vscode-jsonrpc\r\ncontent-length: %d\r\n\r\n" % len(body)
    first, _ = said(stdin, header + body, answers)
    assert first.body == body


def test_a_broken_file_is_like_none(tmp_path: Path):
    file = tmp_path / "answers"
    KeptAnswers(file).keep(CAPABILITIES, RESULT)
    file.write_bytes(file.read_bytes()[:-2])
    assert KeptAnswers(file).find(CAPABILITIES) is None


def test_the_answers_do_not_become_ever_more(answers: KeptAnswers):
    for number in range(50):
        answers.keep({"general": number}, RESULT)
    known = [number for number in range(50) if answers.find({"general": number}) is not None]
    assert 49 in known
    assert len(known) <= 20


def test_without_a_file_nothing_is_kept():
    answers = KeptAnswers(None)
    answers.keep(CAPABILITIES, RESULT)
    assert answers.find(CAPABILITIES) is None


def read(stream: Any) -> Any:
    header = b"".join(iter(stream.readline, b"\r\n"))
    length = int(header.partition(b"Content-Length:")[2].split()[0])
    return json.loads(stream.read(length))


def end(process: subprocess.Popen[bytes]) -> Any:
    """What the server says at the end of a session, which is one answer."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(message({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}))
    process.stdin.write(message({"jsonrpc": "2.0", "method": "exit"}))
    process.stdin.flush()
    found = read(process.stdout)
    assert process.stdout.read() == b""
    return found


def test_the_second_start_answers_before_the_server_is_imported(tmp_path: Path):
    gate = tmp_path / "gate"
    environment = environment_that_keeps(tmp_path)

    def answers_of_a_start(*, opens_before: bool) -> list[Any]:
        gate.unlink(missing_ok=True)
        with subprocess.Popen(
            late_server(gate), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            if opens_before:
                gate.touch()
            process.stdin.write(message(INITIALIZE))
            process.stdin.flush()
            found = read(process.stdout)
            gate.touch()
            return [found, end(process)]

    first = answers_of_a_start(opens_before=True)
    assert [one["id"] for one in first] == [1, 2]
    assert first[0]["result"]["capabilities"]["positionEncoding"] == "utf-8"
    assert answers_of_a_start(opens_before=False) == first


def test_an_answer_that_is_outdated_is_made_anew(tmp_path: Path):
    command = [sys.executable, "-m", "stackls_server", "serve"]
    environment = environment_that_keeps(tmp_path)

    def first_answer(renewed: Callable[[], bool] | None = None) -> Any:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        ) as process:
            assert process.stdin is not None
            process.stdin.write(message(INITIALIZE))
            process.stdin.flush()
            found = read(process.stdout)
            if renewed is not None:
                eventually(renewed, "the answer is renewed")
            assert end(process)["id"] == 2
            return found["result"]

    current = first_answer()
    (file,) = tmp_path.rglob("*.answers")
    right = read_entries(file)
    write_entries(file, dict.fromkeys(right, json.dumps(RESULT).encode()))
    assert first_answer(lambda: read_entries(file) == right) == RESULT
    assert first_answer() == current


def test_a_long_message_before_is_not_read_for_that(
    answers: KeptAnswers, stdin, monkeypatch: pytest.MonkeyPatch
):
    answers.keep(CAPABILITIES, RESULT)
    first, _ = said(stdin, message(INITIALIZE), answers)
    read: list[object] = []
    loads = json.loads
    monkeypatch.setattr(json, "loads", lambda text: read.append(text) or loads(text))
    out = io.BytesIO()
    params = {"uri": "file:///a", "diagnostics": ["x" * 100_000]}
    published = {"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": params}
    writer = AnswersOnce(out, first)
    writer.write(message(published))
    assert not read
    writer.write(message(ANSWER))
    assert read
    monkeypatch.undo()
    assert messages(out.getvalue()) == [published]
