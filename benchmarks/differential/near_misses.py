"""Stack files that are nearly right: what people paste, and what they carry over from elsewhere.

Characters that nobody sees, paths whose backslashes are escapes, what is nearly a secret reference,
places of buckets in other forms, one component in pieces, no names, keys in the wrong place, and
pod settings in the words of Python.
"""

from __future__ import annotations

from typing import Any

from .document import Change, Draft, need
from .render import Raw

_INVISIBLE = ("\u00a0", "\u200b", "\u00ad", "\u2060", "\u2013", "\uff1a", "\u0430")
_REFERENCES = (
    "{{vault.token}",
    "{vault.token}",
    "{{vault:token}}",
    "{{vault token}}",
    "secret:{{vault.token}}",
    "{{vault.token}} ",
    "${{ secrets.TOKEN }}",
    "{{{vault.token}}}",
    "'{{vault.token}}'",
)
_PLACES = (
    "s3:/bucket",
    "s3:\\bucket\\x",
    "arn:aws:s3:::bucket",
    "https://bucket.s3.amazonaws.com/x",
    "https://s3.eu-west-1.amazonaws.com/bucket",
    "https://storage.googleapis.com/bucket",
    "https://account.blob.core.windows.net/container",
    "\u201cs3://bucket\u201d",
    "./artifacts",
    "s3://",
    "gs://",
    "abfs://",
)
_ESCAPED = ('"C:\\temp\\new"', '"C:\\Users\\me"', '"C:\\data"', '"bucket\\x41"', '"a\\tb"')
_FALSY = (Raw("no"), 0, 0.0, "", Raw("null"), Raw("[]"), Raw("{}"), Raw("off"))
_SNAKE_CASE: tuple[dict[str, Any], ...] = (
    {"volume_mounts": [{"name": "data", "mount_path": "/data"}]},
    {"tolerations": [{"key": "a", "toleration_seconds": 30}]},
    {"volumes": [{"name": "data", "host_path": {"path": "/x"}}]},
    {"resources": {"request": {"cpu": "1"}}},
    {"affinity": {"node_affinity": {}}},
    {"env_from": [{"config_map_ref": {"name": "c"}}]},
    {"container_security_context": {"run_as_user": 1000}},
    {"additional_pod_spec_args": {"hostNetwork": True}},
)
_WRONG_TYPES: tuple[dict[str, Any], ...] = (
    {"env": [{"name": "PORT", "value": 8080}]},
    {"tolerations": [{"key": "a", "value": True, "tolerationSeconds": "60"}]},
    {"tolerations": [{"key": "a", "effect": "NoSchedul"}]},
    {"volume_mounts": [{"name": "d", "mountPath": "/d", "readOnly": "true"}]},
    {"container_security_context": {"runAsUser": "1000"}},
    {"additional_pod_spec_args": {"restart_policy": "never"}},
)


def _texts(draft: Draft) -> list[str]:
    """The parameters of the component in focus that are written as text."""
    return [name for name, value in draft.configuration.items() if isinstance(value, str) and value]


def _text(draft: Draft) -> str:
    names = _texts(draft)
    need(names)
    return draft.rng.choice(names)


def _invisible(draft: Draft) -> None:
    """A character that nobody sees, in a name or a value."""
    holder, key = draft.focus, "name"
    if draft.rng.random() < 0.5 and _texts(draft):
        holder, key = draft.configuration, _text(draft)
    value = str(holder[key])
    at = draft.rng.randrange(len(value) + 1)
    holder[key] = value[:at] + draft.rng.choice(_INVISIBLE) + value[at:]


def _invisible_in_key(draft: Draft) -> None:
    key = draft.rng.choice(("name", "flavor", "configuration"))
    value = draft.focus.pop(key)
    draft.focus[key + draft.rng.choice(_INVISIBLE)] = value


def _reference(draft: Draft) -> None:
    draft.configuration[_text(draft)] = draft.rng.choice(_REFERENCES)


def _block_reference(draft: Draft) -> None:
    draft.configuration[_text(draft)] = Raw('"{{vault.token}}\\n"')


def _place(draft: Draft) -> None:
    need(draft.flavor.type == "artifact_store" and "path" in draft.flavor.parameters)
    draft.configuration["path"] = draft.rng.choice(_PLACES)


def _escaped(draft: Draft) -> None:
    draft.configuration[_text(draft)] = Raw(draft.rng.choice(_ESCAPED))


def _layout(draft: Draft) -> None:
    """A value with a blank or a line break at an edge."""
    name = _text(draft)
    value = draft.configuration[name]
    draft.configuration[name] = draft.rng.choice((f"{value} ", f" {value}", f"{value}\n"))


def _in_pieces(draft: Draft) -> None:
    draft.components[draft.flavor.type] = [{key: value} for key, value in draft.focus.items()]


def _falsy_name(draft: Draft) -> None:
    """On any type; the active stack has an orchestrator, an artifact store and a deployer."""
    draft.focus["name"] = draft.rng.choice(_FALSY)


def _falsy_name_of_an_empty_one(draft: Draft) -> None:
    kind = draft.rng.choice(("orchestrator", "artifact_store", "deployer"))
    one = {"name": draft.rng.choice(_FALSY), "flavor": "local", "configuration": {}}
    draft.components[kind] = one


def _default_name(draft: Draft) -> None:
    """With the same configuration import takes the default one, whatever the flavor."""
    kind = draft.rng.choice(("orchestrator", "artifact_store"))
    flavor = draft.rng.choice(draft.catalog.of_type(kind)).name
    draft.components[kind] = {"name": "default", "flavor": flavor, "configuration": {}}
    need(not draft.catalog.get(kind, flavor).required)


def _key_elsewhere(draft: Draft) -> None:
    key = draft.rng.choice(("labels", "environment", "secrets", "description", "connector"))
    holder = draft.rng.choice((draft.document, draft.focus))
    holder[key] = {"team": "x"}


def _top_key(draft: Draft) -> None:
    key, near = draft.rng.choice(
        (("stack_name", "name"), ("stack_name", "stackname"), ("zenml_version", "version"))
    )
    draft.document = {(near if k == key else k): v for k, v in draft.document.items()}


def _pods(*settings: dict[str, Any]) -> Change:
    def change(draft: Draft) -> None:
        names = draft.flavor.facts.get("pod_settings") or ()
        need(names)
        draft.configuration[draft.rng.choice(names)] = dict(draft.rng.choice(settings))

    return change


NEAR: dict[str, Change] = {
    "near/invisible": _invisible,
    "near/invisible-in-key": _invisible_in_key,
    "near/reference": _reference,
    "near/reference-and-line-break": _block_reference,
    "near/place": _place,
    "near/escaped": _escaped,
    "near/edges": _layout,
    "near/in-pieces": _in_pieces,
    "near/falsy-name": _falsy_name,
    "near/falsy-name-of-an-empty-one": _falsy_name_of_an_empty_one,
    "near/default-name": _default_name,
    "near/key-elsewhere": _key_elsewhere,
    "near/top-key": _top_key,
    "near/pods-in-snake-case": _pods(*_SNAKE_CASE),
    "near/pods-of-wrong-types": _pods(*_WRONG_TYPES),
}
"""By label."""
