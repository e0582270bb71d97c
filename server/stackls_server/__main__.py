"""``python -m stackls_server`` is ``stackls``."""

from __future__ import annotations

import sys

from stackls_server.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
