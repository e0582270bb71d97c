"""A MariaDB server on loopback with a scratch folder: what production ZenML servers keep stacks in.

Needs ``mariadbd`` and ``mariadb-install-db`` on the path, as Debian's ``mariadb-server`` has them.
"""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.eventually import eventually

SERVER = shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
INSTALL = shutil.which("mariadb-install-db")
START_SECONDS = 60.0

_ACCOUNT = "stackls"
_INIT = """\
CREATE USER IF NOT EXISTS '{name}'@'{host}' IDENTIFIED BY '{name}';
GRANT ALL ON *.* TO '{name}'@'{host}';
"""


@contextmanager
def running_mariadb(folder: Path) -> Generator[str, None, None]:
    """A server with an empty database; the URL that ZenML takes as ``ZENML_STORE_URL``."""
    assert SERVER is not None
    assert INSTALL is not None
    data, init = folder / "data", folder / "init.sql"
    init.write_text("".join(_INIT.format(name=_ACCOUNT, host=host) for host in ("%", "localhost")))
    own = ["--no-defaults", f"--datadir={data}", f"--user={getpass.getuser()}"]
    options = ["--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(
        [INSTALL, *own, *options], check=True, capture_output=True, timeout=START_SECONDS
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(SERVER, *own, f"--port={port}", "--bind-address=127.0.0.1", "--skip-log-bin"),
        *("--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci"),
        *(f"--socket={folder / 's'}", f"--init-file={init}", f"--pid-file={folder / 'pid'}"),
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            eventually(lambda: _answers(port, process), "MariaDB answers", START_SECONDS)
            yield f"mysql://{_ACCOUNT}:{_ACCOUNT}@127.0.0.1:{port}/zenml"
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()
            process.wait()


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    if process.poll() is not None:
        raise RuntimeError("mariadbd has ended")
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        # it greets first
        return bool(connection.recv(1))
    return False
