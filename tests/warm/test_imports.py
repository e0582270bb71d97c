"""What client and zygote import, and that importing looks at nothing that belongs to a user."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from stackls_server.warm.key import environment
from tests.cli.conftest import python
from tests.warm.conftest import Warm

ALLOWED = {"__future__", "_socket", "array", "binascii", "resource"}
"""What a client imports beside what the interpreter itself does, and the modules of `warm`."""


def test_a_client_imports_next_to_nothing(warm: Warm):
    warm.serve()
    code = (
        f"import sys; sys.path[0] = {str(Path(__file__).parent)!r}\n"
        "before = {*sys.modules}\n"
        "from stackls_server.warm.entry import run_warm\n"
        "assert run_warm() == 5\n"
        "print(*sorted({*sys.modules} - before))\n"
    )
    done = warm.run(command=[sys.executable, "-c", code, "check", "exit", "5"])
    assert (done.returncode, done.stderr) == (0, b"")
    imported = {*done.stdout.decode().split()}
    ours = {name for name in imported if name.startswith("stackls")}
    assert {name.rpartition(".")[0] or name for name in ours} == {
        "stackls_server",
        "stackls_server.warm",
    }
    assert imported - ours <= ALLOWED


def test_other_commands_pay_nothing_for_it():
    code = (
        "import sys, os; os.environ['STACKLS_WARM'] = '0'; sys.argv = ['stackls', 'check']\n"
        "before = {*sys.modules}\n"
        "from stackls_server.warm.entry import run_warm\n"
        "assert run_warm() is None\n"
        "print(*sorted({*sys.modules} - before))\n"
    )
    imported = {*python(code).stdout.split()}
    ours = {"", ".warm", ".warm.commands", ".warm.conditions", ".warm.entry"}
    assert imported - {"__future__"} == {f"stackls_server{name}" for name in ours}


WATCHED = """\
import json, os, sys
from stackls_server import zygote

names, events = set(), []
read = os._Environ.__getitem__
def noted(self, name):
    names.add(name)
    return read(self, name)
os._Environ.__getitem__ = noted

def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        events.append([event, os.fsdecode(arguments[0])])
    elif event in ("os.listdir", "os.scandir"):
        events.append([event, os.fsdecode(arguments[0] or ".")])
    elif event.split(".")[0] in ("socket", "subprocess", "sqlite3", "tempfile", "shutil", "urllib"):
        events.append([event, ""])
    elif event in ("os.fork", "os.posix_spawn", "os.exec", "os.system", "_thread.start_new_thread"):
        events.append([event, ""])
sys.addaudithook(hook)
zygote.import_what_commands_need()
print(json.dumps([sorted(names), events]))
"""


@pytest.fixture(scope="module")
def watched() -> tuple[set[str], list[list[str]]]:
    done = python(WATCHED)
    assert done.returncode == 0, done.stderr
    names, events = json.loads(done.stdout)
    return set(names), events


def test_importing_reads_no_variable_that_is_not_part_of_the_key(
    watched: tuple[set[str], list[list[str]]], monkeypatch: pytest.MonkeyPatch
):
    names, _ = watched
    for name in names:
        monkeypatch.setenv(name, "x")
    assert names - {*environment()} == set()


def test_importing_opens_nothing_but_modules(watched: tuple[set[str], list[list[str]]]):
    _, events = watched
    places = tuple({*sys.path, sys.prefix, sys.base_prefix} - {""})
    others = [
        (event, place)
        for event, place in events
        if event not in ("open", "os.listdir", "os.scandir") or not place.startswith(places)
    ]
    assert others == []


APPLY = "from stackls_server.cli.main import main; main(['stack', 'apply', 'one.yaml', '--yes'])"


def test_nothing_is_worked_out_before_a_command_asks():
    code = (
        "import sys\n"
        "from stackls_server import zygote\n"
        "zygote.import_what_commands_need()\n"
        "modules = [one for name, one in sys.modules.items() if name.startswith('stackls')]\n"
        "for module in modules:\n"
        "    for name, value in vars(module).items():\n"
        "        info = getattr(value, 'cache_info', None)\n"
        "        if info is not None and info().currsize:\n"
        "            print(module.__name__, name)\n"
        "assert len(modules) > 100\n"
    )
    done = python(code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    "line",
    [
        "check one.yaml",
        "check one.yaml --format json",
        "check one.yaml --format sarif",
        "check wrong.yaml --diff",
        "stack list",
        "stack describe laptop -o yaml",
        "stack plan one.yaml",
        "orchestrator list",
        "orchestrator flavor list",
        "orchestrator flavor describe kubernetes",
        "explain orchestrator.kubernetes.context",
        "rule wrong-value",
        "schema",
        "config",
    ],
)
def test_a_command_finds_what_it_needs_imported(line: str, tmp_path: Path):
    from tests.cli.conftest import GOOD, MISSPELT

    (tmp_path / "one.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "wrong.yaml").write_text(MISSPELT, "utf-8")
    code = (
        "import sys\n"
        "from stackls_server import zygote\n"
        "from stackls_server.cli.main import main\n"
        "zygote.import_what_commands_need()\n"
        "before = {*sys.modules}\n"
        "main(sys.argv[1:])\n"
        "print(*sorted({*sys.modules} - before), file=sys.stderr)\n"
    )
    python(APPLY, cwd=tmp_path)
    done = python(code, *line.split(), cwd=tmp_path)
    late = done.stderr.splitlines()[-1].split()
    assert [name for name in late if not name.startswith("encodings.")] == []
