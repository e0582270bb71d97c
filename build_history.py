"""Writes the facts of past ZenML versions: `nox -s catalogs -- VERSION...`.

    python build_history.py CATALOG...

A CATALOG is a folder that the probe has written for one version. What is known of other versions is
kept. The newest of all has to be the one in the wheel, which the others are written beside.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "core"))

from stackls_core.catalog.bundled import BUNDLED_CATALOG, CatalogFolder, open_folder
from stackls_core.catalog.delta import difference
from stackls_core.catalog.facts import facts_of
from stackls_core.catalog.history import HISTORY, LIFETIMES, History
from stackls_core.catalog.lifetimes import LISTS, SEVERAL
from stackls_core.catalog.settings_history import (
    SETTINGS_HISTORY,
    SettingsHistory,
    settings_facts,
)
from stackls_core.catalog.versions import in_order

Facts = dict[str, Any]

FEWEST_FLAVORS = 50
"""A ZenML that lacks what its integrations import lists only the few flavors without one."""


def main(folders: Sequence[str]) -> None:
    """Write the history anew, with these catalogs."""
    newest = open_folder(BUNDLED_CATALOG)
    given = [open_folder(Path(folder)) for folder in folders]
    for catalog in given:
        if len(catalog.entries) < FEWEST_FLAVORS:
            raise SystemExit(
                f"ZenML {catalog.zenml_version} lists {len(catalog.entries)} flavors only: "
                "is everything there that its integrations import (pkg_resources)?"
            )
    facts = {**known_facts([newest, *given]), **{c.zenml_version: facts_in(c) for c in given}}
    facts[newest.zenml_version] = facts_in(newest)
    if in_order(facts)[-1] != newest.zenml_version:
        raise SystemExit(f"The wheel has ZenML {newest.zenml_version}, which is not the newest.")
    write_history(facts, HISTORY)
    past = SettingsHistory(newest.zenml_version)
    settings = {version: past.facts(version) for version in past.versions}
    settings |= {c.zenml_version: settings_facts(c.folder) for c in [*given, newest]}
    write_settings(settings, SETTINGS_HISTORY)


def facts_in(catalog: CatalogFolder) -> Facts:
    """All facts of a catalog."""
    return {
        "types": catalog.types,
        "import": catalog.imports,
        "flavors": {
            key: facts_of(catalog.record(*key.split("/", 1))) for key in sorted(catalog.entries)
        },
    }


def known_facts(bases: Sequence[CatalogFolder]) -> dict[str, Facts]:
    """The facts that the history has; empty where none of ``bases`` is the one it starts from."""
    for base in bases:
        history = History(base)
        if history.versions and history.starts_here:
            return {version: history.facts(version) for version in history.versions}
    return {}


def write_history(facts: dict[str, Facts], folder: Path) -> None:
    """A file for each version but the newest, and one for what not all of them have."""
    versions = in_order(facts)
    folder.mkdir(exist_ok=True)
    for older, newer in itertools.pairwise(versions):
        changes = difference(facts[newer], facts[older])
        _write(folder / f"{older}.json", {"newer": newer, "changes": changes})
    _write(folder / f"{LIFETIMES}.json", dict(sorted(lifetimes(facts))))


def write_settings(facts: dict[str, Facts], folder: Path) -> None:
    """A file for each version but the newest: what run configurations consist of."""
    folder.mkdir(parents=True, exist_ok=True)
    for older, newer in itertools.pairwise(in_order(facts)):
        changes = difference(facts[newer], facts[older])
        _write(folder / f"{older}.json", {"newer": newer, "changes": changes})


def lifetimes(facts: dict[str, Facts]) -> Iterator[tuple[str, list[str | None]]]:
    """The first and the last version of what not every version has; see `Lifetimes`."""
    versions = in_order(facts)
    names = {version: set(_names(facts[version])) for version in versions}
    found: dict[str, list[str | None]] = {}
    for name in set().union(*names.values()):
        having = [version for version in versions if name in names[version]]
        since = having[0] if having[0] != versions[0] else None
        until = having[-1] if having[-1] != versions[-1] else None
        found[name] = [since, until]
    for name, lifetime in found.items():
        outer = name.partition(".")[0] if "." in name else name.partition("/")[0]
        if any(lifetime) and (outer == name or lifetime != found.get(outer)):
            yield name, lifetime


def _names(facts: Facts) -> Iterator[str]:
    yield from facts["types"]
    for key, flavor in facts["flavors"].items():
        yield key
        yield from (f"{key}.{name}" for name in flavor["schema"].get("properties", {}))
    if facts["import"]["lists"]:
        yield LISTS
    yield from (f"{SEVERAL}/{kind}" for kind in facts["import"]["repeatable"])


def _write(path: Path, content: Facts) -> None:
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
