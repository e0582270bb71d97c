"""The same content in another hand: none of these should change the verdict."""

from __future__ import annotations

import json
from typing import Any

from .document import Change, Draft, need, token
from .key_mutations import merge
from .render import Alias, Anchored, Raw


def _alias_value(draft: Draft) -> None:
    """One value anchored in the file's own corner and used by its alias."""
    need(draft.configuration)
    name = draft.rng.choice(sorted(draft.configuration))
    draft.document = {"_value": Anchored("value", draft.configuration[name]), **draft.document}
    draft.configuration[name] = Alias("value")


def _alias_component(draft: Draft) -> None:
    draft.document = {"_component": Anchored("component", draft.focus), **draft.document}
    draft.components[draft.flavor.type] = Alias("component")


def _merge_configuration(draft: Draft) -> None:
    """Half of the configuration comes from an anchor."""
    need(len(draft.configuration) > 1)
    names = sorted(draft.configuration)
    merge({name: draft.configuration[name] for name in names[: len(names) // 2]}, draft)


def _alias_without_spaces(draft: Draft) -> None:
    """Anchored in place, where it is first used."""
    need(draft.configuration)
    name = draft.rng.choice(sorted(draft.configuration))
    draft.configuration[name] = Anchored("in-place", draft.configuration[name])


def _restyle(**changes: Any) -> Change:
    return lambda draft: draft.restyle(**changes)


def _as_list(draft: Draft) -> None:
    kinds = draft.components
    kinds.update(
        {kind: entry if isinstance(entry, list) else [entry] for kind, entry in kinds.items()}
    )


def _as_mapping(draft: Draft) -> None:
    kinds = draft.components
    kinds.update(
        {kind: entry[0] if isinstance(entry, list) else entry for kind, entry in kinds.items()}
    )


def _as_json(draft: Draft) -> None:
    draft.document = Raw(json.dumps(draft.document, ensure_ascii=False, indent=2))
    draft.restyle(comments=0.0)


def _multi_byte(draft: Draft) -> None:
    draft.restyle(comments=0.6, comment_words="gehört dem Team „Größe“ 🚲 日本語")
    draft.focus["name"] = f"größe_🚀_{token(draft.rng)}"


LAYOUT: dict[str, Change] = {
    "layout/plain": _restyle(),
    "layout/mapping-form": _as_mapping,
    "layout/list-form": _as_list,
    "layout/flow": _restyle(flow=1.0),
    "layout/single-quotes": _restyle(quotes="single"),
    "layout/double-quotes": _restyle(quotes="double"),
    "layout/comments": _restyle(comments=0.8),
    "layout/crlf": _restyle(crlf=True),
    "layout/bom": _restyle(bom=True),
    "layout/bom-and-crlf": _restyle(bom=True, crlf=True),
    "layout/marker": _restyle(marker=True),
    "layout/multi-byte": _multi_byte,
    "layout/json": _as_json,
    "layout/alias-of-value": _alias_value,
    "layout/alias-of-component": _alias_component,
    "layout/anchor-unused": _alias_without_spaces,
    "layout/merge-key": _merge_configuration,
}
