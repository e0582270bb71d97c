"""What the stream that a report goes to can show, and texts made fit for it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import IO, Any

import click

from stackls_core.visible import visible

_DRAWING = "│…─"


@dataclass(frozen=True)
class Terminal:
    """A stream's abilities.

    ``width`` is in cells, ``None`` where lines must not be broken because no person looks at the
    stream directly.
    """

    color: bool = False
    unicode: bool = True
    width: int | None = None
    encoding: str = "utf-8"

    def style(self, text: str, **styles: Any) -> str:
        """``text`` with the styles of `click.style`, where colours are shown."""
        wanted = {name: value for name, value in styles.items() if value}
        return click.style(text, **wanted) if self.color and text and wanted else text

    def shown(self, text: str) -> str:
        """``text`` on one line, invisible characters replaced, within the stream's encoding."""
        readable = visible(text, is_ascii=not self.unicode)
        return readable.encode(self.encoding, "replace").decode(self.encoding, "replace")

    def shown_lines(self, text: str) -> str:
        """The same for a text of several lines."""
        return "\n".join(self.shown(line) for line in text.split("\n"))


def terminal_of(stream: IO[Any] | None) -> Terminal:
    """What ``stream`` can show; ``NO_COLOR`` and ``FORCE_COLOR`` are honoured."""
    is_terminal = _is_terminal(stream)
    return Terminal(
        color=_wants_color(is_terminal),
        unicode=_can_encode(encoding_of(stream), _DRAWING),
        width=_width() if is_terminal else None,
        encoding=encoding_of(stream),
    )


def _width() -> int:
    import shutil  # brings compression with it, and pipes have no width

    return max(shutil.get_terminal_size().columns, 40)


def encoding_of(stream: IO[Any] | None) -> str:
    """The encoding of a text stream; UTF-8 where it does not say."""
    return getattr(stream, "encoding", None) or "utf-8"


def display_path(path: str) -> str:
    """``path`` as it is shown: ``/`` between folders, bytes that are no text replaced."""
    shown = path.replace(os.sep, "/") if os.sep != "/" else path
    return shown.encode("utf-8", "replace").decode("utf-8")


def _is_terminal(stream: IO[Any] | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False  # closed


def _wants_color(is_terminal: bool) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal and os.environ.get("TERM") != "dumb"


def _can_encode(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def say(message: str) -> None:
    """Print one line on standard output; names in it cannot steer the terminal."""
    click.echo(terminal_of(sys.stdout).shown(message))
