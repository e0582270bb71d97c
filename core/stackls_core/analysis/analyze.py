"""All findings of a document, in the order of the text.

What a section's own rules say, and what there is to say of it as YAML, depends on nothing but its
owner and its text. So those findings are kept while these stay the same: a `Memo` passed from one
analysis to the next makes a keystroke cost one section, not the whole file.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from stackls_core.analysis.ignores import apply_ignores, may_ignore
from stackls_core.analysis.rules import not_checked, yaml_surprise
from stackls_core.analysis.rules_of_kind import rules_for
from stackls_core.budget import go_on
from stackls_core.documents.rule import AnyRule, AnySection, Context, Part
from stackls_core.findings import Finding, Severity
from stackls_core.limits import MAX_FINDINGS, MAX_IGNORED_FINDINGS
from stackls_core.text import Span, line_break_of
from stackls_core.yamltree.nodes import Expansion, uses_anchors
from stackls_core.yamltree.nodes import Mapping as MappingNode

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.documents.view import View
    from stackls_core.registry.known import KnownRegistry
    from stackls_core.yamltree.parse import Document

_Key: TypeAlias = "tuple[tuple[str, ...], Hashable, int, str]"
"""The owner, the mark, the column and the lines of a section."""


class _Rules:
    """The rules of one kind of document, by what they look at."""

    def __init__(self, own: Sequence[AnyRule]) -> None:
        rules = rules_for(own)
        self.checks = [rule.check for rule in rules if rule.check]
        self.section_checks = [rule.check_section for rule in rules if rule.check_section]
        self.part_checks = [rule.check_part for rule in rules if rule.check_part]
        self.once = {rule.code for rule in rules if rule.once}
        self.if_alone = {rule.code for rule in rules if rule.if_alone}
        self.about_sections = {rule.code for rule in rules if rule.mirrors_classes}
        self.by_version = {rule.code for rule in rules if rule.differs_by_version}
        self.order = {rule.code: index for index, rule in enumerate(rules)}
        self.uncertain = frozenset(rule.code for rule in rules if rule.needs_store)
        """Of these there may be some elsewhere or tomorrow."""

    def codes(self) -> Set[str]:
        """Those of all rules that there are."""
        from stackls_core.analysis.all_rules import BY_CODE

        return BY_CODE.keys() | self.order.keys()

    def of_section(self, section: AnySection, most: int) -> Iterator[Finding]:
        """Of each rule, the first ``most`` findings and one more."""
        go_on(len(self.section_checks))
        for check in self.section_checks:
            for finding in islice(check(section), most + 1):
                is_error = finding.severity is Severity.ERROR and section.is_unread
                yield replace(finding, severity=Severity.WARNING) if is_error else finding

    def of_part(self, part: Part, most: int) -> Iterator[Finding]:
        go_on(len(self.part_checks))
        for check in self.part_checks:
            yield from islice(check(part), most + 1)


_rules_of = lru_cache(maxsize=16)(_Rules)


@dataclass(frozen=True)
class _Kept:
    """The findings of a section."""

    relative: tuple[Finding, ...]
    """As if it stood at the start of the text."""
    start: int
    """Where it stood last."""
    there: tuple[Finding, ...]
    """As it stood there."""

    def moved(self, start: int) -> _Kept:
        """The same for a section at ``start``."""
        if start == self.start:
            return self
        there = tuple([finding.shifted(start) for finding in self.relative])
        return _Kept(self.relative, start, there)


@dataclass
class Memo:
    """Findings of the sections of the last analysis, by what they depend on.

    ``validated`` counts how many sections had to be looked at since the memo was made; it lets a
    test say that an edit costs one.
    """

    findings: dict[_Key, _Kept] = field(default_factory=dict[_Key, _Kept])
    catalog: Catalog | None = None
    rules: tuple[AnyRule, ...] = ()
    line_break: str = ""
    """The file's own, which fixes that add lines use."""
    most: int = 0
    """How many findings were worked out at most."""
    validated: int = 0
    newer: Memo | None = None
    """That of the newer of two versions, where the document's lies between them."""

    def copy(self) -> Memo:
        """One that starts with what this one knows, for texts that are only tried."""
        return replace(self, newer=self.newer.copy() if self.newer is not None else None)


