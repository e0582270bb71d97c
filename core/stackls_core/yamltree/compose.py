"""From text to a tree, with libyaml as the parser and an iterative composer of our own.

PyYAML's composer loses where aliases stand, stops at the first error with nothing to show for it
and recurses once per level. Composing from parse events keeps all positions, yields what was read
before an error and is bounded in depth. ZenML reads stack files with PyYAML's pure Python parser;
libyaml stands in for it wherever the two are known to agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, cast

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from stackls_core.budget import go_on
from stackls_core.limits import MAX_DEPTH, MAX_NODES
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Alias, Entry, Mapping, Node, Scalar, Sequence

_FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOM = "\ufeff"
_BLOCK_STYLES = ("|", ">")
_STRICTER = frozenset(
    {
        "found a tab character where an indentation space is expected",
        "found unknown directive name",
        "found incompatible YAML document",
        "found invalid Unicode character escape code",
    }
)
"""What libyaml refuses and PyYAML's own parser, which ZenML uses, may take."""
_SLOW = 100_000
_PROPERTY = re.compile(r"&[\w-]*|!<[^>\s]*>|![^\s,\[\]{}]*")
_SPACE_AND_COMMENTS = re.compile(r"(?:[\s\x85\u2028\u2029]|#[^\r\n\x85\u2028\u2029]*)*")


@dataclass(frozen=True, slots=True)
class YamlError:
    """Why a text is no YAML document.

    ``span`` is where a reader should look; ``context`` is where the construct began that could not
    be finished, when the parser told; ``problem`` and ``about`` are the parser's own words.
    """

    span: Span
    problem: str
    about: str = ""
    context: int | None = None


@dataclass(slots=True)
class Composed:
    """What could be read: the tree of the first document, and the errors on the way."""

    root: Node | None = None
    errors: list[YamlError] = field(default_factory=list[YamlError])
    stopped_at: YamlError | None = None
    """The error that ended the reading, if one did: nothing after it was seen."""
    is_anchored: bool = False
    """Whether something is named by an anchor or used by an alias, or means to be."""
    is_too_large: bool = False
    """Whether the reading ended since there are too many keys and values."""


@dataclass(slots=True)
class _Open:
    node: Mapping | Sequence
    key: Node | None = None


def compose(text: str) -> Composed:
    """The first document of ``text`` as a tree. Never raises.

    ``text`` must hold no lone surrogates and no characters that YAML forbids; `parse` sees to it.
    """
    composed = _compose(text, _FastLoader)
    stopped = composed.stopped_at
    if stopped is None or len(text) >= _SLOW:
        return composed
    # a byte order mark further down is a new document to libyaml, and a character to PyYAML
    if stopped.problem in _STRICTER or _BOM in text[1:]:
        try:
            pure = _compose(text, yaml.SafeLoader)
        except (ValueError, OverflowError):
            # "\UFFFFFFFF" is beyond Unicode: no YAML error to PyYAML, and a traceback in ZenML
            return composed
        return pure if pure.stopped_at is None else composed
    return composed


def _compose(text: str, loader_class: Any) -> Composed:
    shift = 1 if text.startswith(_BOM) else 0
    result = Composed()
    builder = _Builder(result, text, shift)
    try:
        loader = loader_class(text[shift:])
        try:
            while loader.check_event() and builder.accept(loader.get_event()):
                go_on()
                if result.is_too_large:
                    break
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        stopped = _from_marked(error, shift, len(text))
        result.stopped_at = _at_open_bracket(text, stopped, builder.open_bracket())
        result.errors.append(result.stopped_at)
    except yaml.YAMLError as error:
        position = min(int(getattr(error, "position", 0) or 0) + shift, len(text))
        result.stopped_at = YamlError(Span(position, position), str(error))
        result.errors.append(result.stopped_at)
    builder.close()
    return result


def _from_marked(error: yaml.MarkedYAMLError, shift: int, length: int) -> YamlError:
    problem_mark: Any = error.problem_mark or error.context_mark
    at = min(problem_mark.index + shift, length) if problem_mark else length
    context_mark: Any = error.context_mark
    return YamlError(
        Span(at, at),
        str(error.problem or "this is not YAML"),
        str(error.context or ""),
        min(context_mark.index + shift, length) if context_mark else None,
    )


def _at_open_bracket(text: str, error: YamlError, bracket: int | None) -> YamlError:
    """The parser names the item it cannot read; the bracket left open further up is at fault."""
    if bracket is None or error.about != "while parsing a flow node":
        return error
    if "\n" not in text[bracket : error.span.start]:
        return error
    return replace(error, about="while parsing a flow collection", context=bracket)


