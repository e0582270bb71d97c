"""Snippet syntax: ``$0``, ``${1:default}``, and what must be escaped in it."""

from __future__ import annotations


def escape_snippet(text: str) -> str:
    """``text`` so that a snippet inserts it as it is."""
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")


def escape_choice(text: str) -> str:
    """``text`` as one of the values of a choice."""
    return text.replace("\\", "\\\\").replace(",", "\\,").replace("|", "\\|")


def without_tab_stops(snippet: str) -> str:
    """What a snippet inserts in a client that has no snippets."""
    result: list[str] = []
    index = 0
    while index < len(snippet):
        character = snippet[index]
        if character == "\\" and index + 1 < len(snippet):
            result.append(snippet[index + 1])
            index += 2
        elif character == "$":
            index += 1
            if snippet[index : index + 1] == "{":
                while snippet[index] not in ":|":
                    index += 1
                if snippet[index] == "|":
                    chosen, index = _first_choice(snippet, index + 1)
                    result.append(chosen)
                    continue
                index += 1
                depth = index
                while snippet[depth] != "}":
                    depth += 2 if snippet[depth] == "\\" else 1
                result.append(without_tab_stops(snippet[index:depth]))
                index = depth + 1
            else:
                while snippet[index : index + 1].isdigit():
                    index += 1
        else:
            result.append(character)
            index += 1
    return "".join(result)


def _first_choice(snippet: str, start: int) -> tuple[str, int]:
    """The first value of a choice whose values begin at ``start``, and where the stop ends."""
    first: list[str] | None = None
    value: list[str] = []
    index = start
    while snippet[index] != "|":
        if snippet[index] == ",":
            first, value = first or value, []
        else:
            index += snippet[index] == "\\"
            value.append(snippet[index])
        index += 1
    return "".join(first or value), index + len("|}")
