# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""What flavors depend on: the packages beside ZenML, and the probe itself."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackls_probe.protocol import Json


_INSTALLED = (".dist-info", ".egg-info", ".egg-link", ".egg", ".pth")


def fingerprint(package: Path, places: list[str]) -> str | None:
    """Give what changes with the packages that are installed beside one; None for editable ones.

    Which flavors can be described, and how, depends on what can be imported.
    """
    if not any(package.parent.glob(package.name + "-*.dist-info")):
        return None
    found: list[str] = [sys.version]
    for place in set(places):
        with contextlib.suppress(OSError):
            found += [
                f"{entry.path} {entry.stat().st_mtime_ns}"
                for entry in os.scandir(place or ".")
                if entry.name.endswith(_INSTALLED)
            ]
    return hashlib.sha256("\n".join(sorted(found)).encode("utf-8", "replace")).hexdigest()


def package_hash(folder: Path) -> str:
    """Give what changes with the code of a package: a hash over all of its modules."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode("ascii"))
        digest.update(content)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def probe_hash() -> str:
    """Give the hash of this probe, which what it has written is kept with."""
    return package_hash(Path(__file__).parent)


def installation(places: list[str]) -> Json:
    """Say what the flavors that ship with ZenML depend on."""
    import zenml

    return {
        "zenml_version": zenml.__version__,
        "fingerprint": fingerprint(Path(str(zenml.__file__)).parent, places),
        "probe": probe_hash(),
    }


def integrations(names: list[str]) -> Json:
    """Say for each integration whether what it needs is installed; None for unknown ones."""
    from zenml.integrations.registry import integration_registry

    known = integration_registry.integrations
    return {
        name: bool(known[name].check_installation()) if name in known else None for name in names
    }
