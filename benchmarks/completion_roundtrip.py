"""Can a stack file be written by accepting completions?

For every key that a schema knows and every flavor, choice and boolean of valid stack files: delete
from there to the end of the line (and, second mode, to the end of the file), ask a real server for
completion over LSP as a client without and with snippets would, and check that the original is
offered, that accepting it gives back what was there, and how far down the list it stands.

usage: python -m benchmarks.completion_roundtrip [FILE...] [--generated N] [--seed S] [--show N]

Without files: those of the demo workspace that are valid. Exits with 1 below the bar.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from benchmarks.differential.catalog import load_catalog
from benchmarks.differential.generate import valid_texts
from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.section import owner_of_flavor
from stackls_core.documents.stack_file.model import StackFile
from stackls_core.documents.stack_file.view import parse_stack_file
from stackls_core.schema.model import Kind
from stackls_core.text import Encoding, LineIndex, Position, Span, TextEdit, apply_edits
from stackls_core.yamltree.compose import compose
from stackls_core.yamltree.cursor.paths import ITEM, Step
from stackls_core.yamltree.nodes import Mapping, Node, Scalar, Sequence, is_merge
from stackls_core.yamltree.values import try_value

ROOT = Path(__file__).resolve().parent.parent
BAR_OFFERED = BAR_CORRECT = 0.995
BAR_RANK = 5

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Target:
    """A token that should come back: ``path`` leads to its key, or to the value."""

    kind: str
    start: int
    path: Path_
    text: str


@dataclass
class Result:
    """What came of one target in one mode."""

    target: Target
    mode: str
    rank: int | None
    correct: bool
    note: str = ""


def targets_of(file: StackFile, catalog: Catalog) -> Iterator[Target]:
    """Every token of ``file`` that a schema knows, in the order of the text."""
    root = file.root
    if root is None:
        return
    for entry in root.entries:
        if entry.name in ("stack_name", "zenml_version", "components"):
            yield Target("key", entry.key.start, (entry.name,), entry.name)
    for slot in file.slots:
        if not isinstance(slot.entry.key, Scalar) or slot.entry.key.start < root.start:
            continue
        base: Path_ = ("components", slot.name)
        yield Target("key", slot.entry.key.start, base, slot.name)
        for component in slot.components:
            mapping = component.node
            if not isinstance(mapping, Mapping):
                continue
            path = (*base, component.index) if slot.is_list else base
            flavor = catalog.flavor(component.type, component.flavor or "")
            for entry in mapping.entries:
                if entry.name in ("name", "type", "flavor", "configuration"):
                    yield Target("key", entry.key.start, (*path, entry.name), entry.name)
                if entry.name == "flavor" and isinstance(entry.value, Scalar):
                    here = (*path, "flavor")
                    yield Target("flavor", entry.value.start, here, entry.value.value)
                if entry.name == "configuration" and flavor is not None:
                    here = (*path, "configuration")
                    yield from _inside(entry.value, here, (), flavor)


def _inside(node: Node, path: Path_, steps: tuple[Step, ...], flavor: Any) -> Iterator[Target]:
    shape = owner_of_flavor(flavor).shape_at(steps)
    if shape is None:
        return
    if isinstance(node, Mapping):
        known = shape.find(Kind.OBJECT)
        for entry in node.entries:
            if is_merge(entry) or entry.name is None:
                continue
            here = (*path, entry.name)
            if known is not None and entry.name in known.properties:
                yield Target("key", entry.key.start, here, entry.name)
            yield from _inside(entry.value, here, (*steps, entry.name), flavor)
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _inside(item, (*path, index), (*steps, ITEM), flavor)
    elif isinstance(node, Scalar) and steps:
        readable, value = try_value(node)
        if readable and not node.is_absent and value in shape.choice_values and value is not None:
            if node.is_plain and not isinstance(value, str) and node.value not in ("true", "false"):
                return
            yield Target("value", node.start, path, node.value)


def values_before(text: str, limit: int) -> list[tuple[Path_, Any]]:
    """All scalars that end before ``limit``, with their paths."""
    root = compose(text).root
    found: list[tuple[Path_, Any]] = []

    def visit(node: Node, path: Path_) -> None:
        if isinstance(node, Mapping):
            for entry in node.entries:
                visit(entry.value, (*path, entry.name or "?"))
        elif isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                visit(item, (*path, index))
        elif isinstance(node, Scalar) and not node.is_absent and node.end < limit:
            found.append((path, try_value(node)[1]))

    if root is not None:
        visit(root, ())
    return found


def node_at(text: str, path: Path_) -> tuple[bool, Node | None]:
    """Whether ``path`` leads somewhere in ``text``, and where."""
    node = compose(text).root
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            entry = next((e for e in node.entries if e.name == step), None)
            if entry is None:
                return False, None
            node = entry.value
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return False, None
    return True, node


class Peer:
    """A server with a client that knows where it is."""

    def __init__(self, snippets: bool) -> None:
        self.client = LanguageClient("completion-roundtrip", "1")
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(_ignore)
        self.snippets = snippets
        self.version = 0
        self.uri = "file:///roundtrip.stack.yaml"

    async def start(self) -> None:
        start = "from stackls_server.lsp.app import create_server; create_server().start_io()"
        await self.client.start_io(sys.executable, "-c", start)
        item = types.ClientCompletionItemOptions(snippet_support=self.snippets)
        completion = types.CompletionClientCapabilities(completion_item=item)
        document = types.TextDocumentClientCapabilities(completion=completion)
        general = types.GeneralClientCapabilities(
            position_encodings=[types.PositionEncodingKind.Utf32]
        )
        capabilities = types.ClientCapabilities(text_document=document, general=general)
        await self.client.initialize_async(types.InitializeParams(capabilities=capabilities))
        self.client.initialized(types.InitializedParams())
        opened = types.TextDocumentItem(self.uri, "yaml", self.version, "")
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(opened))

    async def complete(self, text: str, offset: int) -> list[types.CompletionItem]:
        self.version += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self.version, self.uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )
        at = LineIndex(text).position(offset)
        answer = await self.client.text_document_completion_async(
            types.CompletionParams(
                types.TextDocumentIdentifier(self.uri), types.Position(at.line, at.column)
            )
        )
        if isinstance(answer, types.CompletionList):
            return sorted(answer.items, key=lambda item: item.sort_text or item.label)
        return list(answer or [])

    async def stop(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)


def _ignore(params: types.PublishDiagnosticsParams) -> None:
    """Diagnostics are not what this is about."""
    del params


def accept(text: str, item: types.CompletionItem, snippets: bool) -> str:
    """The document after ``item`` was accepted, its tab stops left at their defaults."""
    from stackls_server.features.completion import without_tab_stops

    lines = LineIndex(text)

    def edit(one: Any) -> TextEdit:
        start, end = (
            lines.offset(Position(at.line, at.character), Encoding.UTF32)
            for at in (one.range.start, one.range.end)
        )
        return TextEdit(Span(start, end), one.new_text)

    main = edit(item.text_edit)
    if item.insert_text_format is types.InsertTextFormat.Snippet:
        assert snippets
        main = TextEdit(main.span, without_tab_stops(main.new_text))
    return apply_edits(text, [main, *(edit(one) for one in item.additional_text_edits or [])])


async def run_target(peer: Peer, text: str, target: Target, mode: str) -> Result:
    lines = LineIndex(text)
    end = len(text) if mode == "file" else lines.line_end(lines.line_of(target.start))
    cut = text[: target.start] + text[end:]
    items = await peer.complete(cut, target.start)
    wanted = {target.text, target.text.strip("'\"")}
    for rank, item in enumerate(items, 1):
        if item.label in wanted:
            after = accept(cut, item, peer.snippets)
            correct, note = judge(text, after, target)
            return Result(target, mode, rank, correct, note)
    shown = ", ".join(item.label for item in items[:6])
    around = f"{cut[max(target.start - 240, 0) : target.start]}<CURSOR>{cut[target.start :][:160]}"
    return Result(target, mode, None, False, f"offered: {shown}\n{around}")


def judge(original: str, after: str, target: Target) -> tuple[bool, str]:
    present, node = node_at(after, target.path)
    if not present:
        return False, f"no {target.path} in:\n{after[: target.start + 60]}"
    if target.kind != "key":
        if not isinstance(node, Scalar):
            return False, "no value"
        if node.value != target.text and not after.startswith(target.text, target.start):
            # in braces the cut takes the closing one along, and the next line becomes part of it
            return False, f"another value: {node.value[:40]!r}"
    kept = dict(values_before(after, len(after)))
    for path, value in values_before(original, target.start):
        if kept.get(path, "missing") != value:
            return False, f"{path} was lost"
    return True, ""


def valid_demo_files() -> list[Path]:
    demo = ROOT / "fixtures" / "workspaces" / "demo"
    return sorted([*(demo / "stacks").glob("*.yaml"), *(demo / "handwritten").glob("*.yaml")])


def generated_texts(count: int, seed: int) -> list[str]:
    return valid_texts(seed, count, load_catalog())


async def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--generated", type=int, default=0, help="this many generated files too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=5, help="how many failures to show")
    parser.add_argument("--snippets", action="store_true", help="as a client with snippets")
    options = parser.parse_args()
    catalog = Catalog([open_folder()])
    texts = [path.read_text(encoding="utf-8-sig") for path in options.files or valid_demo_files()]
    texts += generated_texts(options.generated, options.seed) if options.generated else []
    peer = Peer(options.snippets)
    await peer.start()
    results: list[Result] = []
    for text in texts:
        for target in targets_of(parse_stack_file(text), catalog):
            results += [await run_target(peer, text, target, mode) for mode in ("line", "file")]
    await peer.stop()
    return report(results, len(texts), options.show)


def report(results: list[Result], files: int, show: int) -> int:
    good = True
    print(f"{files} files, {len(results)} completions")
    print(f"{'mode':6}{'kind':8}{'cases':>7}{'offered':>10}{'correct':>10}{'median rank':>13}")
    for mode in ("line", "file"):
        for kind in ("key", "flavor", "value", "all"):
            chosen = [r for r in results if r.mode == mode and kind in (r.target.kind, "all")]
            if not chosen:
                continue
            offered = sum(r.rank is not None for r in chosen) / len(chosen)
            correct = sum(r.correct for r in chosen) / len(chosen)
            ranks = [r.rank for r in chosen if r.rank is not None]
            median = statistics.median(ranks) if ranks else 0
            print(f"{mode:6}{kind:8}{len(chosen):7}{offered:10.2%}{correct:10.2%}{median:13.0f}")
            if kind == "all":
                good &= offered >= BAR_OFFERED and correct >= BAR_CORRECT and median <= BAR_RANK
    failed = [r for r in results if not r.correct]
    for result in failed[:show]:
        print(f"\n{result.mode} {result.target.kind} {result.target.path}: {result.note}")
    print(Counter((r.mode, r.target.kind) for r in failed) if failed else "")
    print("the bar is met" if good else "below the bar")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
