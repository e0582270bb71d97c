"""Stack files in which something is out of the ordinary rather than misspelt.

Containers of another kind, keys that are no texts, names of rare characters, spellings of types,
flavors and versions, empty files and several documents.
"""

from __future__ import annotations

import json
from typing import Any

from .document import ZENML_VERSION, Change, Draft, need, token
from .render import Alias, Anchored, Raw, render


def _one_of(*changes: Change) -> Change:
    """One of several changes that belong to one label."""
    return lambda draft: draft.rng.choice(changes)(draft)


def _whole(*texts: str) -> Change:
    """The whole file is something else."""

    def change(draft: Draft) -> None:
        draft.document = Raw(draft.rng.choice(texts))

    return change


def _around(*pairs: tuple[str, str]) -> Change:
    """Something before the file's own text and something after it."""

    def change(draft: Draft) -> None:
        text = render(draft.document, draft.style, draft.rng)
        before, after = draft.rng.choice(pairs)
        draft.document = Raw(before + text.removeprefix("\ufeff") + after)
        draft.restyle(marker=False, crlf=False)

    return change


def _top(key: str, *contents: Any) -> Change:
    return lambda draft: draft.document.update({key: draft.rng.choice(contents)})


def _field(key: str, *contents: Any) -> Change:
    return lambda draft: draft.focus.update({key: draft.rng.choice(contents)})


def _extra(where: str, *keys: Any) -> Change:
    """A key that is no text, somewhere."""

    def change(draft: Draft) -> None:
        holders = {
            "top": draft.document,
            "components": draft.components,
            "component": draft.focus,
            "configuration": draft.configuration,
        }
        holders[where][draft.rng.choice(keys)] = "x"

    return change


_ODD_KEYS = tuple(
    map(Raw, ("5", "0.5", "true", "~", "2024-05-01", "!!str 5", "''", "!!binary aGk=", "=", "? x"))
)


def _rename(where: str, *ways: Any) -> Change:
    """A key written in another way; some are the same key to YAML, some are another one."""

    def change(draft: Draft) -> None:
        holder = {"top": draft.document, "component": draft.focus}[where]
        name = draft.rng.choice(sorted(key for key in holder if isinstance(key, str)))
        way = draft.rng.choice(ways)
        renamed = {(Raw(way(key)) if key == name else key): item for key, item in holder.items()}
        holder.clear()
        holder.update(renamed)

    return change


_SAME_KEY = (
    lambda key: f'"{key}"',
    lambda key: f"'{key}'",
    lambda key: f"!!str {key}",
    lambda key: f"&k {key}",
    lambda key: f"{key} ",
    lambda key: f'"\\x{ord(key[0]):02x}{key[1:]}"',
)
_OTHER_KEY = (
    lambda key: f"'{key} '",
    lambda key: f'"{key}\\n"',
    lambda key: key.title(),
    lambda key: key.upper(),
    lambda key: key.replace("_", "-") + "s",
    lambda key: f"! {key}",
    lambda key: f"!x {key}",
    lambda key: key.replace("o", "о"),  # noqa: RUF001 - a Cyrillic letter that looks the same
)


def _type_key(*ways: Any) -> Change:
    """The focused type's key in another spelling."""

    def change(draft: Draft) -> None:
        kind = draft.flavor.type
        written = Raw(draft.rng.choice(ways)(kind))
        entries = {written if k == kind else k: v for k, v in draft.components.items()}
        draft.document["components"] = entries

    return change


def _flavor(*ways: Any) -> Change:
    """The flavor in another spelling."""

    def change(draft: Draft) -> None:
        draft.focus["flavor"] = draft.rng.choice(ways)(draft.flavor.name)

    return change


def _tagged(key: str, *tags: str) -> Change:
    """A tag before what a key of the file or of the component holds."""

    def change(draft: Draft) -> None:
        holder = draft.document if key in draft.document else draft.focus
        written = json.dumps(holder[key], ensure_ascii=False)
        holder[key] = Raw(f"{draft.rng.choice(tags)} {written}")

    return change


_MAPPING_TAGS = ("!!map", "!", "!!set", "!!omap", "!!pairs", "!!seq", "!!str", "!stack")
_TEXT_TAGS = ("!!str", "!", "!!binary", "!!int", "!!null", "!name", "!!python/str")


def _pairs(key: str) -> Change:
    """A mapping written as the list of its entries."""

    def change(draft: Draft) -> None:
        holder = draft.document if key in draft.document else draft.focus
        entries = [{name: item} for name, item in holder[key].items()]
        tag = draft.rng.choice(("", "!!omap ", "!!pairs "))
        holder[key] = Raw(tag + json.dumps(entries, ensure_ascii=False))

    return change


def _deeper(draft: Draft) -> None:
    """One level too many: the components by their names, or a list in a list."""
    kind = draft.flavor.type
    focus = draft.focus
    draft.components[kind] = draft.rng.choice(
        ({focus.get("name"): focus}, [[focus]], [{focus.get("name"): focus}], {kind: focus})
    )