def analyze(
    view: View,
    rules: tuple[AnyRule, ...],
    catalog: Catalog,
    memo: Memo | None = None,
    known: KnownRegistry | None = None,
) -> list[Finding]:
    """All findings of a document, each once, sorted by place. Never raises on what is in it.

    ``rules`` are those of its kind. With a ``known`` store, also what only that can know: names
    that are taken, secrets that are missing. Raises `CatalogError` when the catalog cannot read a
    flavor that the document uses.

    Nothing that is only known of other versions is an error: where the document's version lies
    between two that are known, an error is what both of them refuse; where it is older or newer
    than all, what differs between versions is a warning.
    """
    memo = memo or Memo()
    found = _analyzed(view, rules, catalog, memo, known)
    if catalog.is_exact:
        memo.newer = None
        return found
    differing, certain = _rules_of(rules).by_version, set[tuple[str, Span]]()
    if catalog.newer is not None:
        memo.newer = memo.newer or Memo()
        newer = _analyzed(view, rules, catalog.newer, memo.newer, known)
        certain = {(one.code, one.span) for one in newer if one.severity is Severity.ERROR}
        memo.validated += memo.newer.validated
        memo.newer.validated = 0
    return [
        replace(one, severity=Severity.WARNING)
        if one.severity is Severity.ERROR
        and one.code in differing
        and (one.code, one.span) not in certain
        else one
        for one in found
    ]


def _analyzed(
    view: View,
    rules: tuple[AnyRule, ...],
    catalog: Catalog,
    memo: Memo,
    known: KnownRegistry | None,
) -> list[Finding]:
    line_break = line_break_of(view.text)
    most = MAX_IGNORED_FINDINGS if may_ignore(view.text) else MAX_FINDINGS
    made_with = (memo.rules, memo.line_break, memo.most)
    if memo.catalog is not catalog or made_with != (rules, line_break, most):
        memo.findings, memo.catalog = {}, catalog
        memo.rules, memo.line_break, memo.most = rules, line_break, most
    applied, document = _rules_of(rules), view.document
    sections = list(view.sections(catalog))
    found, apart = _findings_of_sections(applied, sections, document, memo)
    found.extend(applied.of_part(Part(document, document.root, frozenset(apart)), most))
    if known is not None and known.verdicts:
        found = _without_overruled(found, sections, known, applied.about_sections)
    whole = Context(view, catalog, sections, known)
    for check in applied.checks:
        go_on()
        found.extend(islice(check(whole), most + 1))
    if view.not_applicable:
        found = [finding for finding in found if finding.code not in view.not_applicable]
    found = _if_alone(_without_echoes(_first_only(found, applied.once)), applied.if_alone)
    is_cut = len(found) > most
    kept = apply_ignores(
        view.lines, found, applied.codes, applied.uncertain, look_for_unused=not is_cut
    )
    if is_cut and len(kept) < MAX_FINDINGS:
        kept.append(not_checked.too_many_ignored(max(found, key=lambda finding: finding.span)))
    return _sorted_once(kept, applied.order)


def _findings_of_sections(
    applied: _Rules, sections: list[AnySection], document: Document, memo: Memo
) -> tuple[list[Finding], set[int]]:
    """What there is to say of the sections, and the ids of those of which all is said."""
    found: list[Finding] = []
    checked: dict[_Key, _Kept] = {}
    apart: set[int] = set()
    expansion = Expansion()
    for section in sections:
        go_on()
        if len(found) > memo.most or (document.is_damaged and _is_damaged(section, document)):
            continue
        node = section.node
        key = _memo_key(section, document)
        if key is not None:
            known = checked.get(key) or memo.findings.get(key)
            kept = known.moved(node.start) if known else _check(applied, section, document, memo)
            checked[key] = kept
            apart.add(id(node))
            found.extend(kept.there)
        elif not expansion.is_used_up:
            if not expansion.allows(node):
                found.append(not_checked.too_many_aliases(section))
                continue
            memo.validated += 1
            found.extend(applied.of_section(section, memo.most))
    memo.findings = checked
    return found, apart


