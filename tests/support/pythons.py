"""Other versions of Python on this machine."""

from __future__ import annotations

import shutil
import subprocess


def pythons() -> list[str]:
    """Other versions; a name on the path may be that of a version that is not installed."""
    found = [shutil.which(f"python{version}") for version in ("3.8", "3.9", "3.10", "3.12", "3.13")]
    return [
        path
        for path in found
        if path and subprocess.run([path, "-V"], capture_output=True, check=False).returncode == 0
    ]
