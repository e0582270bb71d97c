"""Changes to the keys of a stack file and of its components, their types, flavors and names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .document import REPEATABLE, Change, Draft, component, need, typo
from .render import Raw
from .values import REFERENCE, configuration

if TYPE_CHECKING:
    from collections.abc import Callable


def _top(**changes: Any) -> Change:
    return lambda draft: draft.document.update(changes)


def _without(key: str) -> Change:
    return lambda draft: draft.document.pop(key)


def _whole(content: Any) -> Change:
    def change(draft: Draft) -> None:
        draft.document = content

    return change


def _entry(content: Any) -> Change:
    """The focused type holds something else than components."""
    return lambda draft: draft.components.update({draft.flavor.type: content})


def _field(key: str, content: Any) -> Change:
    return lambda draft: draft.focus.update({key: content})


def _without_field(key: str) -> Change:
    def change(draft: Draft) -> None:
        need(key in draft.focus)
        del draft.focus[key]

    return change


def _without_type(kind: str) -> Change:
    return lambda draft: draft.components.pop(kind)


def _empty_type(kind: str) -> Change:
    return lambda draft: draft.components.update({kind: []})


def _empty_other_type(draft: Draft) -> None:
    draft.components["feature_store"] = []


def _extra_component_keys(draft: Draft) -> None:
    draft.focus.update({"labels": {"team": "ml"}, "id": "0b7e", "is_shared": False})


def _extra_top_keys(draft: Draft) -> None:
    draft.document.update({"owner": "ml@example.com", "_defaults": {"a": [1, 2]}})


def _flat_settings(draft: Draft) -> None:
    """Before 0.20, settings stood beside the flavor."""
    settings = draft.focus.pop("configuration")
    need(settings)
    draft.focus.update(settings)


def _repeat(draft: Draft) -> None:
    """A second component of the same type."""
    kind = draft.flavor.type
    entry = draft.components[kind]
    first = entry if isinstance(entry, list) else [entry]
    other = draft.rng.choice(draft.catalog.of_type(kind))
    draft.components[kind] = [
        *first,
        component(other, configuration(other, 0.1, draft.rng), draft.rng),
    ]


def _repeat_allowed(draft: Draft) -> None:
    need(draft.flavor.type in REPEATABLE)
    _repeat(draft)


def _repeat_refused(draft: Draft) -> None:
    need(draft.flavor.type not in REPEATABLE)
    _repeat(draft)


def _repeat_identical(draft: Draft) -> None:
    """The same component twice: ZenML takes the one it has just made."""
    draft.components[draft.flavor.type] = [draft.focus, dict(draft.focus)]


def _repeat_name(draft: Draft) -> None:
    """Two components of one name and different settings."""
    need(draft.flavor.type in REPEATABLE)
    _repeat(draft)
    first, second = draft.components[draft.flavor.type]
    second["name"] = first["name"]


def _repeat_prefix(draft: Draft) -> None:
    """The second name is the beginning of the first: ZenML takes it for the first."""
    need(draft.flavor.type in REPEATABLE)
    _repeat(draft)
    first, second = draft.components[draft.flavor.type]
    second["name"] = first["name"][:-2]


def _broken_second(draft: Draft) -> None:
    """The mistake stands in the second component of a list."""
    need(draft.flavor.type in REPEATABLE)
    _repeat(draft)
    draft.components[draft.flavor.type][1].pop(
        draft.rng.choice(("name", "flavor", "configuration"))
    )


STRUCTURE: dict[str, Change] = {
    "structure/stack-name-missing": _without("stack_name"),
    "structure/stack-name-null": _top(stack_name=None),
    "structure/version-missing": _without("zenml_version"),
    "structure/version-null": _top(zenml_version=None),
    "structure/version-number": _top(zenml_version=0.98),
    "structure/version-other": _top(zenml_version="0.93.2"),
    "structure/components-missing": _without("components"),
    "structure/components-null": _top(components=None),
    "structure/components-empty": _top(components={}),
    "structure/components-list": _top(components=[{"orchestrator": {"flavor": "local"}}]),
    "structure/components-text": _top(components="orchestrator"),
    "structure/document-empty": _whole(Raw("")),
    "structure/document-comment-only": _whole(Raw("# nothing here yet")),
    "structure/document-list": _whole([{"stack_name": "a"}]),
    "structure/document-text": _whole("stack"),
    "structure/type-null": _entry(None),
    "structure/type-text": _entry("local"),
    "structure/type-list-of-text": _entry(["local"]),
    "structure/type-list-of-null": _entry([None]),
    "structure/type-empty-mapping": _entry({}),
    "structure/no-orchestrator": _without_type("orchestrator"),
    "structure/no-artifact-store": _without_type("artifact_store"),
    "structure/empty-orchestrators": _empty_type("orchestrator"),
    "structure/empty-artifact-stores": _empty_type("artifact_store"),
    "structure/empty-optional-type": _empty_other_type,
    "structure/name-missing": _without_field("name"),
    "structure/flavor-missing": _without_field("flavor"),
    "structure/flavor-null": _field("flavor", None),
    "structure/inner-type-missing": _without_field("type"),
    "structure/inner-type-other": _field("type", "model_store"),
    "structure/inner-type-null": _field("type", None),
    "structure/configuration-missing": _without_field("configuration"),
    "structure/configuration-null": _field("configuration", None),
    "structure/configuration-empty-list": _field("configuration", []),
    "structure/configuration-list": _field("configuration", ["path"]),
    "structure/configuration-text": _field("configuration", "default"),
    "structure/configuration-empty-text": _field("configuration", ""),
    "structure/configuration-false": _field("configuration", False),
    "structure/configuration-empty": _field("configuration", {}),
    "structure/extra-component-keys": _extra_component_keys,
    "structure/extra-top-keys": _extra_top_keys,
    "structure/flat-settings": _flat_settings,
    "structure/repeated-allowed": _repeat_allowed,
    "structure/repeated-refused": _repeat_refused,
    "structure/repeated-identical": _repeat_identical,
    "structure/repeated-name": _repeat_name,
    "structure/repeated-prefix": _repeat_prefix,
    "structure/second-broken": _broken_second,
}


def _retype(rename: Callable[[str], str]) -> Change:
    def change(draft: Draft) -> None:
        kind = draft.flavor.type
        renamed = rename(kind)
        need(renamed != kind)
        document = {renamed if k == kind else k: v for k, v in draft.components.items()}
        draft.document["components"] = document

    return change


def _plural(kind: str) -> str:
    return kind[:-1] + "ies" if kind.endswith("y") else kind + "s"


def _extra_type(kind: str) -> Change:
    def change(draft: Draft) -> None:
        draft.components[kind] = {
            "name": "old",
            "type": kind,
            "flavor": "default",
            "configuration": {},
        }

    return change


def _misspell_flavor(draft: Draft) -> None:
    draft.focus["flavor"] = typo(draft.flavor.name, draft)


def _flavor_of_another_type(draft: Draft) -> None:
    known = {flavor.name for flavor in draft.catalog.of_type(draft.flavor.type)}
    others = [f.name for f in draft.catalog.flavors if f.name not in known]
    draft.focus["flavor"] = draft.rng.choice(others)


def _flavor_of_same_type(draft: Draft) -> None:
    """Another flavor of the type, with this one's settings."""
    others = [f.name for f in draft.catalog.of_type(draft.flavor.type) if f != draft.flavor]
    need(others)
    draft.focus["flavor"] = draft.rng.choice(others)