def _below_a_key(draft: Draft) -> None:
    name = draft.rng.choice(("stack", "spec", "stacks"))
    draft.document = {name: draft.document}


def _types_in_a_list(draft: Draft) -> None:
    draft.document["components"] = [{kind: item} for kind, item in draft.components.items()]


def _components_in_a_list(draft: Draft) -> None:
    entries = [e[0] if isinstance(e, list) else e for e in draft.components.values()]
    draft.document["components"] = entries


def _types_at_the_top(draft: Draft) -> None:
    draft.document.update(draft.document.pop("components"))


def _configuration_in_itself(draft: Draft) -> None:
    draft.focus["configuration"] = {"configuration": draft.configuration}


def _configuration_as_list(draft: Draft) -> None:
    """As somebody writes it who takes the dash for a bullet."""
    need(draft.configuration)
    draft.focus["configuration"] = [{k: v} for k, v in draft.configuration.items()]


def _name_in_configuration(draft: Draft) -> None:
    draft.configuration["name"] = draft.focus.pop("name")


def _anchor_component_twice(draft: Draft) -> None:
    """One component under two types; the flavor fits one of them."""
    other = draft.rng.choice([t for t in draft.catalog.types if t not in draft.components])
    entry = draft.components[draft.flavor.type]
    draft.components[draft.flavor.type] = Anchored("one", entry)
    draft.components[other] = Alias("one")
    draft.restyle(flow=1.0)


def _anchor_after_its_alias(draft: Draft) -> None:
    need(draft.configuration)
    draft.document["_late"] = Anchored("late", draft.focus["configuration"])
    draft.focus["configuration"] = Alias("late")
    if draft.rng.random() < 0.5:
        draft.document = {"_late": draft.document.pop("_late"), **draft.document}


def _anchor_defined_again(draft: Draft) -> None:
    """The last definition before the alias counts."""
    kept = draft.focus["configuration"]
    pair = [Anchored("again", kept), Anchored("again", {"no_such_parameter": 1})]
    draft.rng.shuffle(pair)
    draft.document = {"_first": pair[0], "_second": pair[1], **draft.document}
    draft.focus["configuration"] = Alias("again")


def _merge_of_merges(draft: Draft) -> None:
    kept = draft.focus["configuration"]
    draft.document = {
        "_a": Anchored("a", kept),
        "_b": Anchored("b", {Raw("<<"): Alias("a")}),
        **draft.document,
    }
    draft.focus["configuration"] = draft.rng.choice(
        (
            {Raw("<<"): Alias("b")},
            {Raw("'<<'"): Alias("b")},
            {Raw("<<"): Alias("a"), Raw("!!merge <<"): Alias("b")},
            {Raw("<<"): None},
            {Raw("<<"): []},
            {Raw("<<"): "text"},
            {Raw("<<"): {}, **kept},
        )
    )


_RARE_NAMES = tuple(
    Raw(f'"{name}"')
    for name in (
        *(r"a\nb", r"name\n", r"\tname", r"a\rb", r"a\u000bb", r"a\fb", r"a\0b", r"\e[31m"),
        *(
            r"\ud83d",
            r"\ud83d\ude00",
            r"\u202ename",
            r"a\u200bb",
            r"\u00a0",
            r"a\u2028b",
            r"a\x85b",
        ),
        *("é" * 255, "🚲" * 255, "🚲" * 256, "[/red]", "..", "a:b", "*", "{name}"),
    )
)


def _rare_name(draft: Draft) -> None:
    draft.focus["name"] = draft.rng.choice(_RARE_NAMES)


def _rare_stack_name(draft: Draft) -> None:
    draft.document["stack_name"] = draft.rng.choice(_RARE_NAMES)


def _block_name(draft: Draft) -> None:
    """A name as block text, which ends in a line break unless there is a dash."""
    name = token(draft.rng)
    holder = draft.rng.choice((("name", draft.focus), ("stack_name", draft.document)))
    header = draft.rng.choice(("|", "|-", ">", ">-", "|+"))
    holder[1][holder[0]] = Raw(f"{header}\n{' ' * 40}{name}")
    draft.restyle(flow=0.0)


_SEARCHES = tuple(
    f"{operator}:{value}"
    for operator in ("in", "oneof", "notoneof", "gt", "lte", "isnull", "equals", "startswith")
    for value in ("zz", "[7]", "8.5", "{}")
)

_ODD_SCALARS = tuple(map(Raw, ("5", "0.98", "true", "~", "2024-05-01", "''", "!!binary aGVsbG8=")))
_OWN_VERSION = tuple(
    Raw(form.format(ZENML_VERSION))
    for form in ("'{}'", '"{}"', "!!str {}", "&v {}", "! {}", "{}  # pinned", "!!str '{}'")
)
_OTHER_VERSIONS = (
    *("v0.98.0", " 0.98.0", "0.98", "0.98.0 ", "0.98.0.dev1", "00.98.0", "==0.98.0", ">=0.98"),
    *(0.98, 98, True, ["0.98.0"], {"version": "0.98.0"}, Raw("|\n  0.98.0"), Raw("!!float 0.98")),
    *(Raw("0.98.O"), Raw("!!binary MC45OC4w"), Raw(">-\n  0.98.0"), Raw("2024-05-01")),
)

