"""So many keystrokes, with all that an editor asks for meanwhile; prints what was done and used.

usage: python -m tests.soak KEYSTROKES

Stack files are typed letter by letter; each letter asks for completion and diagnostics. Now and
then, another process changes the registry, and the registry's worker is killed. Fails where memory
grows by more than a tenth, or a thread, a process, an open file or a temporary file is left over.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import astuple, dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Any

import psutil

from stackls_core.stores.local import LocalStore
from tests.lsp.editor import BAD, GOOD, client_params
from tests.lsp.stack_support import command
from tests.lsp.wire import Wire, wired
from tests.support.catalog import tiny_catalog
from tests.support.eventually import eventually_async

DOCUMENTS = 3
FLAT = 1.1
"""How much more memory may be used at the end than after the first fifth."""
SAMPLES = 50
LEFT_SECONDS = 60.0
"""How long what is done with may take to go."""
LATE_THREADS = 4
"""How many threads pools may start later: they do when all others are at work."""
ASKED = (
    "textDocument/hover",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/semanticTokens/full",
    "textDocument/definition",
    "workspace/symbol",
)


@dataclass(frozen=True)
class Used:
    """What a server has at one moment."""

    threads: int
    files: int
    processes: int

    @classmethod
    def of(cls, process: psutil.Process) -> Used:
        files = process.num_fds() if os.name == "posix" else process.num_handles()
        return cls(process.num_threads(), files, len(process.children(recursive=True)))

    def is_within(self, other: Used) -> bool:
        """Whether there is no more of anything than the other has, but for threads of pools."""
        late = replace(other, threads=other.threads + LATE_THREADS)
        return all(
            mine <= theirs for mine, theirs in zip(astuple(self), astuple(late), strict=True)
        )


class Typist:
    """The client, its documents and what it did."""

    def __init__(self, wire: Wire, process: psutil.Process, store: LocalStore) -> None:
        self._wire = wire
        self.process = process
        self._store = store
        self._versions: Counter[str] = Counter()
        self._typed = {uri: self._typing(uri) for uri in self._uris()}
        self.done: Counter[str] = Counter()

    @staticmethod
    def _uris() -> list[str]:
        return [f"file:///soak/{number}.stack.yaml" for number in range(DOCUMENTS)]

    async def begin(self) -> None:
        """Open the documents, and do once what starts threads, files and processes."""
        for uri in self._uris():
            self._open(uri)
        await self._stacks()
        for number in range(len(ASKED)):
            await self._type(10 * number)
        await self._change_registry()
        await self._kill_worker()
        self.done.clear()

    def _open(self, uri: str) -> None:
        self._versions[uri] += 1
        self._wire.open(uri, "", self._versions[uri])

    def _typing(self, uri: str) -> Iterator[tuple[int, int]]:
        """Type one file after the other; the place of the cursor after each letter."""
        for text in cycle((GOOD, BAD)):
            line = column = 0
            for letter in text:
                self._change(uri, line, column, letter)
                line, column = (line + 1, 0) if letter == "\n" else (line, column + 1)
                yield line, column
            self._versions[uri] += 1
            self._wire.change(uri, self._versions[uri], {"text": ""})

    def _change(self, uri: str, line: int, column: int, letter: str) -> None:
        here = {"line": line, "character": column}
        self._versions[uri] += 1
        edit = {"range": {"start": here, "end": here}, "text": letter}
        self._wire.change(uri, self._versions[uri], edit)

    async def keystroke(self, number: int) -> None:
        """One letter, and what an editor and others do meanwhile."""
        await self._type(number)
        if number % 500 == 250:
            await self._change_registry()
        if number % 1_000 == 600:
            await self._kill_worker()
        if number % 5_000 == 4_000:
            self._reopen()
        self._wire.notifications.clear()
        self._wire.requests.clear()

    async def _type(self, number: int) -> None:
        """One letter, and what its editor asks for."""
        uri = self._uris()[number // 200 % DOCUMENTS]
        line, column = next(self._typed[uri])
        document = {"textDocument": {"uri": uri}}
        place = {**document, "position": {"line": line, "character": column}}
        asked = [
            self._wire.begin("textDocument/completion", place),
            self._wire.begin("textDocument/diagnostic", document),
        ]
        if number % 10 == 0:
            method = ASKED[number // 10 % len(ASKED)]
            params = {"query": ""} if method == "workspace/symbol" else place
            asked.append(self._wire.begin(method, params))
        if number % 50 == 0:
            here = {"range": {"start": place["position"], "end": place["position"]}}
            action = {**document, **here, "context": {"diagnostics": []}}
            asked.append(self._wire.begin("textDocument/codeAction", action))
        for one in asked:
            response = await self._wire.response(one)
            if "error" in response:
                raise AssertionError(response)
        self.done["requests"] += len(asked)

    async def _change_registry(self) -> None:
        """Somebody else registers a stack, activates it and deletes it again."""
        active = self._store.active().name
        self._store.copy_stack(active, "soak")
        self._store.activate("soak")
        assert await self._stacks() == {"default", "other", "soak"}
        self._store.activate(active)
        self._store.delete_stack("soak")
        assert await self._stacks() == {"default", "other"}
        self.done["registry changes"] += 4

    async def _stacks(self) -> set[str]:
        """The names of the stacks; whoever asks a worker that was killed has to ask again."""
        while True:
            number = self._wire.begin("workspace/executeCommand", command("listStacks"))
            response = await self._wire.response(number)
            if "error" not in response:
                return {stack["name"] for stack in response["result"]}
            assert response["error"]["data"] == {"code": "zenml-stopped"}, response
            self.done["refusals of a worker that was killed"] += 1

    async def _kill_worker(self) -> None:
        """The registry's process dies; the next question starts another one."""
        for child in self.process.children():
            child.kill()
            self.done["workers killed"] += 1
        await self._stacks()

    def _reopen(self) -> None:
        for uri in self._uris():
            self._wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
            self._open(uri)
            self._typed[uri] = self._typing(uri)
        self.done["documents opened again"] += DOCUMENTS