def _flavor_in_other_case(draft: Draft) -> None:
    draft.focus["flavor"] = draft.flavor.name.capitalize()


def _name_twice_across_types(draft: Draft) -> None:
    for entry in draft.components.values():
        for each in entry if isinstance(entry, list) else [entry]:
            each["name"] = "same_everywhere"


def _empty_name(draft: Draft) -> None:
    """ZenML may take an empty name for the default component, which two types have."""
    need(draft.flavor.type not in ("orchestrator", "artifact_store"))
    draft.focus["name"] = ""


KINDS: dict[str, Change] = {
    "types/plural": _retype(_plural),
    "types/capitalised": _retype(str.capitalize),
    "types/dashes": _retype(lambda kind: kind.replace("_", "-")),
    "types/spaces": _retype(lambda kind: kind.replace("_", " ")),
    "types/unknown": _extra_type("model_store"),
    "types/removed": _extra_type("secrets_manager"),
    "flavor/typo": _misspell_flavor,
    "flavor/of-another-type": _flavor_of_another_type,
    "flavor/of-same-type": _flavor_of_same_type,
    "flavor/capitalised": _flavor_in_other_case,
    "flavor/number": _field("flavor", 3),
    "flavor/empty": _field("flavor", ""),
    "flavor/list": _field("flavor", ["local"]),
    "flavor/secret-reference": _field("flavor", REFERENCE),
    "names/component-empty": _empty_name,
    "names/component-255": _field("name", "n" * 255),
    "names/component-256": _field("name", "n" * 256),
    "names/component-256-bytes": _field("name", "ü" * 200),
    "names/component-number": _field("name", 2024),
    "names/component-truth": _field("name", True),
    "names/component-null": _field("name", None),
    "names/component-list": _field("name", ["a"]),
    "names/component-secret-reference": _field("name", "{{vault.name}}"),
    "names/component-spaces": _field("name", "  my store  "),
    "names/component-emoji": _field("name", "läuft 🚲"),
    "names/component-slash": _field("name", "team/store:1"),
    "names/same-across-types": _name_twice_across_types,
    "names/stack-empty": _top(stack_name=""),
    "names/stack-blank": _top(stack_name="   "),
    "names/stack-255": _top(stack_name="s" * 255),
    "names/stack-256": _top(stack_name="s" * 256),
    "names/stack-number": _top(stack_name=2024),
    "names/stack-truth": _top(stack_name=False),
    "names/stack-list": _top(stack_name=["a"]),
    "names/stack-date": _top(stack_name=Raw("2024-05-01")),
    "names/stack-secret-reference": _top(stack_name="{{vault.stack}}"),
    "names/stack-emoji": _top(stack_name="größe_🚀"),
}
