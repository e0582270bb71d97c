"""A server whose modules are imported late, so that what happens before can be seen."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def late_server(gate: Path) -> list[str]:
    """A command that serves; the server is imported only once there is a file ``gate``."""
    program = (
        "import pathlib, sys, time\n"
        "from stackls_server.cli import main\nfrom stackls_server.lsp import start\n"
        "imported = start.import_server\n"
        "def late():\n"
        f"    while not pathlib.Path({str(gate)!r}).exists(): time.sleep(0.01)\n"
        "    imported()\n"
        "start.import_server = late\n"
        "sys.exit(main.main(['serve']))\n"
    )
    return [sys.executable, "-c", program]


def environment_that_keeps(folder: Path) -> dict[str, str]:
    """Our environment, where what is kept between starts goes into ``folder``."""
    found = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder)}
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    found["PYTHONPATH"] = os.pathsep.join(sys.path)
    return found
