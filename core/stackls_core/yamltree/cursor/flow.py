"""Where the cursor is inside of a ``{mapping}`` or ``[list]`` in flow style, closed or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from stackls_core.text import EMPTY, Span
from stackls_core.yamltree.cursor.outline import unquote

Named: TypeAlias = "tuple[str, Span, Span]"


@dataclass(frozen=True, slots=True)
class FlowCursor:
    """``path`` leads inwards from the opening bracket; ``None`` is a step into a list.

    ``siblings`` are the keys of the innermost mapping, ``frames`` those of every mapping on the
    way; each is (name, span of the key, span of the value).
    """

    path: tuple[str | None, ...]
    span: Span
    in_value: bool
    in_sequence: bool
    has_colon: bool
    quote: str
    siblings: tuple[Named, ...]
    frames: tuple[tuple[Named, ...], ...]


@dataclass(slots=True)
class _Frame:
    is_mapping: bool
    key: str | None = None
    key_span: Span = EMPTY
    token: Span | None = None
    pairs: list[Named] = field(default_factory=list[Named])


def flow_cursor(text: str, opened: int, offset: int, end: int) -> FlowCursor | None:
    """Classify ``offset`` within the collection that opens at ``opened`` and ends before ``end``.

    ``None`` when the cursor is behind the closing bracket or in a comment.
    """
    reader = _Reader(text, opened, offset, end)
    reader.run()
    return reader.found()


class _Reader:
    def __init__(self, text: str, opened: int, offset: int, end: int) -> None:
        self._text = text
        self._at = opened
        self._offset = offset
        self._end = max(end, offset)
        self._frames: list[_Frame] = []
        self._cursor_frames: list[_Frame] | None = None
        self._path: tuple[str | None, ...] = ()
        self._span = Span(offset, offset)
        self._quote = ""
        self._in_value = False
        self._has_colon = False
        self._in_comment = False
        self._closed = False

    def run(self) -> None:  # noqa: C901 - one branch a character class
        text = self._text
        while self._at < self._end and not self._closed:
            character = text[self._at]
            if character in "{[":
                self._note(self._at)
                self._frames.append(_Frame(character == "{"))
                self._at += 1
            elif character in "}]":
                self._note(self._at)
                self._close_pair()
                self._frames.pop()
                self._at += 1
                if not self._frames:
                    self._closed = True
                else:
                    self._frames[-1].token = Span(self._at - 1, self._at)
            elif character == ",":
                self._note(self._at)
                self._close_pair()
                self._at += 1
            elif character in " \t\r\n":
                # a cursor right before the next token is at that token
                self._note(self._at)
                self._at += 1
            elif character == "#" and text[self._at - 1] in " \t\n":
                line_end = text.find("\n", self._at)
                line_end = self._end if line_end < 0 else line_end
                if self._at < self._offset <= line_end:
                    self._in_comment = True
                self._at = line_end
            else:
                self._token()
        if not self._closed:
            self._note(self._offset)
            while self._frames:
                self._close_pair()
                self._frames.pop()

    def _token(self) -> None:
        start = self._at
        text = self._text
        first = text[start]
        if first == ":" and self._frames and self._frames[-1].is_mapping:
            self._colon(start)
            self._at = start + 1
            return
        index = start
        if first in "'\"":
            index = self._quoted_end(start)
        else:
            while index < self._end and text[index] not in ",{}[]\n":
                following = text[index + 1 : index + 2]
                if text[index] == ":" and following in ("", " ", "\t", "\n", ",", "}", "]"):
                    break
                if text[index] == "#" and text[index - 1] in " \t":
                    break
                index += 1
        index = max(index, start + 1)
        end = start + len(text[start:index].rstrip())
        token = Span(start, max(end, start))
        frame = self._frames[-1]
        after = index
        while after < self._end and text[after] in " \t":
            after += 1
        is_key = frame.is_mapping and frame.key is None and text[after : after + 1] == ":"
        if token.start < self._offset <= token.end or (
            self._cursor_frames is None and token.start == self._offset
        ):
            quote = first if first in "'\"" else ""
            self._record(token, quote, has_colon=is_key)
        if is_key:
            frame.key = unquote(text[token.start : token.end])
            frame.key_span = token
            frame.token = None
            self._at = after + 1
        else:
            frame.token = token
            self._at = index

    def _colon(self, at: int) -> None:
        frame = self._frames[-1]
        if frame.key is None:
            token = frame.token or Span(at, at)
            frame.key = unquote(self._text[token.start : token.end])
            frame.key_span, frame.token = token, None

    def _quoted_end(self, start: int) -> int:
        text, quote = self._text, self._text[start]
        index = start + 1
        while index < self._end:
            if text[index] == "\\" and quote == '"':
                index += 1
            elif text[index] == quote:
                if quote == "'" and text[index + 1 : index + 2] == "'":
                    index += 1
                else:
                    return index + 1
            index += 1
        return self._end

    def _close_pair(self) -> None:
        frame = self._frames[-1]
        if frame.is_mapping:
            token = frame.token
            if frame.key is not None:
                value = token or Span(frame.key_span.end, frame.key_span.end)
                frame.pairs.append((frame.key, frame.key_span, value))
            elif token is not None:
                name = unquote(self._text[token.start : token.end])
                frame.pairs.append((name, token, Span(token.end, token.end)))
        frame.key, frame.token = None, None

    def _note(self, at: int) -> None:
        """The cursor is between tokens, before ``at`` has been passed."""
        if self._cursor_frames is None and self._frames and self._offset <= at:
            self._record(Span(self._offset, self._offset), "")

    def _record(self, span: Span, quote: str, *, has_colon: bool = False) -> None:
        self._cursor_frames = list(self._frames)
        steps: list[str | None] = []
        for frame in self._frames:
            if not frame.is_mapping:
                steps.append(None)
            elif frame is not self._frames[-1]:
                steps.append(frame.key or "")
        last = self._frames[-1]
        self._in_value = last.is_mapping and last.key is not None and not has_colon
        if self._in_value:
            steps.append(last.key)
        self._path = tuple(steps)
        self._span, self._quote, self._has_colon = span, quote, has_colon

    def found(self) -> FlowCursor | None:
        if self._cursor_frames is None or self._in_comment:
            return None
        frames = tuple(tuple(frame.pairs) for frame in self._cursor_frames)
        last = self._cursor_frames[-1]
        own = tuple(pair for pair in last.pairs if pair[1] != self._span)
        return FlowCursor(
            self._path,
            self._span,
            self._in_value,
            not last.is_mapping,
            self._has_colon,
            self._quote,
            own if last.is_mapping else (),
            frames,
        )