class _Builder:
    """Builds the tree from events; its stack holds the collections that are still open."""

    def __init__(self, result: Composed, text: str, shift: int) -> None:
        self._result = result
        self._text = text
        self._shift = shift
        self._stack: list[_Open] = []
        self._anchors: dict[str, Scalar | Mapping | Sequence] = {}
        self._documents = 0
        self._count = 0

    def accept(self, event: Any) -> bool:
        """Take one event; ``False`` when nothing after it matters."""
        kind: object = type(event)  # pyright: ignore[reportUnknownVariableType] - an Any
        if kind is ScalarEvent:
            node = Scalar(
                event.start_mark.index + self._shift,
                event.end_mark.index + self._shift,
                event.value,
                "" if event.style is None or event.style == "" else event.style,
                event.tag,
                event.anchor,
            )
            if event.tag is not None or event.anchor is not None:
                node.start = self._after_properties(node.start, node.end)
            if not event.value and not node.style:
                # nobody wrote it: the parser's mark may be lines further down
                node.end = node.start
            elif node.style in _BLOCK_STYLES:
                # the parser counts the empty lines after a block scalar as part of it
                written = self._text[node.start : node.end].rstrip()
                node.end = node.start + len(written)
            self._name(event, node)
            self._add(node)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            return self._start(event, kind is MappingStartEvent)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self._end(event)
        elif kind is AliasEvent:
            self._alias(event)
        elif kind is DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                at = event.start_mark.index + self._shift
                self._result.stopped_at = YamlError(
                    Span(at, event.end_mark.index + self._shift),
                    "expected a single document in the stream",
                )
                self._result.errors.append(self._result.stopped_at)
                return False
        return True

    def open_bracket(self) -> int | None:
        """Where the innermost bracket stands that was not closed."""
        return next((one.node.start for one in reversed(self._stack) if one.node.flow), None)

    def close(self) -> None:
        """Finish the collections that an error left open, so that what was read can be used."""
        while self._stack:
            opened = self._stack.pop()
            _finish(opened)
            opened.node.end = max(opened.node.end, _last_end(opened.node))

    def _after_properties(self, start: int, end: int) -> int:
        """Where the value itself starts: the parser counts its anchor and tag as part of it."""
        at = start
        while (found := _PROPERTY.match(self._text, at, end)) is not None:
            space = _SPACE_AND_COMMENTS.match(self._text, found.end(), end)
            at = space.end() if space is not None else found.end()
        return at if at < end else start + len(self._text[start:at].rstrip())

    def _start(self, event: Any, is_mapping: bool) -> bool:
        start = event.start_mark.index + self._shift
        end = event.end_mark.index + self._shift
        if event.tag is not None or event.anchor is not None:
            start = self._after_properties(start, len(self._text))
        flow = bool(event.flow_style)
        node: Mapping | Sequence
        if is_mapping:
            node = Mapping(start, end, [], flow, event.tag, event.anchor)
        else:
            node = Sequence(start, end, [], flow, event.tag, event.anchor)
        if len(self._stack) >= MAX_DEPTH:
            error = YamlError(Span(start, max(end, start + 1)), "nested too deeply")
            self._result.errors.append(error)
            self._result.stopped_at = error
            return False
        self._name(event, node)
        self._add(node)
        self._stack.append(_Open(node))
        return True

    def _end(self, event: Any) -> None:
        opened = self._stack.pop()
        _finish(opened)
        node = opened.node
        if node.flow:
            node.end = event.end_mark.index + self._shift
        else:
            node.end = _last_end(node)
            if isinstance(node, Mapping) and node.entries:
                # a tag or anchor of the first key may have been taken for the mapping's own
                node.start = node.entries[0].start

    def _alias(self, event: Any) -> None:
        start, end = event.start_mark.index + self._shift, event.end_mark.index + self._shift
        self._result.is_anchored = True
        target = self._anchors.get(event.anchor)
        if target is None:
            problem = f"found undefined alias '{event.anchor}'"
            self._result.errors.append(YamlError(Span(start, end), problem))
        elif any(opened.node is target for opened in self._stack):
            problem = f"alias '{event.anchor}' is inside what it names"
            self._result.errors.append(YamlError(Span(start, end), problem))
            target = None
        self._add(Alias(start, end, event.anchor, target))

    def _name(self, event: Any, node: Scalar | Mapping | Sequence) -> None:
        if event.anchor is None:
            return
        self._result.is_anchored = True
        if event.anchor in self._anchors:
            start = self._text.index("&", event.start_mark.index + self._shift)
            problem = f"found duplicate anchor '{event.anchor}'"
            span = Span(start, start + len(event.anchor) + 1)
            self._result.errors.append(YamlError(span, problem))
        self._anchors[event.anchor] = node

    def _add(self, node: Node) -> None:
        self._count += 1
        self._result.is_too_large = self._count > MAX_NODES
        if not self._stack:
            if self._result.root is None:
                self._result.root = node
            return
        parent = self._stack[-1]
        if isinstance(parent.node, Sequence):
            parent.node.items.append(node)
        elif parent.key is None:
            parent.key = node
        else:
            parent.node.entries.append(Entry(parent.key, node))
            parent.key = None


def _finish(opened: _Open) -> None:
    if opened.key is not None:
        # the text ended between a key and its value
        mapping = cast("Mapping", opened.node)
        end = opened.key.end
        mapping.entries.append(Entry(opened.key, Scalar(end, end, "", "")))
        opened.key = None


def _last_end(node: Mapping | Sequence) -> int:
    if isinstance(node, Mapping):
        return node.entries[-1].end if node.entries else node.end
    return node.items[-1].end if node.items else node.end
