"""Changes deep inside of a value: one place of a mapping or a list, at any depth, made odd."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from .catalog import Schema
from .document import Draft, NotApplicable, need, typo
from .render import Alias, Anchored, Raw
from .values import REFERENCE, value
from .yaml_words import WORDS

Collection = dict[Any, Any] | list[Any]


class Place(NamedTuple):
    """Where something stands in a value: the collection around it and its key or index."""

    holder: Collection
    key: Any

    @property
    def content(self) -> Any:
        return self.holder[self.key]

    def put(self, content: Any) -> None:
        self.holder[self.key] = content


PlaceChange = Callable[[Place, Draft], None]


def places(inside: Any) -> Iterator[Place]:
    """Every place below a value, outermost first."""
    if isinstance(inside, dict):
        keys: list[Any] = list(inside)
    elif isinstance(inside, list):
        keys = list(range(len(inside)))
    else:
        return
    for key in keys:
        place = Place(inside, key)
        yield place
        yield from places(place.content)


def right_value(draft: Draft) -> Any:
    """A value of the draft's parameter that has something inside, free to be changed."""
    for _ in range(8):
        made = copy.deepcopy(value(draft.flavor, draft.parameter or "", draft.rng))
        if any(places(made)):
            return made
    raise NotApplicable


def deep(change: PlaceChange) -> Callable[[Draft, Schema], Any]:
    """A change of a parameter's value: ``change`` at one place of a right one."""

    def apply(draft: Draft, _shape: Schema) -> Any:
        return changed(right_value(draft), change, draft)

    return apply


def changed(made: Any, change: PlaceChange, draft: Draft) -> Any:
    """``made``, changed at one of its places."""
    found = list(places(made))
    need(found)
    change(draft.rng.choice(found), draft)
    return made


def _word(place: Place, draft: Draft) -> None:
    texts = draft.rng.choice([texts for label, texts in sorted(WORDS.items())])
    place.put(Raw(draft.rng.choice([text for text in texts if "\n" not in text] or ["~"])))


def _other_container(place: Place, draft: Draft) -> None:
    content = place.content
    if isinstance(content, dict):
        place.put(draft.rng.choice(([content], [], list(content), [[*content.items()]])))
    elif isinstance(content, list):
        place.put(draft.rng.choice(({"item": content}, {}, content[0] if content else "", "a,b")))
    else:
        place.put(draft.rng.choice(([content], {"value": content}, [], {})))


def _key(place: Place, draft: Draft) -> None:
    """Another key for what stands there: misspelt, in another case, or not a text."""
    need(isinstance(place.holder, dict) and isinstance(place.key, str))
    content = place.content
    assert isinstance(place.holder, dict)
    del place.holder[place.key]
    other = draft.rng.choice(
        (
            *(place.key.upper(), place.key.replace("_", "-"), place.key + " ", Raw("5")),
            *(Raw("~"), Raw("true"), Raw("2024-05-01"), Raw("0.5"), Raw("!!str 5"), Raw("''")),
        )
    )
    place.holder[typo(place.key, draft) if draft.rng.random() < 0.3 else other] = content


def _twice(place: Place, draft: Draft) -> None:
    """The same key again with a wrong value, before the right one or after it."""
    need(isinstance(place.holder, dict) and isinstance(place.key, str))
    assert isinstance(place.holder, dict)
    content = place.holder.pop(place.key)
    pair = [content, draft.rng.choice(([[]], 5, None, {"a": 1}))]
    draft.rng.shuffle(pair)
    for each in pair:
        place.holder[Raw(place.key)] = each


def _as_text(place: Place, _draft: Draft) -> None:
    """What lax reading turns back, or does not: the text of a number, a truth or a collection."""
    need(not isinstance(place.content, str))
    place.put(json.dumps(place.content))


def _anchored(place: Place, draft: Draft) -> None:
    """The value stands elsewhere in the file, with an anchor."""
    draft.document = {"_inner": Anchored("inner", copy.deepcopy(place.content)), **draft.document}
    place.put(Alias("inner"))


def _merged(place: Place, draft: Draft) -> None:
    """A mapping inside takes over what stands elsewhere."""
    content = place.content
    need(isinstance(content, dict))
    elsewhere: Any = draft.rng.choice(
        (dict(content), {"no_such_key": 1}, dict.fromkeys(content, 5), {5: "a"})
    )
    kept = content if draft.rng.random() < 0.5 else {}
    draft.document = {"_inner": Anchored("inner", elsewhere), **draft.document}
    place.put({Raw("<<"): Alias("inner"), **kept})


def _gone(place: Place, _draft: Draft) -> None:
    need(isinstance(place.holder, dict))
    assert isinstance(place.holder, dict)
    del place.holder[place.key]


def _placeholder(place: Place, draft: Draft) -> None:
    """Where a text stands: what else it may turn out to be is not known from the file."""
    need(isinstance(place.content, str))
    place.put(draft.rng.choice(("${VALUE}", "a-${VALUE}", Raw("${VALUE}"))))


def _put(*contents: Any) -> PlaceChange:
    return lambda place, draft: place.put(draft.rng.choice(contents))


PLACE_CHANGES: dict[str, PlaceChange] = {
    "word": _word,
    "null": _put(None, Raw(""), Raw("~")),
    "scalar": _put(5, -1, 2.5, True, "text", "", 10**30, "3", "true"),
    "container": _other_container,
    "reference": _put(REFERENCE, f"a-{REFERENCE}", Raw(REFERENCE), "{{vault}}"),
    "placeholder": _placeholder,
    "key": _key,
    "twice": _twice,
    "as-text": _as_text,
    "anchored": _anchored,
    "merged": _merged,
    "gone": _gone,
}
"""What may be done to one place; a label in `VALUES` and in `PODS` for each."""
