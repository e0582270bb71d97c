"""All findings of a stack file, in the order of the text.

What a component's own rules say, and what there is to say of it as YAML, depends on nothing but its
text. So those findings are kept while the text stays the same: a `Memo` passed from one analysis to
the next makes a keystroke cost one component, not the whole file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from stackls_core.analysis.all_rules import BY_CODE, RULES
from stackls_core.analysis.ignores import apply_ignores
from stackls_core.analysis.rules import yaml_surprise
from stackls_core.catalog.flavors import FlavorRegistry
from stackls_core.catalog.model import Flavor
from stackls_core.documents.stack_file.model import ComponentNode, StackFile
from stackls_core.documents.stack_file.rule import ComponentContext, FileContext, Part
from stackls_core.documents.stack_file.verdicts import verdict_key
from stackls_core.findings import MAX_FINDINGS, Finding, Severity
from stackls_core.text import Span, line_break_of
from stackls_core.yamltree.nodes import Mapping as MappingNode
from stackls_core.yamltree.nodes import reaches_out

if TYPE_CHECKING:
    from stackls_core.registry.known import KnownStore

_Key: TypeAlias = "tuple[str, int, int, str]"

_FILE_CHECKS = tuple(rule.check for rule in RULES if rule.check)
_COMPONENT_CHECKS = tuple(rule.check_component for rule in RULES if rule.check_component)
_PART_CHECKS = tuple(rule.check_part for rule in RULES if rule.check_part)
_ONCE = frozenset(rule.code for rule in RULES if rule.once)
_ABOUT_CONFIGURATIONS = frozenset(rule.code for rule in RULES if rule.mirrors_classes)
_UNCERTAIN = frozenset(rule.code for rule in RULES if rule.needs_store)
"""Of these there may be some elsewhere or tomorrow."""


@dataclass
class Memo:
    """Findings of the components of the last analysis, by what they depend on.

    ``validated`` counts how many components had to be looked at since the memo was made; it lets a
    test say that an edit costs one.
    """

    findings: dict[_Key, tuple[Finding, ...]] = field(
        default_factory=dict[_Key, tuple[Finding, ...]]
    )
    registry: FlavorRegistry | None = None
    line_break: str = ""
    """The file's own, which fixes that add lines use."""
    validated: int = 0


def analyze(
    file: StackFile,
    registry: FlavorRegistry,
    memo: Memo | None = None,
    known: KnownStore | None = None,
) -> list[Finding]:
    """All findings of ``file``, each once, sorted by place. Never raises on what is in the file.

    With a ``known`` store, also what only that can know: names that are taken, secrets that are
    missing. Raises `CatalogError` when the registry cannot read a flavor that the file uses.
    """
    if memo is None:
        memo = Memo()
    line_break = line_break_of(file.text)
    if memo.registry is not registry or memo.line_break != line_break:
        memo.findings, memo.registry, memo.line_break = {}, registry, line_break
    found: list[Finding] = []
    kept: dict[_Key, tuple[Finding, ...]] = {}
    contexts: list[ComponentContext] = []
    apart: set[int] = set()
    for component in file.components:
        context = ComponentContext(component, file, registry, _flavor_of(component, registry))
        contexts.append(context)
        if len(found) >= MAX_FINDINGS or (file.document.is_damaged and _is_damaged(context)):
            continue
        key = _memo_key(context)
        if key is None:
            memo.validated += 1
            found.extend(_of_component(context))
            continue
        relative = memo.findings.get(key)
        if relative is None:
            memo.validated += 1
            findings = [*_of_component(context), *_of_part(Part(file, component.node))]
            relative = tuple(finding.shifted(-component.node.start) for finding in findings)
        kept[key] = relative
        apart.add(id(component.node))
        found.extend(finding.shifted(component.node.start) for finding in relative)
    memo.findings = kept
    found.extend(_of_part(Part(file, file.document.root, frozenset(apart))))
    if known is not None and known.verdicts:
        found = _without_overruled(found, contexts, known)
    whole = FileContext(file, registry, contexts, known)
    for check in _FILE_CHECKS:
        found.extend(check(whole))
    return _sorted_once(
        apply_ignores(file.lines, _without_echoes(_first_only(found)), BY_CODE, _UNCERTAIN)
    )


