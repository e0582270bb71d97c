"""What a command prints and how it ends is the same, byte for byte, cold and by a zygote."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from stackls_server.cli.check import FORMATS
from stackls_server.cli.output import FORMATS as OUTPUTS
from tests.cli.conftest import GOOD, MISSPELT
from tests.support.eventually import eventually
from tests.warm.conftest import ENTRY, Warm

STARTED_COLD = 99
ONLY_WARM = f"""\
import sys
from stackls_server.warm import client
from stackls_server.warm.entry import run_warm
client.PATIENCE = 60.0
code = run_warm()
sys.exit({STARTED_COLD} if code is None else code)
"""


@dataclass
class Both:
    """``stackls``, and a program beside it that gives up where that would start cold."""

    warm: Warm
    stackls: list[str]
    only_warm: list[str]

    def __call__(self, *arguments: str, data: bytes = b"", **variables: str):
        """What a cold start and a warm one come to."""
        environment = {**self.warm.environment, **variables}
        return [
            self.warm.run(
                command=[*program, *arguments],
                env={**environment, "STACKLS_WARM": choice},
                cwd=self.warm.folder / "work",
                input=data,
            )
            for program, choice in ((self.stackls, "0"), (self.only_warm, "always"))
        ]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    if sys.platform != "linux":
        pytest.skip("processes are kept on Linux only")
    warm = Warm(tmp_path_factory.mktemp("both"))
    work, programs = warm.folder / "work", warm.folder / "bin"
    work.mkdir()
    programs.mkdir()
    for name, text in (("stackls", ENTRY), ("only-warm", ONLY_WARM)):
        (programs / name).write_text(text, "ascii")
    found = Both(
        warm,
        *([sys.executable, str(programs / name)] for name in ("stackls", "only-warm")),
    )
    (work / "good.yaml").write_text(GOOD, "utf-8")
    (work / "wrong.yaml").write_text(MISSPELT, "utf-8")
    (work / "broken.yaml").write_text("components: {a: [", "utf-8")
    (work / "bytes.yaml").write_bytes(b"stack_name: \xff\n")
    (work / "more").mkdir()
    (work / "more" / "other.yaml").write_text(GOOD.replace("laptop", "other"), "utf-8")
    applied = warm.run(
        command=[*found.stackls, "stack", "apply", "good.yaml", "more/other.yaml", "--yes"],
        cwd=work,
    )
    assert applied.returncode == 0, applied.stderr
    warm.run(command=[*found.stackls, "--version"])
    eventually(warm.found, "a zygote can be asked")
    yield found
    warm.close()


def same(results: list[subprocess.CompletedProcess[bytes]]) -> subprocess.CompletedProcess[bytes]:
    cold, hot = results
    assert (hot.returncode, hot.stdout, hot.stderr) == (cold.returncode, cold.stdout, cold.stderr)
    assert hot.returncode != STARTED_COLD
    return hot


LINES = [
    "",
    "--help",
    "-V",
    "stack",
    "stack --help",
    "chek",
    "orchestrater flavor list",
    "check",
    "check good.yaml",
    "check .",
    "check missing.yaml",
    "check bytes.yaml",
    "check broken.yaml wrong.yaml good.yaml",
    *(f"check wrong.yaml good.yaml --format {name}" for name in FORMATS),
    "check wrong.yaml --format nothing",
    "check wrong.yaml --diff",
    "check wrong.yaml --statistics",
    "check wrong.yaml --exit-zero -q",
    "check --select nothing",
    "check --store local good.yaml",
    "check --zenml-version 0.85.0 good.yaml",
    "check --zenml-version 9.9 good.yaml",
    *(f"stack list --output {name}" for name in OUTPUTS),
    *(f"stack describe laptop -o {name}" for name in OUTPUTS),
    "stack describe nobody",
    "stack describe",
    "stack get",
    "stack set other",
    "stack set nobody",
    "stack plan good.yaml",
    "stack plan wrong.yaml",
    "stack plan good.yaml --output json",
    "stack diff laptop other",
    "orchestrator list",
    "orchestrator get",
    "orchestrator describe default --output json",
    *(f"orchestrator flavor list -o {name}" for name in OUTPUTS),
    "orchestrator flavor describe kubernetes",
    "explain orchestrator.kubernetes",
    "explain orchestrator.kubernets",
    "rule wrong-value",
    "rule",
    "schema",
    "schema run-configuration",
    "config",
    "config --output yaml",
    "catalog list",
    "catalog diff 0.85.0 0.98.0",
    "upgrade 0.98.0",
]


@pytest.mark.parametrize("line", LINES)
def test_a_command(both: Both, line: str):
    same(both(*line.split()))


@pytest.mark.parametrize(
    "variables",
    [
        {"FORCE_COLOR": "1"},
        {"NO_COLOR": "1"},
        {"STACKLS_STORE": "nothing"},
        {"STACKLS_TRACEBACK": "1", "STACKLS_STORE": "zenml", "PATH": ""},
        {"GITHUB_WORKSPACE": "/"},
    ],
    ids=str,
)
def test_variables_that_a_command_reads(both: Both, variables: dict[str, str]):
    same(both("check", "wrong.yaml", **variables))
    same(both("stack", "list", **variables))


def test_standard_input(both: Both):
    assert b"unknown-flavor" in same(both("check", "-", data=MISSPELT.encode())).stdout
    assert same(both("check", "-", "--fix", data=MISSPELT.encode())).stdout == GOOD.encode()


def test_what_has_changed_since_is_seen(both: Both):
    """Files, configurations, registries: a zygote knows none of them."""
    file, configuration = (
        both.warm.folder / "work" / "new.yaml",
        both.warm.folder / "work/stackls.toml",
    )
    file.write_text(GOOD, "utf-8")
    assert same(both("check", "new.yaml")).returncode == 0
    file.write_text(MISSPELT, "utf-8")
    assert same(both("check", "new.yaml")).returncode == 1
    configuration.write_text('ignore = ["unknown-flavor"]\n', "utf-8")
    changed = same(both("check", "new.yaml"))
    configuration.unlink()
    file.unlink()
    assert changed.returncode == 0
    home = {"STACKLS_HOME": str(both.warm.folder / "another")}
    one, other = both("stack", "list", **home)
    assert one.returncode == 0
    assert other.returncode == STARTED_COLD, "another home has a zygote of its own"


def test_trust_that_was_revoked_since(both: Both):
    work = both.warm.folder / "work"
    python = work / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 3\n", "ascii")
    python.chmod(0o755)
    (work / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\n", "ascii")
    (work / ".venv" / "lib/python3.12/site-packages/zenml-0.98.0.dist-info").mkdir(parents=True)
    (work / ".git").mkdir()
    clean = {"PATH": "/nowhere", "VIRTUAL_ENV": "", "CONDA_PREFIX": ""}
    said: list[bytes] = []
    for trust in ([], ["trust"], ["trust", "--revoke"]):
        if trust:
            environment = {**both.warm.environment, **clean}
            done = both.warm.run(command=[*both.stackls, *trust], env=environment, cwd=work)
            assert done.returncode == 0, done.stderr
        said.append(same(both("stack", "list", "--store", "auto", **clean)).stderr)
    shutil.rmtree(work / ".venv")
    (work / ".git").rmdir()
    assert b"was not run" in said[0]
    assert b"was not run" not in said[1]
    assert b"was not run" in said[2]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("words", ["stackls stack describe ", "stackls check --sel", "stackls o"])
def test_tab(both: Both, shell: str, words: str):
    count = str(len(words.split()) - (0 if words.endswith(" ") else 1))
    variables = {"COMP_WORDS": words, "COMP_CWORD": count}
    done = same(both(**variables, _STACKLS_COMPLETE=f"{shell}_complete"))
    assert done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_teaches_a_shell(both: Both, shell: str):
    assert b"_STACKLS_COMPLETE" in same(both(_STACKLS_COMPLETE=f"{shell}_source")).stdout


def test_files_that_are_fixed(both: Both):
    results: list[bytes] = []
    for program, choice in ((both.stackls, "0"), (both.only_warm, "always")):
        file = both.warm.folder / "work" / "fixed.yaml"
        file.write_text(MISSPELT, "utf-8")
        environment = {**both.warm.environment, "STACKLS_WARM": choice}
        done = both.warm.run(
            command=[*program, "check", "--fix", "fixed.yaml"], env=environment, cwd=file.parent
        )
        assert done.returncode == 0, done.stderr
        results.append(file.read_bytes())
        file.unlink()
    assert results[0] == results[1] == GOOD.encode()


def test_an_output_that_is_full(both: Both):
    with Path("/dev/full").open("wb") as full:
        environment = {**both.warm.environment, "STACKLS_WARM": "always"}
        folder = both.warm.folder / "work"
        options = {"cwd": folder, "stdout": full}
        cold = both.warm.run(
            command=[*both.stackls, "check"],
            env={**environment, "STACKLS_WARM": "0"},
            **options,
        )
        hot = both.warm.run(command=[*both.only_warm, "check"], env=environment, **options)
    assert (hot.returncode, hot.stderr) == (cold.returncode, cold.stderr)
    assert b"cannot write" in hot.stderr
