"""Everything but `check`: help, flavors, the server's start, the doctor, and how things end."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from rich.cells import cell_len

from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.component_types import COMPONENT_TYPES, command_of
from stackls_server import __version__
from stackls_server.cli import doctor, flavor_tables
from stackls_server.cli.main import SECTIONS
from stackls_server.cli.terminal import Terminal
from stackls_server.lsp.start import without_content
from tests.cli.conftest import DEMO, Cli, python
from tests.support.eventually import eventually

ROOT = Path(__file__).parents[2]
RUN = "import sys; from stackls_server.cli.main import main; sys.exit(main())"


# --- help ---------------------------------------------------------------------------------------


def test_help_lists_every_command_on_one_line(cli: Cli):
    result = cli("--help")
    assert result.code == 0
    for section in SECTIONS:
        assert f"\n{section.title}:\n" in result.out
        for entry in section.entries:
            assert re.search(rf"^  {entry.name} +{re.escape(entry.summary)}$", result.out, re.M)
    assert max(map(len, result.out.splitlines())) <= 80


@pytest.mark.parametrize("component_type", COMPONENT_TYPES)
def test_every_type_has_its_group(cli: Cli, component_type: str):
    command = command_of(component_type)
    shown = cli(command, "--help")
    assert shown.out.startswith(f"Usage: stackls {command} [OPTIONS] COMMAND")
    assert cli(component_type, "--help").out == shown.out
    assert cli(command, "flavor", "--help").code == 0


@pytest.mark.parametrize("command", ["check", "serve", "doctor"])
def test_commands_have_help(cli: Cli, command: str):
    assert cli(command, "-h").out.startswith(f"Usage: stackls {command} [OPTIONS]")


def test_version(cli: Cli):
    assert cli("--version").out == f"stackls {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["orchestrater", "flavor", "list"],
            "Unknown command or component type orchestrater. Did you mean orchestrator?",
        ),
        (["chek"], "Unknown command or component type chek. Did you mean check?"),
        (
            ["zzzzzz"],
            "Unknown command or component type zzzzzz. stackls --help lists them all.",
        ),
        (["alerter", "flavour"], "Unknown command flavour. Did you mean flavor?"),
    ],
)
def test_unknown_commands_name_the_nearest(cli: Cli, arguments: list[str], message: str):
    result = cli(*arguments)
    assert (result.code, result.out, result.err) == (2, "", f"stackls: {message}\n")


# --- flavors ------------------------------------------------------------------------------------


def test_flavors_are_listed(cli: Cli):
    lines = cli("artifact-store", "flavor", "list").out.splitlines()
    assert lines[0] == "6 artifact store flavors in ZenML 0.98.0"
    assert re.fullmatch(r"Flavor +Integration +Summary", lines[2])
    assert re.match(r"local +built in +\S", lines[3])
    assert [line.split()[0] for line in lines[3:]] == [
        "local",
        "azure",
        "b2",
        "digitalocean",
        "gcp",
        "s3",
    ]


@pytest.mark.parametrize("component_type", COMPONENT_TYPES)
def test_lists_hold_every_flavor(cli: Cli, component_type: str):
    wanted = {name for kind, name in open_folder().summaries if kind == component_type}
    rows = cli(component_type, "flavor", "list", "--output", "json").json
    assert {row["name"] for row in rows} == wanted
    as_yaml = cli(component_type, "flavor", "list", "-o", "yaml").out
    assert yaml.safe_load(as_yaml) == rows


def test_a_flavor_is_described(cli: Cli):
    out = cli("artifact-store", "flavor", "describe", "s3").out
    assert out.startswith("s3, artifact store flavor in ZenML 0.98.0\n")
    assert re.search(r"^Install +zenml integration install s3$", out, re.M)
    assert re.search(r"^Docs +https://\S+/s3$", out, re.M)
    rows = out[out.index("\nParameter ") :].splitlines()[2:]
    assert re.match(r"path +string +required +\S", rows[0])
    assert any(re.match(r"secret +string +Sensitive\. ", row) for row in rows)


def test_required_parameters_come_first_and_deprecated_ones_last(cli: Cli):
    out = cli("orchestrator", "flavor", "describe", "sagemaker").out
    rows = out[out.index("\nParameter ") :].splitlines()[2:]
    is_deprecated = ["Deprecated" in row for row in rows]
    assert " required " in rows[0]
    assert any(is_deprecated)
    assert is_deprecated == sorted(is_deprecated)


def test_a_described_flavor_is_data_too(cli: Cli):
    data = cli("orchestrator", "flavor", "describe", "kubernetes", "--output", "json").json
    assert (data["type"], data["name"]) == ("orchestrator", "kubernetes")
    as_yaml = cli("orchestrator", "flavor", "describe", "kubernetes", "-o", "yaml").out
    assert yaml.safe_load(as_yaml) == data


@pytest.mark.parametrize("width", [60, 80, 120, None])
@pytest.mark.parametrize("key", sorted(open_folder().summaries), ids="/".join)
def test_tables_fit_and_lose_nothing(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, key: tuple[str, str], width: int | None
):
    monkeypatch.setattr(flavor_tables, "terminal_of", lambda _: Terminal(width=width))
    component_type, name = key
    data = cli(component_type, "flavor", "describe", name, "-o", "json").json
    out = cli(component_type, "flavor", "describe", name).out
    lines = out.splitlines()
    assert not any(line.endswith(" ") for line in lines)
    assert "…" not in out
    if width is not None:
        assert max(map(cell_len, lines)) <= width
    for parameter in data["parameters"]:
        if width != 60:
            assert re.search(rf"^{parameter['name']}( |$)", out, re.M)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("kubernets", "Unknown orchestrator flavor kubernets. Did you mean kubernetes?"),
        ("s3", "Unknown orchestrator flavor s3; it is a flavor of artifact store."),
    ],
)
def test_unknown_flavors_name_the_nearest(cli: Cli, name: str, message: str):
    result = cli("orchestrator", "flavor", "describe", name)
    assert (result.code, result.out, result.err) == (1, "", f"stackls: {message}\n")


# --- doctor -------------------------------------------------------------------------------------


def test_the_doctor_tells_what_stackls_runs_on(cli: Cli):
    facts = cli("doctor", "--output", "json").json
    assert facts["stackls"] == __version__
    assert facts["catalog"]["zenml_version"] == "0.98.0"
    assert facts["catalog"]["flavors"] == len(open_folder().summaries)
    assert facts["problems"] == []
    text = cli("doctor")
    assert text.code == 0
    assert re.search(r"^catalog +\d+ flavors of ZenML 0\.98\.0$", text.out, re.M)


def test_the_doctor_looks_where_the_other_commands_do(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    cli.write(".git/HEAD", "")
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "UV_PROJECT_ENVIRONMENT"):
        monkeypatch.delenv(name, raising=False)
    cli.write(".venv/pyvenv.cfg", "")
    cli.write("stacks/readme", "")
    monkeypatch.chdir(cli.folder / "stacks")
    (first, *_) = cli("doctor", "--output", "json").json["zenml"]
    assert (first["found"], first["verdict"]) == ("the workspace's .venv", "missing")


def test_the_doctor_says_in_words_what_became_of_interpreters():
    seen = {"path": "/a/python", "found": "python on PATH", "verdict": "no-zenml"}
    seen |= {"reason": "ZenML is not installed in it.", "started_because": None}
    used = {"path": "/b/python", "found": "the setting", "verdict": "chosen"}
    used |= {"reason": "It has ZenML 0.98.0."}
    for why, words in (
        (None, "Reading stacks does not start it."),
        ("ZENML_STORE_URL is set", "Reading stacks starts it: ZENML_STORE_URL is set."),
    ):
        assert doctor.interpreter_rows([seen, {**used, "started_because": why}]) == [
            ("zenml", "/a/python (python on PATH)"),
            ("", "  ZenML is not installed in it."),
            ("", "/b/python (the setting)"),
            ("", "  It has ZenML 0.98.0. It is used."),
            ("", f"  {words}"),
        ]


def test_the_doctor_tells_what_is_wrong(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    from stackls_core.catalog import bundled

    monkeypatch.setattr(bundled, "open_folder", lambda: open_folder(tmp_path / "nothing"))
    monkeypatch.setattr(doctor, "_version_of", lambda _: None)
    result = cli("doctor")
    assert result.code == 1
    assert "The flavor catalog is missing" in result.out
    assert "pygls is not installed." in result.out


def test_the_doctor_knows_every_dependency():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^dependencies = \[(.*?)^\]", text, re.M | re.S)
    assert listed is not None
    assert set(re.findall(r'"([\w-]+)[^";]*"', listed[1])) == set(doctor.DEPENDENCIES) - {"tomli"}


# --- serve --------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["nowhere", "host:", "host:99999", "host:-1", "host:²"])
def test_addresses_that_are_none(cli: Cli, address: str):
    result = cli("serve", "--tcp", address)
    assert result.code == 2
    assert f"{address} is not an address; write HOST:PORT" in result.err


def test_stdio_and_tcp_exclude_each_other(cli: Cli):
    assert cli("serve", "--stdio", "--tcp", "127.0.0.1:0").code == 2


def test_a_taken_port_is_told(cli: Cli):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = cli("serve", "--tcp", f"127.0.0.1:{port}")
    assert result.code == 2
    assert f"Cannot listen on 127.0.0.1:{port}: " in result.err


def test_serve_talks_the_protocol_and_nothing_else():
    body = json.dumps(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {"processId": None, "rootUri": None, "capabilities": {}},
        }
    )
    done = python(RUN, "serve", "--stdio", input=f"Content-Length: {len(body)}\r\n\r\n{body}")
    assert done.stdout.startswith("Content-Length: ")
    assert json.loads(done.stdout.partition("\n\n")[2])["id"] == 1
    assert "Traceback" not in done.stderr


def test_logs_hold_nothing_of_a_document():
    record = logging.LogRecord(
        "pygls.protocol.json_rpc", logging.ERROR, "", 1, "Failed: %s", ("a password",), None
    )
    assert without_content(record)
    assert record.getMessage() == "Failed"
    try:
        raise ValueError("a password")
    except ValueError:
        record = logging.LogRecord(
            "asyncio", logging.ERROR, "", 1, "Exception\nwith a password", (), sys.exc_info()
        )
    assert without_content(record)
    assert record.getMessage() == "Exception (ValueError)"
    assert record.exc_info is None


# --- imports and endings ------------------------------------------------------------------------

LOADED = """
import sys
from stackls_server.cli.main import main
main({arguments!r})
print(sorted({{name.partition('.')[0] for name in sys.modules}}))
"""


def modules_after(*arguments: str) -> set[str]:
    done = python(LOADED.format(arguments=list(arguments)))
    return set(json.loads(done.stdout.splitlines()[-1].replace("'", '"')))


def test_check_imports_no_server():
    loaded = modules_after("check", str(DEMO / "broken"))
    assert not loaded & {"pygls", "lsprotocol", "cattrs", "asyncio"}


COUNTED = """
import sys
from stackls_server.cli.main import main
main({arguments!r})
print([name for name in sys.modules if not name.startswith(("click", "yaml", "encodings"))])
"""


def test_check_of_one_stack_file_imports_what_it_needs(tmp_path: Path):
    file = tmp_path / "one.yaml"
    file.write_bytes((DEMO / "handwritten" / "laptop.yaml").read_bytes())
    done = python(COUNTED.format(arguments=["check", str(file)]))
    loaded = set(json.loads(done.stdout.splitlines()[-1].replace("'", '"')))
    ours = {name for name in loaded if name.startswith("stackls")}
    assert not loaded & {"pydantic_core", "typing_extensions", "tomllib", "rapidfuzz", "_hashlib"}
    assert not {name for name in ours if "run_configuration." in name} - {
        "stackls_core.documents.run_configuration.keys",
        "stackls_core.documents.run_configuration.kind",
    }
    assert not {name for name in ours if name.startswith("stackls_core.workspace_code")}
    assert not ours & {
        "stackls_core.analysis.all_rules",
        "stackls_core.configuration.reading",
        "stackls_core.documents.completion",
        "stackls_core.documents.stack_file.offers",
        "stackls_core.registry.model",
        "stackls_core.registry.store",
        "stackls_core.yamltree.cursor.cursor",
    }
    # another one may be worth its while, a dozen are a mistake
    assert len(ours) < 215


def test_check_of_clean_files_imports_no_rich():
    assert "rich" not in modules_after("check", str(DEMO / "stacks" / "local-dev.yaml"))


def test_serve_imports_no_rich():
    assert "rich" not in modules_after("serve", "--tcp", "127.0.0.1:99999")
    done = python(
        "import sys, stackls_server.cli.serve, stackls_server.lsp.app; print(*sys.modules)"
    )
    assert "rich" not in done.stdout.split()
    assert "pygls" in done.stdout.split()


def test_no_pattern_is_compiled_by_pydantic_before_it_is_needed():
    """Those that know all letters of the world take longer than the import of everything else."""
    done = python(
        "import pydantic_core\n"
        "made, real = [], pydantic_core.SchemaValidator\n"
        "pydantic_core.SchemaValidator = lambda s, *a: (made.append(s), real(s, *a))[1]\n"
        "import stackls_server.lsp.app, stackls_server.cli.check_files\n"
        "print(len(made), 'pattern' in repr(made))"
    )
    count, has_patterns = done.stdout.split()
    assert int(count) <= 3
    assert has_patterns == "False"


def test_a_list_of_local_stacks_imports_no_yaml_and_no_validation():
    loaded = modules_after("stack", "list", "--store", "local")
    assert not loaded & {"yaml", "pydantic", "pydantic_core", "rapidfuzz", "pygls", "asyncio"}


def test_help_imports_nothing_heavy():
    assert not modules_after("--help") & {"pygls", "pydantic", "rich", "yaml"}


@pytest.mark.skipif(os.name == "nt", reason="signals and pipes are POSIX")
def test_a_closed_pipe_is_quiet():
    command = [sys.executable, "-c", RUN, "check", str(DEMO)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.skipif(os.name == "nt", reason="signals and pipes are POSIX")
def test_an_interrupt_is_quiet(tmp_path: Path):
    pipe = tmp_path / "slow.yaml"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, "check", str(pipe)],
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        writer = _wait_for_reader(pipe)
        process.send_signal(signal.SIGINT)
        # Python notices a signal between two system calls only after the next one: end that, too
        os.close(writer)
        _, complaint = process.communicate(timeout=60)
    finally:
        process.kill()
    assert complaint.strip() == b""
    assert process.returncode == 130


def _wait_for_reader(pipe: Path) -> int:
    """A descriptor of the pipe's other end, once somebody reads from it."""

    def opened() -> int | None:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return None

    return eventually(opened, "somebody reads the file")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk_is_told():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", RUN, "check", str(DEMO)],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "stackls: cannot write: No space left on device\n"


def test_a_defect_ends_in_one_line(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    from stackls_server.cli import catalog

    def broken(*_: object) -> object:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(catalog, "open_all", broken)
    result = cli("alerter", "flavor", "list")
    assert result.code == 2
    assert result.err.startswith("stackls: internal error (ZeroDivisionError). Please report it")
    assert result.err.count("\n") == 1


def test_a_rule_is_explained_by_its_code(cli: Cli):
    result = cli("rule", "wrong-scheme")
    assert result.code == 0
    assert "artifact store" in result.out


def test_an_unknown_rule_is_answered_with_the_nearest(cli: Cli):
    result = cli("rule", "wrong-schema")
    assert result.code == 1
    assert "Did you mean wrong-scheme?" in result.err


def test_the_doctor_says_which_interpreters_it_looked_at(cli: Cli, tmp_path: Path):
    empty = tmp_path / "python"
    result = cli("doctor", "--output", "json")
    assert all(one["reason"] for one in result.json["zenml"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STACKLS_ZENML_INTERPRETER", str(empty))
        named = cli("doctor", "--output", "json").json["zenml"]
    assert [one["verdict"] for one in named] == ["missing"]
