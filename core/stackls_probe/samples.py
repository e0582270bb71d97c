"""Values worth trying for a parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stackls_probe.protocol import Json


# Values a reader recognises as placeholders, by (parameter, flavor) or by parameter. Only what the
# class accepts is ever used, so a wrong guess costs a trial and nothing else.
_SAMPLES: dict[Any, tuple[Any, ...]] = {
    ("uri", "aws"): ("123456789012.dkr.ecr.eu-west-1.amazonaws.com",),
    ("uri", "azure"): ("myregistry.azurecr.io",),
    ("uri", "digitalocean"): ("registry.digitalocean.com/my-registry",),
    ("uri", "dockerhub"): ("docker.io",),
    ("uri", "gcp"): ("europe-west1-docker.pkg.dev/my-project/my-repository",),
    ("uri", "github"): ("ghcr.io/my-organization",),
    ("region", "digitalocean"): ("fra1",),
    "base_url": ("https://models.example.com",),
    "client_kwargs": ({"endpoint_url": "https://storage.example.com"},),
    "endpoint": ("https://logs.example.com/v1/logs",),
    "execution_role": ("arn:aws:iam::123456789012:role/zenml",),
    "feast_repo": ("./feature_repo",),
    "host": ("https://my-workspace.cloud.example.com",),
    "hostname": ("vm.example.com",),
    "location": ("europe-west1",),
    "master": ("k8s://https://cluster.example.com:6443",),
    "region": ("europe-west1",),
    "role": ("arn:aws:iam::123456789012:role/zenml",),
    "runai_base_url": ("https://my-organization.run.ai",),
    "subscription_id": ("00000000-0000-0000-0000-000000000000",),
    "uri": ("registry.example.com", "registry.example.com/my-organization"),
    "username": ("zenml",),
}


_TEXTS = ("https://example.com", "/tmp", "1")  # noqa: S108 - a text to try, nothing is opened


def _resolved(schema: Json, definitions: Json) -> Json:
    while True:
        if "$ref" in schema:
            schema = definitions.get(schema["$ref"].rsplit("/", 1)[-1], {})
        elif schema.get("allOf"):
            schema = schema["allOf"][0]
        else:
            branches = schema.get("anyOf") or schema.get("oneOf")
            if not branches:
                return schema
            if "format" not in schema and any(b.get("format") == "password" for b in branches):
                return {"type": "string", "format": "password"}
            schema = next((b for b in branches if b.get("type") != "null"), branches[0])


def _numbers(schema: Json) -> list[Any]:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    tries = [1, 0]
    if low is not None:
        tries = [low, low + 1]
    elif high is not None:
        tries = [high, high - 1]
    return tries


def _texts(name: str, flavor: str, schemes: list[str]) -> list[Any]:
    known = [*_SAMPLES.get((name, flavor), ()), *_SAMPLES.get(name, ())]
    if name == "path" and schemes:
        bucket = "my-container" if "az://" in schemes else "my-bucket"
        known = [s + bucket if s.endswith("//") else s + "zenml" for s in sorted(schemes, key=len)]
    return [*known, "my-" + name.replace("_", "-"), *_TEXTS]


def candidates(
    name: str, flavor: str, schema: Json, definitions: Json, schemes: list[str]
) -> list[Any]:
    """Give values worth trying for a parameter, the most readable first, never a real secret."""
    resolved = _resolved(schema, definitions)
    if "const" in resolved:
        return [resolved["const"]]
    if resolved.get("enum"):
        return list(resolved["enum"])
    kind = resolved.get("type")
    if kind == "object":
        fields = resolved.get("properties", {})
        needed = [key for key in resolved.get("required", []) if key in fields]
        filled = {
            key: candidates(key, flavor, fields[key], definitions, schemes)[0] for key in needed
        }
        return [filled, *_SAMPLES.get(name, ())]
    if kind == "array":
        items = candidates(name, flavor, resolved.get("items", {}), definitions, schemes)
        return [items[:1]] if resolved.get("minItems") else [[], items[:1]]
    if kind == "boolean":
        return [True, False]
    if kind in ("integer", "number"):
        return _numbers(resolved)
    if resolved.get("format") == "password":
        return ["{{my_secret." + name + "}}", "replace-me"]
    return _texts(name, flavor, schemes)
