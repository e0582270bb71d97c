"""Messages that are wrong, early, late or unknown: every request gets an answer."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from lsprotocol import types

from stackls_server.lsp.handlers import features as handlers
from tests.lsp.editor import BAD, GOOD, URI, editor

pytestmark = pytest.mark.asyncio

SECRET = "hunter2"


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/hover", None),
        ("textDocument/hover", {}),
        ("textDocument/hover", [1, 2]),
        ("textDocument/hover", {"textDocument": {"uri": 3}, "position": None}),
        (
            "textDocument/completion",
            {"textDocument": {"uri": URI}, "position": {"line": -1, "character": 0}},
        ),
        (
            "textDocument/completion",
            {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 2**53}},
        ),
        ("completionItem/resolve", {"no": "label"}),
        ("workspace/executeCommand", {"arguments": []}),
    ],
)
async def test_parameters_that_cannot_be_read_are_answered(method: str, params: Any):
    async with editor() as one:
        error = await one.error(method, params)
        assert error["code"] == -32602
        assert error["message"] == f"The parameters of {method} cannot be read."


@pytest.mark.parametrize("method", ["textDocument/didOpen", "textDocument/didChange", "$/setTrace"])
async def test_notifications_that_cannot_be_read_are_dropped(method: str):
    async with editor() as one:
        one.notify(method, {"textDocument": "nonsense"})
        one.open(URI, BAD)
        assert len(await one.diagnostics(URI)) == 1


async def test_unknown_methods():
    async with editor() as one:
        error = await one.error("textDocument/telepathy", {"type_name": "a b", "x": 1})
        assert error == {"code": -32601, "message": "Method not found: textDocument/telepathy"}
        one.notify("$/whatever", {"x": 1})
        one.notify("some/notification")
        assert await one.request("textDocument/hover", one.place("", 0)) is None


@pytest.mark.parametrize("params", [{}, {"processId": None}, None])
async def test_initialize_without_capabilities_can_be_repeated(params: Any):
    async with editor(initialize=False) as one:
        error = await one.error("initialize", params)
        assert error["code"] == -32602
        await one.initialize({})
        one.open(URI, BAD)
        assert len(await one.diagnostics(URI)) == 1


async def test_nothing_is_done_before_initialize():
    async with editor(initialize=False) as one:
        one.open(URI, BAD)
        error = await one.error("textDocument/hover", one.place("", 0))
        assert error["code"] == -32002
        await one.initialize({})
        assert one.session.documents.get(URI) is None


async def test_initialize_twice_is_refused():
    async with editor() as one:
        error = await one.error("initialize", {"capabilities": {}})
        assert error["code"] == -32600


async def test_requests_after_shutdown_are_refused():
    async with editor() as one:
        assert await one.request("shutdown") is None
        assert (await one.error("textDocument/hover", one.place("", 0)))["code"] == -32600
        one.open(URI, BAD)
        assert one.session.documents.get(URI) is None
        assert not one.session.ended.is_set()
        one.notify("exit")
        assert one.session.ended.is_set()
        assert one.session.exit_code == 0


async def test_exit_without_shutdown_is_a_failure():
    async with editor() as one:
        one.notify("exit")
        assert one.session.ended.is_set()
        assert one.session.exit_code == 1


async def test_what_is_no_message_is_refused():
    async with editor() as one:
        for nonsense in ([], [{"jsonrpc": "2.0"}], {"jsonrpc": "2.0", "method": 3, "id": 9}):
            one.send(nonsense)
        assert (await one.response(None))["error"]["code"] == -32600
        assert (await one.response(9))["error"]["code"] == -32600
        assert await one.request("textDocument/hover", one.place("", 0)) is None


async def test_an_object_in_a_message_is_not_mistaken_for_a_message():
    inner = {"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover", "params": {}}
    async with editor(initializationOptions={"stackls": {"x": inner}}) as one:
        item = {"label": "x", "data": inner}
        assert (await one.request("completionItem/resolve", item))["data"] == inner


async def test_items_of_others_are_resolved_to_themselves():
    async with editor() as one:
        for data in (None, 3, "x", [], {}, {"kind": "top"}, {"kind": "flavor", "type": 1}):
            item = {"label": "x", "data": data}
            resolved = await one.request("completionItem/resolve", item)
            assert "documentation" not in resolved


async def test_answers_the_server_did_not_ask_for_are_dropped():
    async with editor() as one:
        one.send({"id": "no such", "result": None})
        one.send({"id": 17, "error": {"code": 1, "message": "x"}})
        one.send({"id": None, "result": 3})
        assert await one.request("textDocument/hover", one.place("", 0)) is None


async def test_a_request_sees_the_edit_sent_before_it():
    async with editor() as one:
        one.open(URI, "")
        one.change(URI, 2, {"text": GOOD})
        hover = one.begin("textDocument/hover", one.place(GOOD, GOOD.index("orchestrator")))
        assert (await one.response(hover))["result"] is not None


async def test_messages_leave_nothing_behind():
    """pygls remembers every asynchronous notification, so there must be none in daily work."""
    async with editor() as one:
        one.open(URI, BAD)
        protocol: Any = one.server.protocol
        before = len(protocol._request_futures)
        for version in range(2, 30):
            one.change(URI, version, {"text": BAD})
            await one.request("textDocument/hover", one.place(BAD, 0))
            await one.request("workspace/executeCommand", {"command": "stackls.listFlavors"})
        assert len(protocol._request_futures) == before
        assert len(protocol._workspace.text_documents) == 0, "pygls keeps no second copy"


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "file://[",
        "file:///c%3A/Users/x/a.stack.yaml",
        "untitled:Untitled-1",
        "git:/stacks/a.yaml?%7B%22ref%22%3A%22~%22%7D",
        "vscode-notebook-cell://[/a",
        "\ud800",
    ],
)
async def test_documents_may_have_any_uri(uri: str):
    async with editor() as one:
        one.open(uri, BAD)
        assert len(await one.diagnostics(uri)) == 1


# --- commands -----------------------------------------------------------------------------------


async def test_flavors_as_data():
    async with editor() as one:
        flavors = await one.request(
            "workspace/executeCommand",
            {"command": "stackls.listFlavors", "arguments": [{"type": "orchestrator"}]},
        )
        assert [flavor["name"] for flavor in flavors] == ["local", "harbor"]
        for arguments in ([], [None], [{}], None):
            params = {"command": "stackls.listFlavors", "arguments": arguments}
            if arguments is None:
                del params["arguments"]
            assert len(await one.request("workspace/executeCommand", params)) > 2
        flavor = await one.request(
            "workspace/executeCommand",
            {
                "command": "stackls.describeFlavor",
                "arguments": [{"type": "orchestrator", "name": "harbor"}],
            },
        )
        assert flavor["integration"]["name"] == "harbor"
        assert "region" in [parameter["name"] for parameter in flavor["parameters"]]


@pytest.mark.parametrize(
    ("command", "arguments", "code", "message"),
    [
        ("stackls.nonsense", [], -32602, "There is no command stackls.nonsense."),
        (
            "stackls.listFlavors",
            [{"type": "orchestartor"}],
            -32803,
            "Unknown component type orchestartor. Did you mean orchestrator?",
        ),
        ("stackls.listFlavors", [{"type": 3}], -32602, "The argument type has to be a string."),
        ("stackls.listFlavors", [3], -32602, "A stackls command takes one JSON object."),
        ("stackls.listFlavors", [{}, {}], -32602, "A stackls command takes one JSON object."),
        ("stackls.describeFlavor", [{}], -32602, "The argument type has to be a string."),
        (
            "stackls.describeFlavor",
            [{"type": "orchestrator", "name": "harbour"}],
            -32803,
            "Unknown orchestrator flavor harbour. Did you mean harbor?",
        ),
    ],
)
async def test_failing_commands_say_why(
    command: str, arguments: list[Any], code: int, message: str
):
    async with editor() as one:
        params = {"command": command, "arguments": arguments}
        error = await one.error("workspace/executeCommand", params)
        assert (error["code"], error["message"]) == (code, message)


async def test_every_command_is_announced():
    async with editor(initialize=False) as one:
        result = await one.initialize({})
        announced = result["capabilities"]["executeCommandProvider"]["commands"]
        assert {"stackls.listFlavors", "stackls.describeFlavor"} <= set(announced)


# --- failures, and what is told of them ---------------------------------------------------------


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def everything_logged():
    """Every record of every logger, as a careless configuration would write it."""
    handler = _Records()
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler.lines
    root.removeHandler(handler)
    root.setLevel(before)


async def test_a_defect_is_answered_and_logged_without_values(
    monkeypatch: pytest.MonkeyPatch, everything_logged: list[str]
):
    def defect(*arguments: Any) -> Any:
        raise ValueError(f"cannot read {SECRET}")

    async with editor() as one:
        one.open(URI, f"stack_name: {SECRET}\ncomponents:\n")
        await one.diagnostics(URI)
        monkeypatch.setattr(handlers, "complete", defect)
        monkeypatch.setattr(handlers, "from_proto", None)
        error = await one.error("textDocument/hover", one.place("", 0))
        assert error == {
            "code": -32603,
            "message": "stackls could not handle textDocument/hover (AttributeError).",
        }
        monkeypatch.undo()
        monkeypatch.setattr(handlers, "complete", defect)
        error = await one.error("textDocument/completion", one.place("", 0))
        assert error["message"] == "stackls could not handle textDocument/completion (ValueError)."
        log = [m["params"] for m in one.notifications if m["method"] == "window/logMessage"]
        assert [entry["type"] for entry in log] == [1, 1]
        assert not [m for m in one.notifications if m["method"] == "window/showMessage"]
        assert SECRET not in str(log)
    written = "\n".join(everything_logged)
    assert "textDocument/completion failed: ValueError" in written
    assert "test_protocol.py" in written, "where it was raised is told"
    assert SECRET not in written


async def test_no_message_and_no_document_gets_into_a_log(everything_logged: list[str]):
    text = BAD.replace("name: local", f"name: {SECRET}")
    async with editor("vscode", initializationOptions={"x": SECRET}) as one:
        one.open(URI, text)
        document = {"textDocument": {"uri": URI}}
        await one.request("textDocument/diagnostic", document)
        await one.request("textDocument/documentSymbol", document)
        await one.complete(text, len(text))
        one.change(URI, 2, {"text": text + SECRET})
        await one.error("textDocument/hover", {"textDocument": SECRET})
        await one.error("workspace/executeCommand", {"command": SECRET})
        await one.error(SECRET, {"x": SECRET})
        one.send({"id": SECRET, "result": SECRET})
        one.notify("workspace/didChangeConfiguration", {"settings": {"stackls": SECRET}})
        one.notify(SECRET, SECRET)
        loop = asyncio.get_running_loop()
        one.server.report_server_error(ValueError(SECRET), ValueError)
        assert loop.is_running()
    assert everything_logged, "the test hears what is logged"
    ours = [line for line in everything_logged if not line.startswith("asyncio ")]
    assert SECRET not in "\n".join(ours)


async def test_the_table_says_what_the_server_can_do():
    async with editor(initialize=False) as one:
        result = await one.initialize({})
        capabilities = result["capabilities"]
        assert capabilities["textDocumentSync"]["change"] == types.TextDocumentSyncKind.Incremental
        assert capabilities["textDocumentSync"]["openClose"] is True
        assert capabilities["completionProvider"] == {
            "triggerCharacters": [" ", "'", '"', "*", "{"],
            "resolveProvider": True,
        }
        assert capabilities["diagnosticProvider"] == {
            "identifier": "stackls",
            "interFileDependencies": False,
            "workspaceDiagnostics": False,
        }
        assert result["serverInfo"]["name"] == "stackls"
