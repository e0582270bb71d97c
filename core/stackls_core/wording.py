"""Small questions of English grammar that messages ask."""

from __future__ import annotations

import re

_VOWEL_SOUND = re.compile(r"[aeiou]|[fhlmnrsx]\d", re.IGNORECASE)


def article_for(phrase: str) -> str:
    """``a`` or ``an``, whichever goes before ``phrase``."""
    return "an" if _VOWEL_SOUND.match(phrase) else "a"