def _flavor_of(component: ComponentNode, registry: FlavorRegistry) -> Flavor | None:
    return registry.flavor(component.type, component.flavor) if component.flavor else None


def _of_component(context: ComponentContext) -> Iterator[Finding]:
    return (finding for check in _COMPONENT_CHECKS for finding in check(context))


def _of_part(part: Part) -> Iterator[Finding]:
    return (finding for check in _PART_CHECKS for finding in check(part))


def _memo_key(context: ComponentContext) -> _Key | None:
    """What the findings of a component depend on; ``None`` where that is more than its own text."""
    component, file = context.component, context.file
    node = component.node
    if not isinstance(node, MappingNode) or (file.document.is_anchored and reaches_out(node)):
        return None
    # whole lines: fixes look at what stands before the component and after it on its lines
    lines = file.lines
    start = lines.line_start(lines.line_of(node.start))
    end = lines.line_end(lines.line_of(node.end))
    # how far the type's key is matters to findings on it, which a component in a list has not
    is_item = component.slot.is_list and node.entries
    to_key = 0 if is_item else component.slot.key_span.start - node.start
    return (component.type, node.start - start, to_key, file.text[start:end])


def _is_damaged(context: ComponentContext) -> bool:
    """Whether a line that was left out may belong to the component.

    The line after it counts too: an unreadable last line of a component is outside of what could
    be read of it. So do the lines before it, up to its key or to the item before it.
    """
    component, file = context.component, context.file
    slot, index = component.slot, component.index
    key = slot.entry.key
    before = slot.components[index - 1].node.end if index > 0 else key.start
    end = max(component.node.end, key.end)
    lines = file.lines
    following = lines.line_of(end) + 1
    while following < lines.line_count and not lines.line_text(following).strip():
        following += 1
    return file.document.damages(min(before, component.node.start), lines.line_start(following))


def _without_overruled(
    found: list[Finding], contexts: list[ComponentContext], known: KnownStore
) -> list[Finding]:
    """ZenML's own classes have the last word on what they have accepted."""
    accepted = [
        context.component.node.span
        for context in contexts
        if (key := verdict_key(context.component, context.file)) and known.verdicts.get(key) == ()
    ]
    return [
        finding
        for finding in found
        if finding.code not in _ABOUT_CONFIGURATIONS
        or not any(
            span.start <= finding.span.start and finding.span.end <= span.end for span in accepted
        )
    ]


def _without_echoes(found: list[Finding]) -> list[Finding]:
    """What a value is read as is said by the error about it, where there is one."""
    errors = {finding.span for finding in found if finding.severity is Severity.ERROR}
    return [f for f in found if f.code != yaml_surprise.RULE.code or f.span not in errors]


def _sorted_once(found: list[Finding]) -> list[Finding]:
    """Sorted by place; what an anchor used in several places reports again is dropped."""
    once: dict[tuple[str, Span, str], Finding] = {}
    for finding in found:
        once.setdefault((finding.code, finding.span, finding.message), finding)
    order = {rule.code: index for index, rule in enumerate(RULES)}
    ranked = sorted(once.values(), key=lambda f: (f.span, order.get(f.code, 0)))
    return ranked[:MAX_FINDINGS]


def _first_only(found: list[Finding]) -> list[Finding]:
    """Of each rule that reports once, the finding that stands first; all of the others."""
    several = [finding for finding in found if finding.code in _ONCE]
    first: dict[str, Finding] = {}
    for finding in sorted(several, key=lambda finding: finding.span):
        first.setdefault(finding.code, finding)
    return [f for f in found if f.code not in _ONCE or first[f.code] is f]
