"""Code that was compiled before is the same code, and a broken cache is no cache."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

from stackls_server.lsp.transport import code_cache
from stackls_server.lsp.transport.code_cache import CodeCache
from stackls_server.lsp.transport.kept import beside_bytecode

SOURCE = "def double(x):\n    return 2 * x\n"


def double_of(cache: CodeCache, source: str = SOURCE) -> int:
    scope: dict[str, object] = {}
    exec(cache.compile(source, "<generated>", "exec"), scope)
    return scope["double"](21)  # type: ignore[operator]


def test_code_comes_back(tmp_path: Path):
    first = CodeCache(tmp_path / "code")
    assert double_of(first) == 42
    assert first.compiled == 1
    first.save()
    second = CodeCache(tmp_path / "code")
    assert double_of(second) == 42
    assert second.compiled == 0


def test_other_text_is_other_code(tmp_path: Path):
    first = CodeCache(tmp_path / "code")
    double_of(first)
    first.save()
    second = CodeCache(tmp_path / "code")
    assert double_of(second, SOURCE.replace("2 *", "3 *")) == 63
    assert second.compiled == 1


def test_tracebacks_name_the_same_file(tmp_path: Path):
    first = CodeCache(tmp_path / "code")
    double_of(first)
    first.save()
    code = CodeCache(tmp_path / "code").compile(SOURCE, "<generated>", "exec")
    assert code.co_filename == "<generated>"
    assert CodeCache(tmp_path / "code").compile(SOURCE, "<other>", "exec").co_filename == "<other>"


def test_code_of_former_releases_goes_when_there_is_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "code"
    former = CodeCache(file)
    double_of(former, "def double(x): return x + x")
    former.save()
    monkeypatch.setattr(code_cache, "_MOST", 1)
    cache = CodeCache(file)
    double_of(cache)
    cache.save()
    again = CodeCache(file)
    double_of(again)
    assert again.compiled == 0
    double_of(again, "def double(x): return x + x")
    assert again.compiled == 1


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied"])
def test_a_broken_file_is_like_none(tmp_path: Path, damage: str):
    file = tmp_path / "code"
    first = CodeCache(file)
    double_of(first)
    first.save()
    content = file.read_bytes()
    changed = content[:-1] + bytes([content[-1] ^ 1])
    file.write_bytes({"cut": content[:-9], "changed": changed, "emptied": b""}[damage])
    again = CodeCache(file)
    assert double_of(again) == 42
    assert again.compiled == 1
    again.save()
    assert file.read_bytes() == content


def test_a_folder_that_takes_no_files_is_no_failure(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    cache = CodeCache(tmp_path / "file" / "code")
    assert double_of(cache) == 42
    cache.save()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_modules_compile_here_once_they_are_served(tmp_path: Path):
    module = types.ModuleType("generator")
    exec("def make(text):\n    return compile(text, '<made>', 'eval')\n", vars(module))
    cache = CodeCache(None)
    cache.serve([module])
    assert eval(module.make("6 * 7")) == 42
    assert cache.compiled == 1


def test_modules_execute_here_once_they_are_served():
    module = types.ModuleType("generator")
    program = (
        "def make(text):\n    scope = {}\n    exec(text, {'six': 6}, scope)\n    return scope\n"
    )
    exec(program, vars(module))
    cache = CodeCache(None)
    cache.serve([module])
    assert module.make("found = six * 7") == module.make("found = six * 7") == {"found": 42}
    assert cache.compiled == 1


def test_code_is_compiled_as_its_module_would(tmp_path: Path):
    """``from __future__`` imports of the module count, and not those of the cache."""
    text = "def f(x: int): pass\n"
    maker = "def make(text):\n    scope = {}\n    exec(compile(text, 'f', 'exec'), scope)\n"
    maker += "    return scope['f'].__annotations__\n"
    cache = CodeCache(tmp_path / "code")
    plain, later = types.ModuleType("plain"), types.ModuleType("later")
    exec(compile(maker, "plain", "exec", dont_inherit=True), vars(plain))
    exec(f"from __future__ import annotations\n{maker}", vars(later))
    cache.serve([plain, later])
    for _ in range(2):
        assert plain.make(text) == {"x": int}
        assert later.make(text) == {"x": "int"}
    assert cache.compiled == 2


def test_no_bytecode_means_no_cache(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert beside_bytecode(__file__, ".kept") is None


def test_the_second_start_of_the_server_compiles_next_to_nothing(tmp_path: Path):
    """The first start keeps what the libraries wrote; the second finds all of it."""
    program = (
        "from stackls_server.lsp import start as serve\n"
        "code = serve.keep_generated_code()\n"
        "serve.import_server()\n"
        "import lsprotocol.types as types\n"
        "print(code.compiled)\n"
        "print(types.Position(1, 2) == types.Position(1, 2), types.Position(1, 2))\n"
        "code.save()\n"
    )
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)

    def start() -> list[str]:
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    first, second = start(), start()
    assert int(first[0]) > 500
    assert int(second[0]) == 0
    assert first[1] == second[1] == "True 1:2"