@asynccontextmanager
async def served(database: Path, temporary: Path) -> AsyncIterator[tuple[Wire, Any]]:
    """A server whose temporary files go into a folder of their own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.soak.server", str(database)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": os.pathsep.join(sys.path)},
        limit=1 << 26,
    )
    async with wired(process) as wire:
        yield wire, process


async def soak(keystrokes: int, folder: Path) -> tuple[Counter[str], list[float]]:
    """What was done, and the memory in MB at moments of equal distance. Fails where it must."""
    temporary = folder / "temporary"
    temporary.mkdir()
    store = LocalStore(tiny_catalog, folder / "stackls.db")
    store.copy_stack(store.active().name, "other")
    memory: list[float] = []
    async with served(folder / "stackls.db", temporary) as (wire, server):
        wire.answers["workspace/configuration"] = [None]
        await wire.initialize(**client_params("vscode"))
        typist = Typist(wire, psutil.Process(server.pid), store)
        await typist.begin()
        before = None
        for number in range(keystrokes):
            await typist.keystroke(number)
            if number % max(keystrokes // SAMPLES, 1) == 0:
                memory.append(typist.process.memory_info().rss / 1e6)
            if number == keystrokes // 5:
                before = Used.of(typist.process)
        assert before is not None
        await eventually_async(
            lambda: Used.of(typist.process).is_within(before),
            f"no more is there in the end than after the first fifth: {before}",
            LEFT_SECONDS,
        )
        children = typist.process.children(recursive=True)
        await wire.request("shutdown")
        wire.notify("exit")
        assert await asyncio.wait_for(server.wait(), 60) == 0
    await eventually_async(
        lambda: not any(child.is_running() for child in children), "no process is left"
    )
    assert list(temporary.iterdir()) == []
    typist.done["keystrokes"] = keystrokes
    return typist.done, memory


def growth(memory: list[float]) -> float:
    """How much more is used in the last fifth than in the second."""
    fifth = max(len(memory) // 5, 1)
    return max(memory[-fifth:]) / max(memory[fifth : 2 * fifth])


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main() -> int:
    keystrokes = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        done, memory = asyncio.run(soak(keystrokes, Path(name)))
    grown = growth(memory)
    say(", ".join(f"{count:,} {what}" for what, count in done.most_common()))
    moments = {
        "at first": memory[0],
        "after a fifth": memory[len(memory) // 5],
        "at most": max(memory),
        "in the end": memory[-1],
    }
    say("memory: " + ", ".join(f"{used:.1f} MB {when}" for when, used in moments.items()))
    say(f"the last fifth uses {grown:.3f} times as much as the second")
    say("no thread, process, open file or temporary file is left over")
    return 0 if grown <= FLAT else 1


if __name__ == "__main__":
    sys.exit(main())
