"""Says what of a newer ZenML has to be read again: `nox -s newest_zenml`.

    python read_again.py CATALOG

A CATALOG is a folder that the probe has written for that ZenML. It is compared with the catalog in
the wheel: validators that rules cite, validators that are new or read otherwise, what import takes,
and types, flavors and parameters.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "core"))

from stackls_core.catalog.bundled import CatalogFolder, open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.comparing import changes
from stackls_core.catalog.validator_hashes import HASHES

Code = dict[str, set[str]]
"""The hashes of validators, by dotted name."""


def main(arguments: Sequence[str]) -> None:
    """Print what there is to read."""
    known, newer = open_folder(), open_folder(Path(arguments[0]))
    sys.stdout.write("\n".join(report(known, newer)) + "\n")


def report(known: CatalogFolder, newer: CatalogFolder) -> Iterator[str]:
    """The lines of the report."""
    yield f"ZenML {newer.zenml_version} beside {known.zenml_version}"
    old, new = code_in(known), code_in(newer)
    yield from _section("Validators that rules cite: read these again", cited(new, old))
    yield from _section("Validators that no rule cites, new or changed", others(new, old))
    yield from _section("What import takes", _imports(known, newer))
    found = list(changes(Catalog([known], known.facts), Catalog([newer], newer.facts)))
    counts = Counter((one.kind, _level(one.flavor, one.parameter)) for one in found)
    lines = [f"{level} {kind}: {count}" for (kind, level), count in sorted(counts.items())]
    yield from _section("Types, flavors and parameters", lines)


def _section(title: str, lines: Sequence[str] | Iterator[str]) -> Iterator[str]:
    some = list(lines)
    yield f"\n{title}: {len(some) or 'none'}"
    yield from (f"  {line}" for line in some)


def _level(flavor: str, parameter: str) -> str:
    return "parameters" if parameter else "flavors" if flavor else "types"


def code_in(catalog: CatalogFolder) -> Code:
    """The validators of all flavors, with each hash that they are found with."""
    found: Code = {}
    for key in catalog.entries:
        flavor = catalog.load(*key.split("/", 1))
        if flavor is not None:
            for name, digest in flavor.code.items():
                found.setdefault(name, set()).add(digest)
    return found


def cited(new: Code, old: Code) -> Iterator[str]:
    """What rules were written for and is no longer as it was read."""
    for name, hashes in HASHES.items():
        if name not in new:
            if name in old:
                yield f"{name} is gone: has it moved?"
        elif unread := new[name] - set(hashes):
            yield f"{name} has changed: {', '.join(sorted(unread))} is not in validator_hashes.py"


def others(new: Code, old: Code) -> Iterator[str]:
    """What may need a rule."""
    for name in sorted(new.keys() - HASHES.keys()):
        if name not in old:
            yield f"{name} is new"
        elif new[name] - old[name]:
            yield f"{name} has changed"


def _imports(known: CatalogFolder, newer: CatalogFolder) -> Iterator[str]:
    for name in sorted(known.imports.keys() | newer.imports.keys()):
        before, after = known.imports.get(name), newer.imports.get(name)
        if before != after:
            yield f"{name}: {before} -> {after}"


if __name__ == "__main__":
    main(sys.argv[1:])