def _check(applied: _Rules, section: AnySection, document: Document, memo: Memo) -> _Kept:
    memo.validated += 1
    part, start = Part(document, section.node), section.node.start
    there = (*applied.of_section(section, memo.most), *applied.of_part(part, memo.most))
    return _Kept(tuple([finding.shifted(-start) for finding in there]), start, there)


def _memo_key(section: AnySection, document: Document) -> _Key | None:
    """What the findings of a section depend on; ``None`` where that is more than its own text."""
    node, owner = section.node, section.owner
    if not isinstance(node, MappingNode) or node is document.root:
        return None
    if document.is_anchored and uses_anchors(node):
        return None
    # whole lines: fixes look at what stands before the section and after it on its lines
    lines = document.lines
    start = lines.line_start(lines.line_of(node.start))
    end = lines.line_end(lines.line_of(node.end))
    key = owner.key if owner is not None else ()
    return (key, section.mark, node.start - start, document.text[start:end])


def _is_damaged(section: AnySection, document: Document) -> bool:
    """Whether a line that was left out may belong to the section.

    The line after it counts too: an unreadable last line of a section is outside of what could be
    read of it.
    """
    extent, lines = section.extent, document.lines
    following = lines.line_of(extent.end) + 1
    while following < lines.line_count and not lines.line_text(following).strip():
        following += 1
    return document.damages(extent.start, lines.line_start(following))


def _without_overruled(
    found: list[Finding], sections: list[AnySection], known: KnownRegistry, codes: set[str]
) -> list[Finding]:
    """ZenML's own classes have the last word on what they have accepted."""
    accepted = [
        Span(section.node.start, section.node.end)
        for section in sections
        if (key := section.verdict_key) and known.verdicts.get(key) == ()
    ]
    return [
        finding
        for finding in found
        if finding.code not in codes
        or not any(
            span.start <= finding.span.start and finding.span.end <= span.end for span in accepted
        )
    ]


def _without_echoes(found: list[Finding]) -> list[Finding]:
    """What a value is read as is said by the finding about it, where there is a worse one."""
    surprise = yaml_surprise.RULE.code
    worse = (Severity.ERROR, Severity.WARNING)
    said = {f.span for f in found if f.severity in worse and f.code != surprise}
    return [f for f in found if f.code != surprise or f.span not in said]


def _if_alone(found: list[Finding], codes: set[str]) -> list[Finding]:
    """Without those of rules with these codes, where another rule has found an error."""
    has_others = any(f.severity is Severity.ERROR and f.code not in codes for f in found)
    return [f for f in found if f.code not in codes] if has_others else found


def _sorted_once(found: list[Finding], order: dict[str, int]) -> list[Finding]:
    """Sorted by place; what an anchor used in several places reports again is dropped."""
    once: dict[tuple[str, Span, str], Finding] = {}
    for finding in found:
        once.setdefault((finding.code, finding.span, finding.message), finding)
    ranked = sorted(once.values(), key=lambda f: (f.span.start, f.span.end, order.get(f.code, 0)))
    return ranked[:MAX_FINDINGS]


def _first_only(found: list[Finding], once: set[str]) -> list[Finding]:
    """Of each rule that reports once, the finding that stands first; all of the others."""
    several = [finding for finding in found if finding.code in once]
    first: dict[str, Finding] = {}
    for finding in sorted(several, key=lambda finding: finding.span):
        first.setdefault(finding.code, finding)
    return [f for f in found if f.code not in once or first[f.code] is f]
