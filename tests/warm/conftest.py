"""Zygotes of a test's own, with ``stackls`` or a stand-in for it, and ways to speak to them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import stackls_core
import stackls_server
from tests.support.eventually import eventually

OURS = [Path(package).parents[1] for package in (stackls_core.__file__, stackls_server.__file__)]
"""The folders in which our packages are found."""
# uv compiles nothing when it installs: whoever first imports a module from there, with flags such
# as -I even against PYTHONDONTWRITEBYTECODE, makes this folder, and each zygote ends as it should
(Path(sysconfig.get_path("purelib")) / "__pycache__").mkdir(exist_ok=True)
STAND_IN = Path(__file__).with_name("stand_in.py")
ENTRY = """\
import sys
from stackls_server.__main__ import main
sys.exit(main())
"""


@pytest.fixture(autouse=True)
def no_signal_is_ignored() -> Iterator[None]:
    """Whoever runs the tests by nohup, or in the background of a script, lets them ignore some."""
    names = ("SIGINT", "SIGHUP", "SIGQUIT")  # the last two are not there on Windows
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    ignored = [one for one in numbers if signal.getsignal(one) is signal.SIG_IGN]
    for one in ignored:
        signal.signal(one, signal.SIG_DFL)
    yield
    for one in ignored:
        signal.signal(one, signal.SIG_IGN)


class Warm:
    """A folder for sockets, and the environment in which commands find them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sockets = folder / "home" / "cache" / "warm"
        self.cold_starts = folder / "cold"
        self.runs = folder / "runs"
        self._processes: list[subprocess.Popen[bytes]] = []
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "STACKLS_", "XDG_", "COV_"))
        }
        self.environment = {
            **kept,
            "STACKLS_HOME": str(folder / "home"),
            "STACKLS_STORE": "local",
            "STACKLS_WARM": "always",
            "STAND_IN_STARTED_COLD": str(self.cold_starts),
            "STAND_IN_RUN": str(self.runs),
            # ours alone: other tests write where else modules are found, and each zygote then ends
            "PYTHONPATH": os.pathsep.join(str(folder) for folder in OURS),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def command(self, *arguments: str) -> list[str]:
        """The stand-in with arguments that a zygote may run."""
        return [sys.executable, str(STAND_IN), "check", *arguments]

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        """Start the stand-in, or another ``command``."""
        command = options.pop("command", None) or self.command(*arguments)
        settings: dict[str, Any] = {"env": self.environment, "cwd": self.folder, **options}
        process = subprocess.Popen(command, **settings)
        self._processes.append(process)
        return process

    def run(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
        data = options.pop("input", b"")
        if "stdin" not in options:
            options["stdin"] = subprocess.PIPE
        piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = self.start(*arguments, **{**piped, **options})
        out, err = process.communicate(data if options["stdin"] == subprocess.PIPE else None, 60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def serve(self, seconds: float = 600, **options: Any) -> subprocess.Popen[bytes]:
        """A zygote that runs the stand-in, once it can be asked."""
        file = self.folder / "name"
        file.unlink(missing_ok=True)
        options = {"stdin": subprocess.DEVNULL, **options}
        command = [sys.executable, str(STAND_IN), "--serve", str(file), str(seconds)]
        zygote = self.start(command=command, **options)
        eventually(lambda: file.exists() and file.read_text("ascii"), "the zygote has a name")
        eventually(self.socket(file.read_text("ascii")).exists, "the zygote can be asked")
        return zygote

    def socket(self, name: str) -> Path:
        return self.sockets / f"{name}.socket"

    def found(self) -> list[Path]:
        """The sockets that there are."""
        return sorted(self.sockets.glob("*.socket"))

    def zygotes(self) -> list[int]:
        """The processes that ``stackls`` has left in this environment."""
        return [
            int(path.name)
            for path in Path("/proc").iterdir()
            if path.name.isdigit() and self._is_zygote(path)
        ]

    def _is_zygote(self, process: Path) -> bool:
        with suppress(OSError):
            home = os.fsencode(f"STACKLS_HOME={self.environment['STACKLS_HOME']}")
            is_module = b"stackls_server.zygote" in (process / "cmdline").read_bytes().split(b"\0")
            return is_module and home in (process / "environ").read_bytes().split(b"\0")
        return False

    def count(self, file: Path) -> int:
        return len(file.read_text("ascii")) if file.exists() else 0

    def close(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
        for zygote in self.zygotes():
            with suppress(ProcessLookupError):
                os.kill(zygote, signal.SIGKILL)


@pytest.fixture
def warm(tmp_path: Path) -> Iterator[Warm]:
    if sys.platform != "linux":
        pytest.skip("processes are kept on Linux only")
    found = Warm(tmp_path)
    yield found
    found.close()
