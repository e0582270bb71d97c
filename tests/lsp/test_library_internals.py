"""A library that renames what it does not promise costs speed, never the start or an answer."""

from __future__ import annotations

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from stackls_server.lsp.app import create_server
from stackls_server.lsp.transport.library_internals import has_handler, take_over

PYGLS = SimpleNamespace(fm=SimpleNamespace(builtin_features={"exit": 1}, features={"hover": 1}))
RENAMED = [
    SimpleNamespace(),
    SimpleNamespace(fm=SimpleNamespace(builtins={"exit": 1}, features={"hover": 1})),
    SimpleNamespace(fm=SimpleNamespace(builtin_features=frozenset({"exit"}), features={})),
]


def test_handlers_are_found():
    found = {name: has_handler(PYGLS, name) for name in ("exit", "hover", "telepathy")}
    assert found == {"exit": True, "hover": True, "telepathy": False}


@pytest.mark.parametrize("protocol", RENAMED)
def test_where_pygls_has_renamed_its_tables_it_refuses_by_itself(protocol: SimpleNamespace):
    take_over(protocol, ["exit"])
    assert has_handler(protocol, "telepathy")


def test_the_tables_of_this_pygls_are_where_they_are_looked_for():
    server = create_server()
    assert not has_handler(server.protocol, "textDocument/telepathy")
    assert "textDocument/didOpen" not in server.protocol.fm.builtin_features


@pytest.mark.parametrize("module", ["attr._make", "cattrs.gen"])
def test_without_the_module_that_generates_methods(module: str):
    """The server starts and answers where a generator is imported from elsewhere."""
    program = (
        "import sys, importlib\n"
        "real = importlib.import_module\n"
        "def without(name, *others):\n"
        f"    if name == {module!r}: raise ImportError(name)\n"
        "    return real(name, *others)\n"
        "importlib.import_module = without\n"
        "from stackls_server.cli.main import main\n"
        "sys.exit(main(['serve']))"
    )
    parameters = {"processId": None, "rootUri": None, "capabilities": {}}
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": parameters},
        {"jsonrpc": "2.0", "id": 2, "method": "shutdown"},
        {"jsonrpc": "2.0", "method": "exit"},
    ]
    bodies = [json.dumps(message).encode() for message in messages]
    sent = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies)
    done = subprocess.run(
        [sys.executable, "-c", program], input=sent, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b'"serverInfo"' in done.stdout