ODD: dict[str, Change] = {
    "odd/nothing": _whole("", " ", "\n\n", "---", "---\n...", "--- ~", "null", "...", "\t", "\r"),
    "odd/no-mapping": _whole(
        *("{}", "[]", "5", "2024-05-01", "yes", "- a\n- b", "'text'", "!!set {a}", "|\n  text"),
        *("--- []", "&a [*a ]", "*nowhere", "!!omap []", "stack_name", "a: b: c", "? a", ": b"),
        *("{components: {}}", "{stack_name: a, zenml_version: 0.98.0, components: {}}"),
    ),
    "odd/documents": _around(
        *(
            ("---\n---\n", ""),
            ("", "---\n"),
            ("", "...\n"),
            ("", "...\n---\n"),
            ("---\n", "...\n...\n"),
        ),
        *(
            ("a: b\n---\n", ""),
            ("", "--- \n# end\n"),
            ("# only a comment\n---\n", ""),
            ("...\n", ""),
        ),
        *(("%YAML 1.2\n---\n", ""), ("%TAG ! tag:x,2024:\n---\n", ""), ("", "---\na: b\n...\n")),
    ),
    "odd/key-at-the-top": _extra("top", *_ODD_KEYS, Raw("[a]"), Raw("{a: b}")),
    "odd/key-in-components": _extra("components", *_ODD_KEYS),
    "odd/key-in-component": _extra("component", *_ODD_KEYS, Raw("[a]")),
    "odd/key-in-configuration": _extra("configuration", *_ODD_KEYS, Raw("{}")),
    "odd/same-key": _one_of(_rename("top", *_SAME_KEY), _rename("component", *_SAME_KEY)),
    "odd/other-key": _one_of(_rename("top", *_OTHER_KEY), _rename("component", *_OTHER_KEY)),
    "odd/same-type": _type_key(*_SAME_KEY),
    "odd/other-type": _type_key(
        *_OTHER_KEY,
        lambda kind: kind.title().replace("_", ""),
        lambda kind: f"StackComponentType.{kind.upper()}",
        lambda kind: f"{kind}.local",
        lambda _: "''",
    ),
    "odd/flavor-spelling": _flavor(
        *(str.upper, str.title, lambda name: f" {name}", lambda name: f"{name} "),
        *(lambda name: name.replace("_", "-"), lambda name: name.replace("-", "_")),
        *(lambda name: [name], lambda name: {"name": name}, lambda name: f"zenml.{name}"),
        *(lambda name: Raw(f"'{name}'"), lambda name: Raw(f"!!str {name}")),
        *(
            lambda name: Raw(f"&f {name}"),
            lambda name: Raw(f'"{name}\\n"'),
            lambda name: f"{name}s",
        ),
        *(lambda name: name[:-1], lambda name: Raw(f"! {name}"), lambda name: f"%{name}"),
    ),
    "odd/flavor-scalar": _field("flavor", *_ODD_SCALARS),
    "odd/name-scalar": _field("name", *_ODD_SCALARS[:5], _ODD_SCALARS[6]),
    "odd/stack-name-scalar": _top("stack_name", *_ODD_SCALARS),
    "odd/rare-name": _rare_name,
    "odd/rare-stack-name": _rare_stack_name,
    "odd/block-name": _block_name,
    "odd/stack-name-like-a-search": _top("stack_name", *_SEARCHES),
    "odd/own-version": _top("zenml_version", *_OWN_VERSION),
    "odd/other-version": _top("zenml_version", *_OTHER_VERSIONS),
    "odd/tagged-components": _tagged("components", *_MAPPING_TAGS),
    "odd/tagged-configuration": _tagged("configuration", *_MAPPING_TAGS),
    "odd/tagged-text": _one_of(
        _tagged("stack_name", *_TEXT_TAGS),
        _tagged("zenml_version", *_TEXT_TAGS),
        _tagged("name", *_TEXT_TAGS),
        _tagged("flavor", *_TEXT_TAGS),
    ),
    "odd/pairs": _one_of(_pairs("components"), _pairs("configuration")),
    "odd/deeper": _deeper,
    "odd/below-a-key": _below_a_key,
    "odd/types-in-a-list": _types_in_a_list,
    "odd/components-in-a-list": _components_in_a_list,
    "odd/types-at-the-top": _types_at_the_top,
    "odd/configuration-in-itself": _configuration_in_itself,
    "odd/configuration-as-list": _configuration_as_list,
    "odd/name-in-configuration": _name_in_configuration,
    "odd/component-under-two-types": _anchor_component_twice,
    "odd/anchor-after-its-alias": _anchor_after_its_alias,
    "odd/anchor-defined-again": _anchor_defined_again,
    "odd/merge-of-merges": _merge_of_merges,
}
