"""Changes to the finished text: what makes it no YAML, or not the YAML it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

TextChange = Callable[[str, Random], str]


def _some_line(pattern: str, change: Callable[[re.Match[str]], str]) -> TextChange:
    """Change one of the lines that match; without one, the text stays as it is."""

    def apply(text: str, rng: Random) -> str:
        found = list(re.finditer(pattern, text, re.MULTILINE))
        if not found:
            return text
        match = rng.choice(found)
        return text[: match.start()] + change(match) + text[match.end() :]

    return apply


def _in_value(change: Callable[[str], str]) -> TextChange:
    """Change the text behind ``flavor:`` of some component."""
    return _some_line(r"(?<=flavor: )[^\s,}\]]+", lambda match: change(match[0]))


def _append(tail: str) -> TextChange:
    return lambda text, _rng: text + tail


def _prepend(head: str) -> TextChange:
    return lambda text, _rng: head + text


def _cut(text: str, rng: Random) -> str:
    """The text as it stands while somebody is still writing."""
    return text[: rng.randrange(len(text) // 3, len(text))]


def _drop_indent(match: re.Match[str]) -> str:
    return match[1][1:] + match[2]


SYNTAX: dict[str, TextChange] = {
    "syntax/tab-indent": _some_line(r"^ +(?=\S)", lambda match: "\t"),
    "syntax/tab-after-indent": _some_line(r"^( +)(?=\S)", lambda match: match[1] + "\t"),
    "syntax/tab-after-colon": _some_line(r": (?=\S)", lambda match: ":\t"),
    "syntax/tab-at-line-end": _some_line(r"$", lambda match: "\t"),
    "syntax/unclosed-double-quote": _in_value(lambda word: '"' + word.strip("'\"")),
    "syntax/unclosed-single-quote": _in_value(lambda word: "'" + word.strip("'\"")),
    "syntax/unclosed-bracket": _in_value(lambda word: "[" + word),
    "syntax/unclosed-brace": _in_value(lambda word: "{" + word),
    "syntax/stray-bracket": _in_value(lambda word: "]" + word),
    "syntax/text-after-quote": _in_value(lambda word: '"a" ' + word),
    "syntax/colon-in-value": _in_value(lambda word: word.strip("'\"") + ": more"),
    "syntax/hash-in-value": _in_value(lambda word: word + " # not the flavor"),
    "syntax/at-sign": _in_value(lambda word: "@" + word),
    "syntax/backtick": _in_value(lambda word: "`" + word),
    "syntax/percent": _in_value(lambda word: "%" + word),
    "syntax/unknown-alias": _in_value(lambda _: "*nowhere "),
    "syntax/reference-unquoted": _in_value(lambda _: "{{vault.flavor}}"),
    "syntax/unhashable-key": _append("? [a, b]\n: c\n"),
    "syntax/one-space-less": _some_line(r"^( +)(\S)", _drop_indent),
    "syntax/one-space-more": _some_line(r"^( +)(?=\S)", lambda match: match[1] + " "),
    "syntax/no-space-after-colon": _some_line(r"(?<=flavor): ", lambda match: ":"),
    "syntax/no-colon": _some_line(r"(?<=flavor): ", lambda match: " "),
    "syntax/space-before-colon": _some_line(r"(?<=flavor): ", lambda match: " : "),
    "syntax/no-space-after-dash": _some_line(r"- (?=\w)", lambda match: "-"),
    "syntax/line-without-colon": _append("done\n"),
    "syntax/list-after-mapping": _append("- item\n"),
    "syntax/two-documents": _append("---\nstack_name: other\n"),
    "syntax/empty-second-document": _append("---\n"),
    "syntax/document-end": _append("...\n"),
    "syntax/text-after-document-end": _append("...\nstack_name: other\n"),
    "syntax/marker-twice": _prepend("---\n---\n"),
    "syntax/yaml-directive": _prepend("%YAML 1.1\n---\n"),
    "syntax/yaml-directive-2": _prepend("%YAML 2.0\n---\n"),
    "syntax/unknown-directive": _prepend("%STACK x\n---\n"),
    "syntax/unknown-tag-handle": _append("note: !z!tag x\n"),
    "syntax/unknown-tag": _append("note: !secret x\n"),
    "syntax/control-character": _append("note: a\x07b\n"),
    "syntax/control-character-in-comment": _append("# a\x00b\n"),
    "syntax/line-separators": _append('note: "a\u2028b"\n# c\u0085note: d\n'),
    "syntax/no-break-space": _some_line(r"^( +)(?=\S)", lambda match: match[1][:-1] + "\u00a0"),
    "syntax/carriage-returns": lambda text, _rng: text.replace("\r\n", "\n").replace("\n", "\r"),
    "syntax/no-final-line-end": lambda text, _rng: text.rstrip("\r\n"),
    "syntax/bom-in-the-middle": _append("\ufeffnote: x\n"),
    "syntax/jinja-block": _append("{% if true %}\nnote: x\n{% endif %}\n"),
    "syntax/merge-marker": _append("<<<<<<< HEAD\nnote: x\n=======\nnote: y\n>>>>>>> theirs\n"),
    "syntax/recursive-alias": _append("loop: &loop [*loop ]\n"),
    "syntax/anchor-twice": _append("a: &twice 1\nb: &twice 2\nc: *twice\n"),
    "syntax/alias-as-key": _append("_a: &key name\n*key : x\n"),
    "syntax/cut-short": _cut,
}
