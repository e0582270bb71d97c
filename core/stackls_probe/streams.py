"""Standard input and output are for messages: ZenML and its integrations get others."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator


def quieten() -> None:
    """Keep ZenML from chatting and phoning home. To be called before ZenML is imported."""
    os.environ["ZENML_ANALYTICS_OPT_IN"] = "false"
    os.environ["ZENML_LOGGING_VERBOSITY"] = "ERROR"
    os.environ["ZENML_DISABLE_RICH_TRACEBACK"] = "true"
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)


@contextlib.contextmanager
def own_stdout() -> Generator[Any, None, None]:
    """Give the real standard output, and send whatever else is printed meanwhile to stderr."""
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n") as answers:
        os.dup2(2, 1)
        try:
            yield answers
        finally:
            sys.stdout.flush()
            os.dup2(answers.fileno(), 1)


@contextlib.contextmanager
def own_stdin() -> Generator[Any, None, None]:
    """Give the real standard input, and an empty one to whoever else may ask for input."""
    with os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n") as requests:
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        yield requests
