"""Characters that are invisible, or that look like others: what copying from a page brings along.

YAML and ZenML take each for what it is. Text that people read may have them; a name, a path or a
key that has one is hardly ever meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPACES = {
    "\u00a0": "no-break space",
    "\u1680": "ogham space mark",
    "\u2000": "en quad",
    "\u2001": "em quad",
    "\u2002": "en space",
    "\u2003": "em space",
    "\u2004": "three-per-em space",
    "\u2005": "four-per-em space",
    "\u2006": "six-per-em space",
    "\u2007": "figure space",
    "\u2008": "punctuation space",
    "\u2009": "thin space",
    "\u200a": "hair space",
    "\u202f": "narrow no-break space",
    "\u205f": "medium mathematical space",
    "\u3000": "ideographic space",
}
_INVISIBLE = {
    "\u00ad": "soft hyphen",
    "\u180e": "mongolian vowel separator",
    "\u200b": "zero width space",
    "\u200c": "zero width non-joiner",
    "\u200d": "zero width joiner",
    "\u200e": "left-to-right mark",
    "\u200f": "right-to-left mark",
    "\u202a": "left-to-right embedding",
    "\u202b": "right-to-left embedding",
    "\u202c": "pop directional formatting",
    "\u202d": "left-to-right override",
    "\u202e": "right-to-left override",
    "\u2060": "word joiner",
    "\u2066": "left-to-right isolate",
    "\u2067": "right-to-left isolate",
    "\u2068": "first strong isolate",
    "\u2069": "pop directional isolate",
    "\ufeff": "byte order mark",
}
_QUOTES = {
    "\u2018": ("left single quotation mark", "'"),
    "\u2019": ("right single quotation mark", "'"),
    "\u201a": ("low single quotation mark", "'"),
    "\u201b": ("reversed single quotation mark", "'"),
    "\u201c": ("left double quotation mark", '"'),
    "\u201d": ("right double quotation mark", '"'),
    "\u201e": ("low double quotation mark", '"'),
    "\u201f": ("reversed double quotation mark", '"'),
    "\u00ab": ("left-pointing guillemet", '"'),
    "\u00bb": ("right-pointing guillemet", '"'),
    "\u2032": ("prime", "'"),
    "\u2033": ("double prime", '"'),
    "\u00b4": ("acute accent", "'"),
}
_SIGNS = {
    "\u2010": ("hyphen", "-"),
    "\u2011": ("non-breaking hyphen", "-"),
    "\u2012": ("figure dash", "-"),
    "\u2013": ("en dash", "-"),
    "\u2014": ("em dash", "-"),
    "\u2212": ("minus sign", "-"),
    "\u02d0": ("triangular colon", ":"),
    "\u0589": ("armenian full stop", ":"),
    "\ua789": ("modifier colon", ":"),
    "\u2236": ("ratio", ":"),
    "\u2044": ("fraction slash", "/"),
    "\u2215": ("division slash", "/"),
    "\u2216": ("set minus", "\\"),
    "\u2024": ("one dot leader", "."),
    "\u3002": ("ideographic full stop", "."),
}
_SCRIPTS = (
    (
        "cyrillic",
        "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d",
        "aeopcyxijshdqw",
    ),
    (
        "cyrillic",
        "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0405",
        "ABEKMHOPCTXIS",
    ),
    (
        "greek",
        (
            "\u03bf\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d"
            "\u039f\u03a1\u03a4\u03a5\u03a7"
        ),
        "oABEZHIKMNOPTYX",
    ),
)
_LETTERS = {
    one: (f"{script} letter", to)
    for script, letters, meant in _SCRIPTS
    for one, to in zip(letters, meant, strict=True)
}
_FULL_WIDTH = 0xFEE0
_FIRST_FULL_WIDTH, _LAST_FULL_WIDTH = 0xFF01, 0xFF5E
_JOINERS = "\u200c\u200d"
"""Several scripts and emoji are written with these."""

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True)
class Lookalike:
    """One such character: where it is, and what it looks like (nothing, where it is invisible)."""

    offset: int
    character: str
    name: str
    instead: str

    @property
    def words(self) -> str:
        """``a no-break space (U+00A0)``."""
        article = "an" if self.name[0] in "aeio" else "a"
        return f"{article} {self.name} (U+{ord(self.character):04X})"

    @property
    def is_quote(self) -> bool:
        """Whether it is a quotation mark that YAML does not take for one."""
        return self.character in _QUOTES

    @property
    def is_space(self) -> bool:
        """Whether it looks like a space."""
        return self.character in _SPACES


def lookalikes(text: str, start: int = 0, end: int | None = None) -> list[Lookalike]:
    """All such characters of a piece of text, in order, whatever stands around them."""
    end = len(text) if end is None else end
    found: list[Lookalike] = []
    for match in _NOT_ASCII.finditer(text, start, end):
        character = match.group()
        known = _about(character)
        if known is not None:
            found.append(Lookalike(match.start(), character, *known))
    return found


def _about(character: str) -> tuple[str, str] | None:
    if character in _SPACES:
        return _SPACES[character], " "
    if character in _INVISIBLE:
        return _INVISIBLE[character], ""
    for table in (_QUOTES, _SIGNS, _LETTERS):
        if character in table:
            return table[character]
    code = ord(character)
    if _FIRST_FULL_WIDTH <= code <= _LAST_FULL_WIDTH:
        letter = chr(code - _FULL_WIDTH)
        return f"full-width {letter}", letter
    return None


def suspicious(text: str, start: int = 0, end: int | None = None) -> list[Lookalike]:
    """Those that are hardly meant, given the rest of the piece.

    All of them, where everything else is ASCII and one word; in text of several words, and in
    other scripts, what is invisible at its edges, and quotation marks around all of it.
    """
    end = len(text) if end is None else end
    found = lookalikes(text, start, end)
    if not found:
        return []
    offsets = {one.offset for one in found}
    others = "".join(text[at] for at in range(start, end) if at not in offsets)
    if others.isascii() and not _has_words(others):
        return found
    first, last = start, end - 1
    edges = [one for one in found if one.offset in (first, last)]
    if len(edges) == 2 and all(one.is_quote for one in edges):
        return edges
    return [
        one for one in edges if one.is_space or (not one.instead and one.character not in _JOINERS)
    ]


def _has_words(text: str) -> bool:
    return " " in text.strip()
