"""What a random session is made of: steps as plain data, so that one can be kept and replayed.

A step holds numbers instead of places; each is taken modulo what there is when its turn comes. So
any part of a session is a session too, which is what makes it small.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import TypeAlias

Step: TypeAlias = "dict[str, str | int]"

DOCUMENTS = 3
REQUESTS = (
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/prepareRename",
    "textDocument/selectionRange",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/documentLink",
    "textDocument/inlayHint",
    "textDocument/codeLens",
    "textDocument/codeAction",
    "textDocument/semanticTokens/full",
    "textDocument/diagnostic",
    "workspace/symbol",
)
PIECES = (
    *"ab:-'\"[]{}#&*!|>%@?,. \t\n\r~=<",
    *("\n", "\n  ", "\n    ", "\r\n", "- ", ": ", "{{", "}}", "${A}", "<<: *a", "&a ", "*a"),
    *("ä", "€", "😀", "\u2028", "\x85", "\ufeff", "\x00", "no", "0123", "flavor", "name"),
    *("configuration:", "components:", "orchestrator:", "stack_name:", "# stackls: ignore"),
)
NAMES = ("new", "no", "a b", "ä😀", "x: y", "", "*x", "{{a.b}}")


def steps(chance: random.Random, texts: list[str]) -> Iterator[Step]:
    """Steps without end; ``texts`` are what documents begin with."""
    for document in range(DOCUMENTS):
        yield {"do": "open", "document": document, "text": chance.choice(texts)}
    while True:
        step: Step = {"do": _kind(chance), "document": chance.randrange(DOCUMENTS)}
        step["at"] = chance.randrange(10_000)
        if step["do"] == "open":
            step["text"] = chance.choice(texts)
        elif step["do"] == "edit":
            step["length"] = chance.choice((0, 0, 0, 1, 3, 40))
            step["text"] = piece(chance)
        elif step["do"] == "several":
            step["count"], step["seed"] = chance.randrange(2, 6), chance.randrange(1 << 30)
        elif step["do"] in ("ask", "cancel"):
            step["method"] = chance.choice(REQUESTS)
        elif step["do"] == "rename":
            step["text"] = chance.choice(NAMES)
        elif step["do"] in ("fix", "accept"):
            step["choice"] = chance.randrange(100)
        yield step


_KINDS = {
    "edit": 12,
    "several": 2,
    "close": 1,
    "ask": 10,
    "cancel": 2,
    "fix": 3,
    "accept": 3,
    "rename": 2,
    "open": 1,
    "compare": 2,
}


def piece(chance: random.Random) -> str:
    """What is typed at once."""
    return "".join(chance.choices(PIECES, k=chance.choice((0, 1, 1, 2, 4))))


def _kind(chance: random.Random) -> str:
    return chance.choices(list(_KINDS), weights=list(_KINDS.values()))[0]
