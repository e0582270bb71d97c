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


def classes_of_lsprotocol(prepare: str) -> list[str]:
    """What attrs says of each class, and what an instance of it is like, in a new process."""
    program = (
        "from stackls_server.lsp.transport import library_internals as internals\n"
        f"{prepare}\n"
        "import attrs, importlib\n"
        "from lsprotocol import converters, types\n"
        "converter = converters.get_converter()\n"
        "for name, cls in sorted(types.ALL_TYPES_MAP.items()):\n"
        "    if isinstance(cls, type) and not name.startswith('_') and attrs.has(cls):\n"
        "        fields = attrs.fields(cls)\n"
        "        print(name, [(one.name, one.type, one.default, one.eq) for one in fields])\n"
        "        try:\n"
        "            one, other = (cls(**{f.name: None for f in fields}) for _ in range(2))\n"
        "        except Exception as error:\n"
        "            print(type(error).__name__)\n"
        "        else:\n"
        "            print(one == other, repr(one), cls.__hash__ is None)\n"
        "position = {'line': 1, 'character': 2}\n"
        "read = converter.structure({'start': position, 'end': position}, types.Range)\n"
        "print(read, converter.unstructure(read))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.splitlines()


def test_classes_that_are_defined_on_first_use_are_the_same():
    plain = classes_of_lsprotocol("")
    assert len(plain) > 1000
    assert classes_of_lsprotocol("internals.define_classes_on_first_use()") == plain


@pytest.mark.parametrize("name", ["_HOOKS", "_ARE_RESOLVED"])
def test_classes_where_lsprotocol_resolves_names_otherwise(name: str):
    prepare = f"internals.{name} = '_renamed'\ninternals.define_classes_on_first_use()"
    assert classes_of_lsprotocol(prepare) == classes_of_lsprotocol("")


def test_starting_defines_few_of_the_classes():
    program = (
        "import attrs\n"
        "made = []\n"
        "define = attrs.define\n"
        "attrs.define = lambda *a, **options: (made.append(a), define(*a, **options))[1]\n"
        "from stackls_server.lsp import start as serve\n"
        "serve.import_server()\n"
        "from stackls_server.lsp.app import create_server\n"
        "create_server()\n"
        "from lsprotocol import types\n"
        "print(len(made), len(types.ALL_TYPES_MAP))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    made, known = map(int, done.stdout.split())
    assert made < known / 5
