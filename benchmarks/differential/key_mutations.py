"""Changes to the keys of a configuration: misspelt, missing, foreign, twice, merged."""

from __future__ import annotations

from typing import Any

from .document import Change, Draft, need, typo
from .render import Alias, Anchored, Raw
from .values import value


def _some_parameter(draft: Draft) -> str:
    need(draft.flavor.parameters)
    return draft.rng.choice(sorted(draft.flavor.parameters))


def _misspell_parameter(draft: Draft) -> None:
    name = _some_parameter(draft)
    content = draft.configuration.pop(name, None) or value(draft.flavor, name, draft.rng)
    draft.configuration[typo(name, draft)] = content


def _parameter_in_other_case(draft: Draft) -> None:
    name = _some_parameter(draft)
    changed = draft.rng.choice((name.upper(), name.replace("_", "-"), name.title()))
    need(changed != name)
    draft.configuration[changed] = value(draft.flavor, name, draft.rng)


def _parameter_of_another_flavor(draft: Draft) -> None:
    other = draft.rng.choice(draft.catalog.flavors)
    foreign = sorted(other.parameters.keys() - draft.flavor.parameters.keys())
    need(foreign)
    name = draft.rng.choice(foreign)
    draft.configuration[name] = value(other, name, draft.rng)


def _required_missing(draft: Draft) -> None:
    given = [name for name in draft.flavor.required if name in draft.configuration]
    need(given)
    del draft.configuration[draft.rng.choice(given)]


def _extra_key(key: Any, content: Any = "x") -> Change:
    return lambda draft: draft.configuration.update({key: content})


def _twice(draft: Draft, first: Any, last: Any, name: str) -> None:
    draft.configuration.pop(name, None)
    draft.configuration[Raw(name)] = first
    draft.configuration[Raw(name)] = last


def _duplicate_right_last(draft: Draft) -> None:
    name = _some_parameter(draft)
    _twice(draft, [[]], value(draft.flavor, name, draft.rng), name)


def _duplicate_wrong_last(draft: Draft) -> None:
    name = _some_parameter(draft)
    _twice(draft, value(draft.flavor, name, draft.rng), [[]], name)


def _duplicate_type(draft: Draft) -> None:
    """The whole component type twice; the first one is broken, and lost."""
    kind = draft.flavor.type
    entry = draft.components.pop(kind)
    broken = {"name": "lost", "flavor": "no_such_flavor", "configuration": {}}
    draft.document["components"] = {Raw(kind): broken, **draft.components, Raw(kind): entry}


def _duplicate_field(draft: Draft) -> None:
    entry = draft.focus
    flavor = entry.pop("flavor")
    entry[Raw("flavor")] = "no_such_flavor"
    entry[Raw("flavor")] = flavor


def merge(defaults: dict[Any, Any], draft: Draft) -> None:
    """The configuration takes ``defaults`` over from an anchor with a merge key."""
    kept = {key: item for key, item in draft.configuration.items() if key not in defaults}
    draft.document = {"_shared": Anchored("shared", defaults), **draft.document}
    draft.focus["configuration"] = {Raw("<<"): Alias("shared"), **kept}


def _merge_unknown_key(draft: Draft) -> None:
    merge({"no_such_parameter": 1}, draft)


def _merge_overridden(draft: Draft) -> None:
    """A wrong value in the anchor, overridden beside the merge key."""
    need(draft.configuration)
    name = next(iter(draft.configuration))
    draft.document = {"_shared": Anchored("shared", {name: [[]]}), **draft.document}
    draft.focus["configuration"] = {Raw("<<"): Alias("shared"), **draft.configuration}


def _merge_wrong_value(draft: Draft) -> None:
    merge({_some_parameter(draft): [[]]}, draft)


def _merge_list(draft: Draft) -> None:
    """The configuration comes from two mappings.

    They agree where both give a key: versions of PyYAML differ about which one counts otherwise.
    """
    _merge_two(draft, dict(draft.configuration))


def _merge_list_overridden(draft: Draft) -> None:
    """Two mappings give a key wrong values, and a right one stands beside the merge."""
    need(draft.configuration)
    name = next(iter(draft.configuration))
    content = draft.configuration.pop(name)
    _merge_two(draft, {name: [[]], **draft.configuration})
    draft.focus["configuration"][name] = content


def _merge_list_wrong_value(draft: Draft) -> None:
    _merge_two(draft, {**draft.configuration, _some_parameter(draft): [[]]})


def _merge_two(draft: Draft, content: dict[Any, Any]) -> None:
    names = list(content)
    first, second = names[: len(names) // 2 + 1], names[len(names) // 2 :]
    own = Anchored("own", {name: content[name] for name in first})
    other = Anchored("other", {name: content[name] for name in second})
    draft.document = {"_own": own, "_other": other, **draft.document}
    draft.focus["configuration"] = {Raw("<<"): Raw("[*own , *other ]")}


def _merge_component(draft: Draft) -> None:
    """Name aside, the whole component comes from an anchor."""
    name = draft.focus.pop("name")
    draft.document = {"_base": Anchored("base", dict(draft.focus)), **draft.document}
    draft.focus.clear()
    draft.focus.update({Raw("<<"): Alias("base"), "name": name})


def _merge_components(draft: Draft) -> None:
    """The required types come from an anchor, as where several files share them."""
    shared = {k: v for k, v in draft.components.items() if k != draft.flavor.type}
    own = draft.components[draft.flavor.type]
    draft.document = {"_shared": Anchored("shared", shared), **draft.document}
    draft.document["components"] = {Raw("<<"): Alias("shared"), draft.flavor.type: own}


def _merge_scalar(draft: Draft) -> None:
    draft.focus["configuration"] = {Raw("<<"): 5, **draft.configuration}


KEYS: dict[str, Change] = {
    "keys/typo": _misspell_parameter,
    "keys/other-case": _parameter_in_other_case,
    "keys/of-another-flavor": _parameter_of_another_flavor,
    "keys/required-missing": _required_missing,
    "keys/extra": _extra_key("verbose"),
    "keys/extra-null": _extra_key("verbose", None),
    "keys/number": _extra_key(5),
    "keys/null": _extra_key(None),
    "keys/truth": _extra_key(Raw("on")),
    "keys/duplicate-right-last": _duplicate_right_last,
    "keys/duplicate-wrong-last": _duplicate_wrong_last,
    "keys/duplicate-type": _duplicate_type,
    "keys/duplicate-field": _duplicate_field,
    "keys/merge-unknown": _merge_unknown_key,
    "keys/merge-overridden": _merge_overridden,
    "keys/merge-wrong-value": _merge_wrong_value,
    "keys/merge-component": _merge_component,
    "keys/merge-components": _merge_components,
    "keys/merge-list": _merge_list,
    "keys/merge-list-overridden": _merge_list_overridden,
    "keys/merge-list-wrong-value": _merge_list_wrong_value,
    "keys/merge-scalar": _merge_scalar,
}
