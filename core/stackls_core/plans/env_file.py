"""Reading a file of variables with python-dotenv, and refusing what it would pass over."""

from __future__ import annotations

from io import StringIO


class EnvFileError(Exception):
    """A line that is not an assignment. The message names the line and never what is on it."""

    def __init__(self, line: int) -> None:
        """``line`` is 1-based."""
        super().__init__(f"Line {line} of the variables file is not of the form NAME=value.")
        self.line = line


def parse_env(text: str) -> dict[str, str]:
    """The variables that ``text`` sets; the last of several assignments counts.

    Nothing is expanded inside of values. Raises `EnvFileError`.
    """
    # the CLI alone reads such files, and not at each start
    from dotenv.parser import parse_stream

    found: dict[str, str] = {}
    for binding in parse_stream(StringIO(text.removeprefix("\ufeff"))):
        if binding.error or (binding.key is not None and binding.value is None):
            raise EnvFileError(binding.original.line + _blank_lines(binding.original.string))
        if binding.key is not None:
            found[binding.key] = binding.value or ""
    return found


def _blank_lines(text: str) -> int:
    """How many empty lines ``text`` begins with; python-dotenv counts them to what follows."""
    return len(text[: len(text) - len(text.lstrip())].splitlines())
