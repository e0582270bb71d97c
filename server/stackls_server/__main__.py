"""``stackls``, and ``python -m stackls_server``: imports next to nothing before it has to."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line with the process's arguments. Returns the exit code."""
    from stackls_server.warm.entry import run_warm

    code = run_warm()
    if code is not None:
        return code
    from stackls_server.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
