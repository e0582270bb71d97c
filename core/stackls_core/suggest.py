"""Names that a misspelt one is likely to mean."""

from __future__ import annotations

from collections.abc import Sequence


def nearest(name: str, candidates: Sequence[str]) -> str | None:
    """Which of ``candidates`` ``name`` is most likely a misspelling of, if any is near enough.

    One slip for every three characters counts as near, and so does a part of a longer name
    (``kube`` for ``kubernetes``) where only one candidate has it.
    """
    lowered = name.lower()
    by_lowered = {candidate.lower(): candidate for candidate in candidates}
    if lowered in by_lowered:
        return by_lowered[lowered]
    if not lowered:
        return None
    squeezed = _squeezed(lowered)
    same = [key for key in by_lowered if _squeezed(key) == squeezed]
    if len(same) == 1:
        return by_lowered[same[0]]
    # most names are right, and it takes a while to import
    from rapidfuzz import fuzz, process
    from rapidfuzz.distance import DamerauLevenshtein

    allowed = max(1, len(lowered) // 3)
    found = process.extractOne(
        lowered, list(by_lowered), scorer=DamerauLevenshtein.distance, score_cutoff=allowed
    )
    if found is not None:
        return by_lowered[found[0]]
    loose = lowered.replace("-", "_")
    shortest = 3
    parts = [
        key
        for key in by_lowered
        if len(loose) > shortest and (loose in key or (len(key) > shortest and key in loose))
    ]
    if len(parts) == 1:
        return by_lowered[parts[0]]
    similar = process.extractOne(loose, list(by_lowered), scorer=fuzz.ratio, score_cutoff=75)
    return by_lowered[similar[0]] if similar is not None else None


def _squeezed(name: str) -> str:
    """The letters of a name, however its words are joined: ``mountPath``, ``mount_path``."""
    return name.replace("_", "").replace("-", "")
