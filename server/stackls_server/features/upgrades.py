"""What becomes of documents in another ZenML version: what breaks, what is new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from stackls_core.analysis.rules import deprecated_parameter
from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.comparing import changes
from stackls_core.documents.section import Owner
from stackls_core.documents.stack_file.rules import missing_zenml_version, version_mismatch
from stackls_core.documents.view import View
from stackls_core.findings import Finding, Severity

_ABOUT_THE_VERSION = {version_mismatch.RULE.code, missing_zenml_version.RULE.code}
"""Codes of findings that say which version a document names, which is no news to who asks this."""

_BAD = (Severity.ERROR, Severity.WARNING)


@dataclass(frozen=True)
class Upgrade:
    """What becomes of one document.

    ``breaks`` are errors that are none in the version that it is for, ``warned`` new warnings;
    ``deprecated`` is what the other version deprecates; ``resolved`` is what is wrong now and no
    more then. ``possible`` has the parameters that are new, by what has them.
    """

    breaks: tuple[Finding, ...] = ()
    warned: tuple[Finding, ...] = ()
    deprecated: tuple[Finding, ...] = ()
    resolved: tuple[Finding, ...] = ()
    possible: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    @property
    def is_nothing(self) -> bool:
        """Whether the document means the same there, and nothing that it uses has more to offer."""
        return not (self.breaks or self.warned or self.deprecated or self.resolved or self.possible)


def upgrade_of(
    view: View, before: Catalog, after: Catalog, old: Sequence[Finding], new: Sequence[Finding]
) -> Upgrade:
    """What becomes of the document of ``view``, which is for the version of ``before``.

    ``old`` and ``new`` are its findings there and in the version of ``after``. Raises
    `CatalogError`.
    """
    errors = {_place(one) for one in old if one.severity is Severity.ERROR}
    bad = {_place(one) for one in old if one.severity in _BAD}
    left = {_place(one) for one in new if one.severity in _BAD}
    said = [one for one in new if one.code not in _ABOUT_THE_VERSION]
    deprecated = [one for one in said if one.code == deprecated_parameter.RULE.code]
    rest = [one for one in said if one.code != deprecated_parameter.RULE.code]
    return Upgrade(
        tuple(f for f in rest if f.severity is Severity.ERROR and _place(f) not in errors),
        tuple(f for f in rest if f.severity is Severity.WARNING and _place(f) not in bad),
        tuple(deprecated),
        tuple(
            f
            for f in old
            if f.severity in _BAD and _place(f) not in left and f.code not in _ABOUT_THE_VERSION
        ),
        _possible(_owners(view, before), _owners(view, after)),
    )


def _place(finding: Finding) -> tuple[str, int, int]:
    return finding.code, finding.span.start, finding.span.end


def _owners(view: View, catalog: Catalog) -> dict[tuple[str, ...], Owner]:
    owners = [section.owner for section in view.sections(catalog)]
    return {owner.key: owner for owner in owners if owner is not None}


def _possible(
    before: Mapping[tuple[str, ...], Owner], after: Mapping[tuple[str, ...], Owner]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, owner in after.items():
        if key not in before:
            continue
        known = before[key].shape.properties
        more = [
            name
            for name, one in owner.shape.properties.items()
            if name not in known and one.deprecation is None
        ]
        if more:
            found[_name(owner)] = tuple(more)
    return found


def _name(owner: Owner) -> str:
    return owner.facts.title if owner.facts is not None else owner.label


@dataclass(frozen=True)
class Sum:
    """What becomes of all of them; each counts what all documents have together.

    ``fixable`` are those that a fix migrates. ``types`` and ``flavors`` are those that not every
    version has that the documents are for.
    """

    documents: int
    breaking: int
    breaks: int
    warned: int
    deprecated: int
    resolved: int
    fixable: int
    types: tuple[str, ...]
    flavors: tuple[str, ...]
    parameters: Mapping[str, tuple[str, ...]]


def sum_of(upgrades: Sequence[Upgrade], before: Iterable[Catalog], after: Catalog) -> Sum:
    """The sum, where the documents are for the versions of ``before``. Raises `CatalogError`."""
    types: dict[str, None] = {}
    flavors: dict[str, None] = {}
    for catalog in before:
        for change in changes(catalog, after):
            if change.kind == "added" and not change.parameter:
                name = f"{change.type}/{change.flavor}" if change.flavor else change.type
                (flavors if change.flavor else types)[name] = None
    parameters: dict[str, dict[str, None]] = {}
    for upgrade in upgrades:
        for name, more in upgrade.possible.items():
            parameters.setdefault(name, {}).update(dict.fromkeys(more))
    to_change = [one for u in upgrades for one in (*u.breaks, *u.warned, *u.deprecated)]
    return Sum(
        len(upgrades),
        sum(bool(one.breaks) for one in upgrades),
        sum(len(one.breaks) for one in upgrades),
        sum(len(one.warned) for one in upgrades),
        sum(len(one.deprecated) for one in upgrades),
        sum(len(one.resolved) for one in upgrades),
        sum(bool(one.fixes) for one in to_change),
        tuple(types),
        tuple(flavors),
        {name: tuple(more) for name, more in parameters.items()},
    )
