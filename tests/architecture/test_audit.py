"""`audit.py`: what licences are allowed, and what the databases of vulnerabilities answer."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["audit"] = module
    spec.loader.exec_module(module)
    return module


audit = _module()


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("LGPL-2.1-or-later", False),
        ("", False),
        ("MIT OR GPL-3.0-only", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("Apache-2.0 AND (MIT OR MPL-2.0)", True),
        ("(Apache-2.0 AND MPL-2.0) OR AGPL-3.0", False),
        ("(MIT", False),
        ("MIT MIT", False),
    ],
)
def test_licences(expression: str, allowed: bool):
    assert audit.is_allowed(expression) is allowed


def test_a_package_that_is_not_allowed_is_named():
    found = [audit.Dependency("a", "1", "MIT"), audit.Dependency("b", "2", "GPL-3.0")]
    nameless = audit.Dependency("c", "3", "")
    assert audit.refused([*found, nameless]) == [
        "b 2: GPL-3.0 is not on the list of audit.py",
        "c 3: no licence is not on the list of audit.py",
    ]


def test_licences_are_read_from_what_packages_say(tmp_path: Path):
    def package(name: str, *lines: str) -> None:
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        head = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
        (folder / "METADATA").write_text(head + "".join(f"{line}\n" for line in lines))

    package("expression", "License-Expression: Apache-2.0 OR MIT")
    package("short", "License: BSD-3-Clause")
    package("classified", "License: The text", "Classifier: License :: OSI Approved :: MIT License")
    package("copyleft", "Classifier: License :: OSI Approved :: GNU General Public License (GPL)")
    package("pip", "License: MIT")
    found = {one.name: one.licence for one in audit.of_wheel(str(tmp_path))}
    assert found == {
        "classified": "MIT",
        "copyleft": "",
        "expression": "Apache-2.0 OR MIT",
        "short": "BSD-3-Clause",
    }


def test_what_the_extension_is_bundled_with_is_allowed():
    lock = json.loads((ROOT / "vscode-extension/package-lock.json").read_text("utf-8"))
    found = audit.of_extension(lock)
    assert "vscode-languageclient" in {one.name for one in found}
    assert audit.refused(found) == []


def test_what_is_known_against_packages():
    answer = {
        "dependencies": [
            {"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2", "3"]}]},
            {"name": "b", "version": "1", "vulns": []},
            {"name": "c", "skip_reason": "not found"},
        ]
    }
    assert audit.known_in_wheel(answer) == (2, ["a 1: CVE-1, fixed in 2, 3"])
    answer = {"vulnerabilities": {"semver": {"severity": "high", "range": "<7"}}}
    assert audit.known_in_extension(answer) == ["semver: high, <7"]
