"""Telling of failures without telling what was in a document.

Documents hold secrets, and the text of an exception may hold a piece of a document. So only the
kinds of exceptions and the places in the code are ever logged, and pygls, which logs whole messages
and parameters, is not heard at all: whatever goes wrong in it comes to `StacklsServer`.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from pathlib import PurePath
from typing import Any

logger = logging.getLogger("stackls")

_FRAMES = 8


def silence_pygls() -> None:
    """Keep messages, parameters and results out of every log."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)


def describe(error: BaseException) -> str:
    """The kind of an exception and where it was raised; never its text.

    A cause is told first, as in a traceback.
    """
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)[-_FRAMES:]
        places = [f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in frames]
        parts.append(type(current).__name__ + "".join(f"\n  {place}" for place in places))
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)
    return "\n".join(reversed(parts))


def log_failure(what: str, error: BaseException) -> None:
    """Log that ``what`` failed."""
    logger.error("%s failed: %s", what, describe(error))


def handle_loop_failure(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What asyncio would log with the values that were involved, without them."""
    del loop
    error = context.get("exception")
    if isinstance(error, Exception):  # a task that is cancelled at the end is none
        log_failure("a task", error)
