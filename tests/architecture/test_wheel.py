"""What the wheel weighs: an extension brings it along, and every start of CI loads it."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("core/stackls_core", "core/stackls_probe", "server/stackls_server")
OTHERS = ("docs/rules.md", "NOTICE", "NOTICE", "LICENSE", "README.md")
"""Beside the packages; the NOTICE is there twice, README is in the metadata."""

MOST_BYTES = 1_198_000


def test_the_wheel_is_small():
    """Put together as the build does it. The promise is 1.2 MB; the metadata takes the rest."""
    packed, listed = io.BytesIO(), []
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as wheel:
        for package in PACKAGES:
            folder = ROOT / package
            for path in sorted(folder.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    name = path.relative_to(folder.parent).as_posix()
                    wheel.write(path, name)
                    listed.append(f"{name},{_digest(path)},{path.stat().st_size}")
        for at, name in enumerate(OTHERS):
            wheel.write(ROOT / name, f"stackls-0.1.0.dist-info/{at}/{name}")
        wheel.writestr("stackls-0.1.0.dist-info/RECORD", "\n".join(listed))
    size = len(packed.getvalue())
    assert size < MOST_BYTES
    assert size > MOST_BYTES / 2, "is the catalog there?"


def _digest(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).digest()
    return f"sha256={base64.urlsafe_b64encode(digest).decode().rstrip('=')}"
