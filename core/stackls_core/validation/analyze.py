"""All findings of a stack file, in the order of the text.

Component rules look at nothing but their component, so their findings can be kept while its text
stays the same: a `Memo` passed from one analysis to the next makes a keystroke cost one component,
not the whole file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from stackls_core.flavors.model import Flavor
from stackls_core.flavors.registry import FlavorRegistry
from stackls_core.stackfile.model import ComponentNode, StackFile
from stackls_core.stackfile.nodes import Alias, is_merge, walk
from stackls_core.stackfile.nodes import Mapping as MappingNode
from stackls_core.text import Span
from stackls_core.validation.all_rules import BY_CODE, RULES
from stackls_core.validation.findings import Finding, Severity
from stackls_core.validation.ignores import apply_ignores
from stackls_core.validation.rule import ComponentContext, FileContext
from stackls_core.validation.rules import yaml_surprise

MAX_FINDINGS = 1000
"""More findings than this help nobody; the rest of a file in such a state is left alone."""

_Key: TypeAlias = "tuple[str, int, int, str]"

_FILE_RULES = tuple(rule for rule in RULES if rule.check is not None)
_COMPONENT_RULES = tuple(rule for rule in RULES if rule.check_component is not None)


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
    validated: int = 0


def analyze(file: StackFile, registry: FlavorRegistry, memo: Memo | None = None) -> list[Finding]:
    """All findings of ``file``, each once, sorted by place. Never raises on what is in the file.

    Raises `CatalogError` when the registry cannot read a flavor that the file uses.
    """
    if memo is None:
        memo = Memo()
    if memo.registry is not registry:
        memo.findings, memo.registry = {}, registry
    found: list[Finding] = []
    kept: dict[_Key, tuple[Finding, ...]] = {}
    contexts: list[ComponentContext] = []
    for component in file.components:
        context = ComponentContext(component, file, registry, _flavor_of(component, registry))
        contexts.append(context)
        if len(found) < MAX_FINDINGS:
            found.extend(_component_findings(context, memo, kept))
    memo.findings = kept
    whole = FileContext(file, registry, contexts)
    for rule in _FILE_RULES:
        if rule.check is not None:
            found.extend(rule.check(whole))
    return _sorted_once(apply_ignores(file.lines, _without_echoes(found), BY_CODE))


def _flavor_of(component: ComponentNode, registry: FlavorRegistry) -> Flavor | None:
    return registry.flavor(component.type, component.flavor) if component.flavor else None


def _component_findings(
    context: ComponentContext, memo: Memo, kept: dict[_Key, tuple[Finding, ...]]
) -> Iterator[Finding]:
    component, file = context.component, context.file
    start = component.node.start
    if file.document.is_damaged and _is_damaged(context):
        return
    key = _memo_key(context)
    relative = memo.findings.get(key) if key is not None else None
    if relative is None:
        memo.validated += 1
        found = [
            finding
            for rule in _COMPONENT_RULES
            if rule.check_component is not None
            for finding in rule.check_component(context)
        ]
        relative = tuple(finding.shifted(-start) for finding in found)
    if key is not None:
        kept[key] = relative
    yield from (finding.shifted(start) for finding in relative)


def _memo_key(context: ComponentContext) -> _Key | None:
    """What the findings of a component depend on; ``None`` where that is more than its own text."""
    component, file = context.component, context.file
    node = component.node
    if not isinstance(node, MappingNode) or file.document.is_damaged:
        return None
    for inner in walk(node):
        if isinstance(inner, Alias) or (isinstance(inner, MappingNode) and _merges(inner)):
            return None
    # whole lines: fixes look at what stands before the component and after it on its lines
    lines = file.lines
    start = lines.line_start(lines.line_of(node.start))
    end = lines.line_end(lines.line_of(node.end))
    to_key = component.slot.key_span.start - node.start
    return (component.type, node.start - start, to_key, file.text[start:end])


def _merges(mapping: MappingNode) -> bool:
    return any(is_merge(entry) for entry in mapping.entries)


def _is_damaged(context: ComponentContext) -> bool:
    """Whether a line that was left out may belong to the component.

    The line after it counts too: an unreadable last line of a component is outside of what could
    be read of it.
    """
    component, file = context.component, context.file
    start = min(component.slot.entry.key.start, component.node.start)
    end = max(component.node.end, component.slot.entry.key.end)
    lines = file.lines
    following = lines.line_of(end) + 1
    while following < lines.line_count and not lines.line_text(following).strip():
        following += 1
    return file.document.damages(start, lines.line_start(following))


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
