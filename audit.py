"""What stackls brings along: the licence of each dependency, and what is known against it.

usage: python audit.py SITE_PACKAGES

``SITE_PACKAGES`` belongs to an environment with what the wheel needs and nothing else. Those of the
VS Code extension are read from its lock. Ends with 1 where a licence is not on the list or a
vulnerability is known; a database that cannot be reached is only said.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent
EXTENSION = ROOT / "vscode-extension"

ALLOWED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC"),
        *("MIT", "MIT-0", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib"),
    }
)
"""SPDX identifiers that ask for no more than a notice."""

_CLASSIFIERS = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "Python Software Foundation License": "PSF-2.0",
    "ISC License (ISCL)": "ISC",
}
_OURS = "stackls"
_INSTALLERS = frozenset({"pip", "setuptools", "wheel"})


@dataclass(frozen=True)
class Dependency:
    """A package, and its licence as an SPDX expression; empty where it does not say."""

    name: str
    version: str
    licence: str


def is_allowed(expression: str) -> bool:
    """Whether an SPDX expression leaves a choice of licences that are all on the list."""
    words = re.findall(r"[()]|[^\s()]+", expression)
    if not words:
        return False
    value = _either(words)
    return value and not words


def _either(words: list[str]) -> bool:
    value = _all_of(words)
    while words[:1] == ["OR"]:
        words.pop(0)
        value = _all_of(words) or value
    return value


def _all_of(words: list[str]) -> bool:
    value = _one(words)
    while words[:1] == ["AND"]:
        words.pop(0)
        value = _one(words) and value
    return value


def _one(words: list[str]) -> bool:
    word = words.pop(0) if words else ""
    if word != "(":
        return word in ALLOWED
    value = _either(words)
    return words[:1] == [")"] and bool(words.pop(0)) and value


def of_distribution(distribution: Distribution) -> Dependency:
    """The licence as the metadata say it: an expression, a short text, or a classifier."""
    metadata: Any = distribution.metadata
    written = metadata.get("License-Expression") or metadata.get("License") or ""
    if written not in ALLOWED and not metadata.get("License-Expression"):
        names = [name.rpartition(" :: ")[2] for name in metadata.get_all("Classifier") or ()]
        known = [_CLASSIFIERS[name] for name in names if name in _CLASSIFIERS]
        written = " AND ".join(known) or written.strip().partition("\n")[0]
    return Dependency(metadata["Name"], distribution.version, written)


def of_wheel(site_packages: str) -> list[Dependency]:
    """What is installed there besides stackls and what installed it."""
    found = map(of_distribution, distributions(path=[site_packages]))
    others = [one for one in found if one.name.lower() not in {_OURS, *_INSTALLERS}]
    return sorted(others, key=lambda one: one.name.lower())


def of_extension(lock: Mapping[str, Any]) -> list[Dependency]:
    """What the extension is bundled with, from a package-lock.json."""
    packages: dict[str, Any] = {**lock["packages"]}
    return [
        Dependency(path.rpartition("node_modules/")[2], one["version"], one.get("license", ""))
        for path, one in sorted(packages.items())
        if path and not one.get("dev") and not one.get("optional")
    ]


def refused(found: Iterable[Dependency]) -> list[str]:
    """What is said against the licences."""
    return [
        f"{one.name} {one.version}: {one.licence or 'no licence'} is not on the list of audit.py"
        for one in found
        if not is_allowed(one.licence)
    ]


def known_in_wheel(answer: Mapping[str, Any]) -> tuple[int, list[str]]:
    """How many packages pip-audit knew, and what is known against them."""
    known = [one for one in answer["dependencies"] if "skip_reason" not in one]
    against = [
        f"{one['name']} {one['version']}: {vulnerability['id']}, "
        f"fixed in {', '.join(vulnerability['fix_versions']) or 'no version'}"
        for one in known
        for vulnerability in one["vulns"]
    ]
    return len(known), against


def known_in_extension(answer: Mapping[str, Any]) -> list[str]:
    """What ``npm audit`` knows."""
    found: Mapping[str, Any] = answer["vulnerabilities"]
    return [f"{name}: {one['severity']}, {one['range']}" for name, one in sorted(found.items())]


def _asked(command: list[str], folder: Path) -> Any:
    """The JSON that a program prints; ``None`` where it prints none or is not there."""
    program = shutil.which(command[0])
    if program is None:
        return None
    done = subprocess.run(
        [program, *command[1:]], cwd=folder, capture_output=True, text=True, check=False
    )
    try:
        return json.loads(done.stdout)
    except ValueError:
        return None


def say(text: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{text}\n")


def warn(text: str) -> None:
    """Write a line that is seen where there are many."""
    say(f"::warning::{text}" if os.environ.get("GITHUB_ACTIONS") else f"warning: {text}")


def main() -> int:
    """Look at both, and say what there is."""
    (site_packages,) = sys.argv[1:]
    wheel = of_wheel(site_packages)
    extension = of_extension(json.loads((EXTENSION / "package-lock.json").read_text("utf-8")))
    for what, found in (("wheel", wheel), ("extension", extension)):
        say(f"{what}: {len(found)} packages")
        for one in found:
            say(f"  {one.name} {one.version}: {one.licence}")
    problems = [*refused(wheel), *refused(extension)]

    command = ["pip-audit", "--path", site_packages, "--format", "json", "--timeout", "10"]
    answer = _asked(command, ROOT)
    known, against = known_in_wheel(answer) if answer else (0, [])
    problems += against
    if known:
        say(f"wheel: {known} of {len(wheel)} packages looked up in PyPI's vulnerabilities")
    else:
        warn("PyPI's database of vulnerabilities cannot be reached: the wheel was not audited")

    answer = _asked(["npm", "audit", "--omit", "dev", "--json"], EXTENSION)
    if answer and "vulnerabilities" in answer:
        problems += known_in_extension(answer)
        say("extension: looked up in npm's database of vulnerabilities")
    else:
        warn("npm's database of vulnerabilities cannot be reached: the extension was not audited")

    for problem in problems:
        say(f"error: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
