"""The real process: how it begins and ends, and what it survives."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stackls_core.catalog.bundled import open_folder
from tests.lsp import editor
from tests.lsp.wire import COMMAND, PATIENCE, Wire, at, server_process
from tests.support.late_server import environment_that_keeps, late_server
from tests.support.stack_texts import head

pytestmark = pytest.mark.asyncio

URI = "file:///team/demo.stack.yaml"
SECRET = "hunter2"
VERSION = open_folder().zenml_version
GOOD = editor.GOOD.replace("1.2.3", VERSION)
BAD = editor.BAD.replace("1.2.3", VERSION)


async def ended(process: asyncio.subprocess.Process) -> int:
    return await asyncio.wait_for(process.wait(), PATIENCE)


# --- the end ------------------------------------------------------------------------------------


async def test_shutdown_and_exit():
    async with server_process() as (wire, process):
        await wire.initialize()
        assert await wire.request("shutdown") is None
        wire.notify("exit")
        assert await ended(process) == 0
        assert process.stderr is not None
        assert await process.stderr.read() == b"", "nothing to complain about"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell that closes streams")
async def test_without_a_standard_error():
    command = shlex.join(COMMAND)
    process = await asyncio.create_subprocess_shell(
        f"exec {command} 2>&-", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    wire = Wire(process.stdout, process.stdin)
    await wire.initialize()
    wire.open(URI, large(3_000_000))
    await wire.request("shutdown")
    wire.notify("exit")
    assert await ended(process) == 0
    await wire.close()


async def test_exit_without_shutdown():
    async with server_process() as (wire, process):
        await wire.initialize()
        wire.notify("exit")
        assert await ended(process) == 1


async def test_a_client_that_hangs_up():
    async with server_process() as (wire, process):
        await wire.initialize()
        wire.open(URI, BAD)
        await wire.diagnostics(URI)
        await wire.close()
        assert await ended(process) == 1
        assert process.stderr is not None
        assert b"Traceback" not in await process.stderr.read()


@pytest.mark.skipif(sys.platform == "win32", reason="there a thread reads ahead")
async def test_a_client_that_writes_before_it_reads():
    """Who waits for the server to listen must not be waited for by it."""
    count = 3000
    messages = [{"id": 0, "method": "initialize", "params": {"capabilities": {}}}]
    messages += [{"id": number, "method": "x" * 1000} for number in range(1, count)]
    messages += [{"id": count, "method": "shutdown"}, {"method": "exit"}]
    process = await asyncio.create_subprocess_exec(
        *COMMAND, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1000
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for message in messages:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    await asyncio.wait_for(process.stdin.drain(), PATIENCE)
    answers = await asyncio.wait_for(process.stdout.read(), PATIENCE)
    assert answers.count(b"Content-Length:") == count + 1
    assert await ended(process) == 0


async def test_no_input_at_all():
    process = await asyncio.create_subprocess_exec(
        *COMMAND, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL
    )
    assert await ended(process) == 1


async def test_the_end_waits_for_no_analysis():
    async with server_process() as (wire, process):
        await wire.initialize()
        wire.open(URI, large(3_000_000))
        await wire.request("shutdown")
        wire.notify("exit")
        assert await ended(process) == 0
        assert not [m for m in wire.notifications if m["method"].endswith("publishDiagnostics")]


@pytest.mark.skipif(sys.platform == "win32", reason="there the end of the stream has to do")
async def test_a_client_process_that_dies_takes_its_server_along():
    client = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        async with server_process() as (wire, process):
            await wire.initialize(processId=client.pid)
            client.kill()
            client.wait()
            assert await ended(process) == 1
    finally:
        client.kill()


async def test_a_client_process_that_dies_while_the_server_starts(tmp_path: Path):
    """The answer is there before the server is, and nobody waits for it any more."""
    gate = tmp_path / "gate"
    environment = environment_that_keeps(tmp_path)
    client = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        for is_first in (True, False):
            gate.unlink(missing_ok=True)
            if is_first:
                gate.touch()
            process = await asyncio.create_subprocess_exec(
                *late_server(gate),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=environment,
            )
            assert process.stdin is not None
            assert process.stdout is not None
            wire = Wire(process.stdout, process.stdin)
            await wire.initialize(processId=client.pid)
            if is_first:
                await wire.request("shutdown")
                wire.notify("exit")
                assert await ended(process) == 0
            else:
                client.kill()
                client.wait()
                gate.touch()
                assert await ended(process) == 1
    finally:
        client.kill()


async def test_a_client_in_another_container_is_not_missed():
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    async with server_process() as (wire, process):
        await wire.initialize(processId=int(gone.stdout))
        wire.open(URI, BAD)
        assert len(await wire.diagnostics(URI)) == 1
        assert process.returncode is None


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
async def test_control_c():
    async with server_process() as (wire, process):
        await wire.initialize()
        process.send_signal(signal.SIGINT)
        assert await ended(process) in (1, 130, -signal.SIGINT)
        assert process.stderr is not None
        assert b"Traceback" not in await process.stderr.read()


# --- TCP ----------------------------------------------------------------------------------------


async def test_tcp_serves_one_client_and_ends():
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "--tcp", "127.0.0.1:0", stderr=asyncio.subprocess.PIPE
    )
    try:
        assert process.stderr is not None
        port = None
        while port is None:
            line = await asyncio.wait_for(process.stderr.readline(), PATIENCE)
            assert line
            if b"listens on" in line:
                port = int(line.rpartition(b":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        wire = Wire(reader, writer)
        await wire.initialize()
        wire.open(URI, BAD)
        # in one packet: the request has to see the edit
        wire.change(URI, 2, {"text": GOOD})
        line = GOOD.split("\n").index("  orchestrator:")
        assert await wire.request("textDocument/hover", at(URI, line, 4)) is not None
        assert await wire.diagnostics(URI, version=2) == []
        with pytest.raises(OSError):  # noqa: PT011 - refused here, reset there
            await asyncio.open_connection("127.0.0.1", port)
        await wire.request("shutdown")
        wire.notify("exit")
        assert await ended(process) == 0
        await wire.close()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_port_that_is_taken_is_said():
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "--tcp", f"127.0.0.1:{port}", stderr=asyncio.subprocess.PIPE
    )
    _, stderr = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 2
    assert b"Traceback" not in stderr
    assert str(port).encode() in stderr
    taken.close()


# --- hostile input ------------------------------------------------------------------------------


def large(size: int) -> str:
    """A stack file of about this many characters."""
    component = (
        "    - name: store{0}\n      flavor: s3\n      configuration: {{path: 's3://bucket/{0}'}}\n"
    )
    count = size // len(component)
    return (
        head("x", VERSION)
        + "  artifact_store:\n"
        + "".join(component.format(number) for number in range(count))
    )


def hostile() -> dict[str, str]:
    bomb = "".join(f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    return {
        "10 MB": large(10_000_000),
        "10 MB in one line": "components: {orchestrator: [" + "{name: a}, " * 1_000_000,
        "binary": "\x00\x01\x7f\x80\ufffe\ufeff\ud800 components: \x1b[0m\n" * 50,
        "alias bomb": f"stack_name: x\ncomponents:\n  orchestrator: &a0 {{name: x}}\n{bomb}",
        "endless alias": "stack_name: x\ncomponents: &a\n  orchestrator: *a\n",
        "deep": "components:\n" + "".join(" " * n + f"k{n}:\n" for n in range(1, 1000)),
        "deep flow": "components: {orchestrator: " + "[" * 50_000,
        "deep flow mapping": "components: " + "{a: " * 20_000,
        "many documents": "---\nstack_name: x\ncomponents:\n" * 2000,
        "line breaks": "components:\r\r\n\n\u2028\x85\f\r orchestrator:\n" * 100,
        "a long key": "stack_name: x\n" + "k" * 3_000_000 + ": 1\ncomponents:\n",
        "quotes": "stack_name: '" + "\\'\"" * 10_000,
        "tabs": "components:\n\torchestrator:\n\t\t- name: x\n" * 100,
        "regex bait": "components:\n  orchestrator:\n" + "- " * 20_000 + ": " * 20_000,
    }


async def test_hostile_documents_leave_the_server_answering():
    async with server_process() as (wire, process):
        await wire.initialize()
        wire.open(URI, GOOD)
        for name, text in hostile().items():
            await _check_answers(wire, f"file:///team/{name}.stack.yaml", text)
        await wire.request("shutdown")
        wire.notify("exit")
        assert await ended(process) == 0
        assert process.stderr is not None
        assert await process.stderr.read() == b""


async def _check_answers(wire: Wire, uri: str, text: str) -> None:
    """All requests about a document, and those about another one meanwhile, are answered."""
    last = text.count("\n")
    wire.open(uri, text)
    asked = [
        wire.begin(f"textDocument/{method}", at(uri, line, character))
        for method in ("completion", "hover", "documentSymbol")
        for line, character in ((0, 1), (last // 2, 5), (last, 10_000))
    ]
    line = GOOD.split("\n").index("  orchestrator:")
    assert await wire.request("textDocument/hover", at(URI, line, 4)) is not None
    for one in asked:
        assert "error" not in await wire.response(one), uri
    edit = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}
    wire.change(uri, 2, {"range": edit, "text": "#"}, {"range": edit, "text": "\n"})
    await wire.diagnostics(uri, version=2)
    wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert await wire.notification("textDocument/publishDiagnostics", uri=uri, diagnostics=[])


NO_MESSAGES = (
    b"",
    b"{",
    b"null",
    b"[]",
    b"3",
    b"\xff\xfe\x00",
    b'{"jsonrpc": "2.0"}',
    b'{"jsonrpc": "1.0", "id": 5, "method": "initialize"}',
    b'{"jsonrpc": "2.0", "id": {"a": 1}, "method": "textDocument/hover", "params": []}',
    b'{"jsonrpc": "2.0", "id": 1e400, "method": "x"}',
    b'{"jsonrpc": "2.0", "method": ' + b"[" * 100_000,
    b'{"jsonrpc": "2.0", "id": null, "error": {"code": "x"}}',
)


async def test_messages_that_are_none_leave_the_server_answering():
    async with server_process() as (wire, process):
        await wire.initialize()
        for number, body in enumerate(NO_MESSAGES):
            wire.send_bytes(body)
            uri = f"file:///team/{number}.stack.yaml"
            wire.open(uri, BAD)
            assert len(await wire.diagnostics(uri)) == 1, body[:80]
        assert process.returncode is None


async def test_lines_that_are_no_headers_are_skipped():
    async with server_process() as (wire, _):
        writer: Any = wire._writer
        writer.write(b"hello?\nX: y\r\n\r\n\x00\xff\n")
        await wire.initialize()
        wire.open(URI, BAD)
        assert len(await wire.diagnostics(URI)) == 1


async def test_a_file_that_is_deleted_while_it_is_open(tmp_path: Path):
    path = tmp_path / "demo.stack.yaml"
    path.write_text(BAD)
    uri = path.as_uri()
    async with server_process() as (wire, _):
        await wire.initialize()
        wire.open(uri, BAD)
        assert len(await wire.diagnostics(uri)) == 1
        path.unlink()
        with contextlib.suppress(OSError):
            tmp_path.rmdir()
        wire.change(uri, 2, {"text": BAD + "\n"})
        assert len(await wire.diagnostics(uri, version=2)) == 1


async def test_stray_output_does_not_get_into_the_protocol():
    launcher = (
        "import sys\nfrom stackls_server.lsp.handlers import features as handlers\n"
        "from stackls_server.cli.main import main\n"
        "real = handlers.hover_at\n"
        "async def noisy(session, params):\n print('stray'); return await real(session, params)\n"
        "import stackls_server.lsp.app as app\n"
        "app.FEATURES['textDocument/hover'] = (noisy, None)\n"
        "sys.exit(main(['serve']))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        launcher,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    wire = Wire(process.stdout, process.stdin)
    await wire.initialize()
    assert await wire.request("textDocument/hover", at(URI, 0, 0)) is None
    await wire.request("shutdown")
    wire.notify("exit")
    assert await ended(process) == 0
    await wire.close()


@pytest.mark.parametrize("level", ["debug", "warning"])
async def test_standard_error_holds_nothing_of_a_document(level: str):
    text = GOOD + f"password: {SECRET}\n"
    async with server_process("--log-level", level) as (wire, process):
        await wire.initialize({}, initializationOptions={"x": SECRET})
        wire.open(URI, text)
        await wire.diagnostics(URI)
        await wire.request("textDocument/completion", at(URI, 3, 2))
        await wire.error("textDocument/hover", {"textDocument": SECRET})
        await wire.error("workspace/executeCommand", {"command": SECRET})
        await wire.error(SECRET, SECRET)
        wire.send_bytes(b'{"jsonrpc": "2.0", ' + SECRET.encode())
        wire.send({"id": 99, "result": SECRET})
        await wire.request("shutdown")
        wire.notify("exit")
        await ended(process)
        assert process.stderr is not None
        written = (await process.stderr.read()).decode()
    assert SECRET not in written
    assert ("textDocument/completion" in written) == (level == "debug")
