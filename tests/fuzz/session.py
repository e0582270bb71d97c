"""One random session: a client that keeps its own copy of each document, and what must hold."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, NoReturn

from stackls_core.registry.errors import StoreError
from stackls_core.text import Encoding, Span, TextEdit, apply_edits
from tests.fuzz.steps import REQUESTS, Step, piece
from tests.lsp.editor import Editor, client_params, editor

REFUSALS = {
    -32800: "cancelled by the client",
    -32801: "the text has changed",
    -32802: "cancelled by the server",
    -32803: "refused, with a reason for the user",
}
"""The only errors that a request in its right form may be answered with."""

COMPARED = tuple(one for one in REQUESTS if one != "textDocument/codeLens")
"""What depends on the texts alone."""

_PAGES = re.compile(r"/stackls-[^/]+/\d+/")
"""The folder of a server's own pages, which definitions lead to."""


class Failed(Exception):
    """Something that must hold does not; the message says what."""


def uri_of(number: int) -> str:
    return f"untitled:fuzz-{number}.stack.yaml"


class Session:
    """The client's side: its texts, and what it did so far."""

    def __init__(self, one: Editor, done: Counter[str]) -> None:
        self._editor = one
        self._texts: dict[str, str] = {}
        self._versions: Counter[str] = Counter()
        self._done = done

    async def take(self, step: Step) -> None:
        """Do one step. Raises `Failed`."""
        kind, uri, at = str(step["do"]), uri_of(int(step["document"])), int(step.get("at", 0))
        self._done[kind] += 1
        if kind == "open":
            self._open(uri, str(step["text"]))
        elif uri not in self._texts:
            return
        elif kind == "close":
            self._close(uri)
        elif kind == "edit":
            self._edit(uri, self._offset(uri, at), int(step["length"]), str(step["text"]))
        elif kind == "several":
            self._several(uri, int(step["count"]), random.Random(int(step["seed"])))
        else:
            await self._talk(kind, uri, at, step)
        self._check_texts()

    async def _talk(self, kind: str, uri: str, at: int, step: Step) -> None:
        """Do a step that waits for an answer."""
        if kind == "ask":
            await self._ask(str(step["method"]), uri, at)
        elif kind == "cancel":
            await self._cancel(str(step["method"]), uri, at)
        elif kind == "fix":
            await self._fix(uri, at, int(step["choice"]))
        elif kind == "accept":
            await self._accept(uri, at, int(step["choice"]))
        elif kind == "rename":
            await self._rename(uri, at, str(step["text"]))
        else:
            await self._compare(uri, at)

    # --- what is edited -------------------------------------------------------------------------

    def _open(self, uri: str, text: str) -> None:
        self._versions[uri] += 1
        self._texts[uri] = text
        self._editor.open(uri, text, self._versions[uri])

    def _close(self, uri: str) -> None:
        del self._texts[uri]
        self._editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        if self._editor.session.documents.get(uri) is not None:
            raise Failed("a document that is closed is still there")

    def _several(self, uri: str, count: int, chance: random.Random) -> None:
        """Report edits one after the other in one message, each of the text after the last."""
        changes: list[dict[str, Any]] = []
        for _ in range(count):
            text = self._texts[uri]
            if chance.random() < 0.1:
                self._texts[uri] = text[: chance.randrange(len(text) + 1)]
                changes.append({"text": self._texts[uri]})
                continue
            ends = sorted(chance.randrange(len(text) + 1) for _ in range(2))
            if chance.random() > 0.1:
                ends[1] = ends[0]
            start, end = (self._editor.position(text, at) for at in ends)
            change: dict[str, Any] = {"range": {"start": start, "end": end}, "text": piece(chance)}
            edit = TextEdit(self._editor.span(text, change["range"]), change["text"])
            self._texts[uri] = apply_edits(text, [edit])
            changes.append(change)
        self._versions[uri] += 1
        self._editor.change(uri, self._versions[uri], *changes)

    def _edit(self, uri: str, start: int, length: int, new: str) -> None:
        text = self._texts[uri]
        self._change(uri, [TextEdit(Span(start, min(start + length, len(text))), new)])

    def _change(self, uri: str, edits: Iterable[TextEdit]) -> None:
        """Report edits that were made at once, one after the other, the last in the text first."""
        text = self._texts[uri]
        ordered = sorted(edits, key=lambda edit: edit.span, reverse=True)
        changes = [
            {
                "range": {
                    "start": self._editor.position(text, edit.span.start),
                    "end": self._editor.position(text, edit.span.end),
                },
                "text": edit.new_text,
            }
            for edit in ordered
        ]
        # a place within a line break is none to a client: what it reports is what it means
        whole = [TextEdit(self._editor.span(text, c["range"]), c["text"]) for c in changes]
        self._texts[uri] = apply_edits(text, whole)
        self._versions[uri] += 1
        self._editor.change(uri, self._versions[uri], *changes)

    def _check_texts(self) -> None:
        for uri, text in self._texts.items():
            document = self._editor.session.documents.get(uri)
            if document is None or document.snapshot.text != text:
                raise Failed("the text of the server is not that of the client")
            if document.version != self._versions[uri]:
                raise Failed("the version of the server is not that of the client")

    # --- what is asked --------------------------------------------------------------------------

    def _offset(self, uri: str, at: int) -> int:
        return at % (len(self._texts[uri]) + 1)

    def _params(self, method: str, uri: str, at: int) -> dict[str, Any]:
        text = self._texts[uri]
        here = self._editor.position(text, self._offset(uri, at))
        whole = {
            "start": {"line": 0, "character": 0},
            "end": self._editor.position(text, len(text)),
        }
        document: dict[str, Any] = {"textDocument": {"uri": uri}}
        if method == "workspace/symbol":
            return {"query": ""}
        if method == "textDocument/selectionRange":
            return {**document, "positions": [here]}
        if method == "textDocument/inlayHint":
            return {**document, "range": whole}
        if method == "textDocument/codeAction":
            return {
                **document,
                "range": {"start": here, "end": here},
                "context": {"diagnostics": []},
            }
        if method == "textDocument/references":
            return {**document, "position": here, "context": {"includeDeclaration": True}}
        return {**document, "position": here}

    async def _answer(self, number: int, method: str) -> Any:
        response = await self._editor.response(number)
        error = response.get("error")
        if error is not None and error["code"] not in REFUSALS:
            raise Failed(f"{method} is answered with an error: {error}")
        self._done["refused" if error is not None else "answered"] += 1
        return response.get("result")

    async def _ask(self, method: str, uri: str, at: int) -> Any:
        number = self._editor.begin(method, self._params(method, uri, at))
        found = await self._answer(number, method)
        if method == "textDocument/completion" and found and found["items"]:
            item = found["items"][at % len(found["items"])]
            resolved = self._editor.begin("completionItem/resolve", item)
            await self._answer(resolved, "completionItem/resolve")
        return found

    async def _cancel(self, method: str, uri: str, at: int) -> None:
        number = self._editor.begin(method, self._params(method, uri, at))
        self._editor.notify("$/cancelRequest", {"id": number})
        await self._answer(number, method)

    # --- what is applied ------------------------------------------------------------------------

    def _apply(self, edit: dict[str, Any]) -> None:
        """A workspace edit, as a client applies it. Raises `Failed` where its edits overlap."""
        changes = edit.get("documentChanges") or [
            {"textDocument": {"uri": uri}, "edits": edits}
            for uri, edits in (edit.get("changes") or {}).items()
        ]
        for change in changes:
            uri = change["textDocument"]["uri"]
            text = self._texts[uri]
            edits = [
                TextEdit(self._editor.span(text, one["range"]), one["newText"])
                for one in change["edits"]
            ]
            try:
                apply_edits(text, edits)
            except ValueError as error:
                raise Failed(f"edits of one answer: {error}") from error
            self._change(uri, edits)

    async def _fix(self, uri: str, at: int, choice: int) -> None:
        actions = await self._ask("textDocument/codeAction", uri, at)
        offered = [one for one in actions or () if "edit" in one]
        if offered:
            self._apply(offered[choice % len(offered)]["edit"])
            self._done["fixes applied"] += 1

    async def _accept(self, uri: str, at: int, choice: int) -> None:
        found = await self._ask("textDocument/completion", uri, at)
        items = found["items"] if found else []
        if not items:
            return
        item, text = items[choice % len(items)], self._texts[uri]
        edits = [item["textEdit"], *(item.get("additionalTextEdits") or ())]
        spans = [
            TextEdit(self._editor.span(text, one.get("range") or one["replace"]), one["newText"])
            for one in edits
        ]
        self._change(uri, spans)
        self._done["completions accepted"] += 1

    async def _rename(self, uri: str, at: int, name: str) -> None:
        params = {**self._params("textDocument/rename", uri, at), "newName": name}
        found = await self._answer(
            self._editor.begin("textDocument/rename", params), "textDocument/rename"
        )
        if found:
            self._apply(found)
            self._done["renames applied"] += 1

    # --- what must be the same ------------------------------------------------------------------

    async def _compare(self, uri: str, at: int) -> None:
        """A server that sees the texts for the first time says the same of them."""
        async with _editor(self._editor.encoding) as fresh:
            other = Session(fresh, Counter())
            for known, text in self._texts.items():
                other._open(known, text)
            for method in COMPARED:
                ours = await self._ask(method, uri, at)
                theirs = await other._ask(method, uri, at)
                if _plain(ours) != _plain(theirs):
                    raise Failed(f"{method} differs from what a fresh server says")


def _plain(answer: Any) -> Any:
    """An answer without what numbers an answer or a version."""
    if isinstance(answer, dict):
        left_out = ("resultId", "version")
        return {key: _plain(value) for key, value in answer.items() if key not in left_out}
    if isinstance(answer, str):
        return _PAGES.sub("", answer)
    return [_plain(one) for one in answer] if isinstance(answer, list) else answer


def _no_registry(*_: object) -> NoReturn:
    """Of a registry, something may be known at one moment and not at another."""
    raise StoreError("There is no registry.")


def _editor(encoding: Encoding) -> Any:
    introduction = client_params("vscode")
    general = introduction["capabilities"].setdefault("general", {})
    general["positionEncodings"] = [encoding.value]
    return editor(introduction, open_store=_no_registry)


async def run(steps: Iterable[Step], encoding: Encoding, done: Counter[str]) -> None:
    """A session with these steps. Raises `Failed`, or whatever a defect raises."""
    async with _editor(encoding) as one:
        session = Session(one, done)
        for step in steps:
            await asyncio.wait_for(session.take(step), 60)
