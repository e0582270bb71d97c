"""Plausible values for a flavor's parameters, from their JSON Schema and from their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

    from .catalog import FlavorSchema, Schema

Configuration = dict[str, Any]

REFERENCE = "{{vault.token}}"
"""A secret reference. The oracle makes the secret, so looking it up succeeds."""

_WORDS = (
    "alpha",
    "forecast",
    "prod-eu",
    "team_a",
    "größe",
    "v1.2.3",
    "x",
    "Über uns",
    "日本",
    "🚲",
)

# The first pattern that matches the parameter's name decides. Where a flavor checks the text
# itself, the value is one that passes.
_TEXTS_BY_NAME: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"probe_path$", ("/healthz", "/api/ready")),
    (r"^default_mode$", ("0644", "0400")),
    (r"(cpu|gpu)_memory|^memory", ("4G", "512Mi", "8Gi")),
    (r"timezone$", ("Europe/Berlin", "UTC")),
    (r"^experiment$", ("demand-forecast", "exp1")),
    (r"^health_check_protocol$", ("TCP", "HTTP")),
    (r"concurrency_policy", ("Allow", "Forbid", "replace")),
    (r"(^|_)(url|uri|host|endpoint)$", ("https://mlops.example.com", "http://10.0.0.7:8080")),
    (r"hostname$", ("gpu-1.example.com", "10.0.0.7")),
    (r"(path|dir|directory|workdir|file)$", ("/var/data/in", "/srv/zenml")),
    (r"(arn|role)$", ("arn:aws:iam::123456789012:role/ml",)),
    (r"(region|location|zone)$", ("eu-west-1", "europe-west4", "westeurope")),
    (r"image", ("python:3.11-slim", "ghcr.io/team/base:1.4")),
    (r"(token|password|secret|key|passphrase)$", (REFERENCE, "s3cr3t", "{{vault.password}}")),
    (r"id$", ("0123-abcd", "12345", "C04ML9ALRT")),
    (r"name(space)?$|context$|project|workspace|entity", ("team-a", "ml_prod", "forecasting")),
)

_AZUREML: list[Configuration] = [
    {},
    {"mode": "serverless"},
    {"mode": "compute-instance", "compute_name": "cpu-1", "size": "Standard_DS3_v2"},
    {"mode": "compute-cluster", "compute_name": "pool", "min_instances": 0, "max_instances": 2},
]
_DATABRICKS: list[Configuration] = [
    {},
    {"client_id": "app", "client_secret": REFERENCE},
    {"docker_image_username": "ci", "docker_image_password": REFERENCE},
    {"autoscale": [1, 4]},
]
_PAIR: list[Configuration] = [{}, {"client_username": "ci", "client_password": REFERENCE}]
_MODAL: list[Configuration] = [{}, {"token_id": "ak-1", "token_secret": REFERENCE}]
_SKYPILOT: list[Configuration] = [
    {},
    {"region": "eu-west-1", "zone": "eu-west-1a"},
    {"infra": "aws/eu-west-1"},
]
# Parameters that a flavor's own code ties together: valid sets to choose from, used whole.
_SETS: dict[tuple[str, str], list[Configuration]] = {
    ("experiment_tracker", "mlflow"): [
        {},
        {"tracking_uri": "sqlite:///mlruns.db"},
        {"tracking_uri": "https://mlflow.example.com", "tracking_token": REFERENCE},
        {
            "tracking_uri": "http://mlflow.example.com:5000",
            "tracking_username": "ci",
            "tracking_password": REFERENCE,
        },
        {
            "tracking_uri": "databricks",
            "databricks_host": "https://dbc.example.com",
            "databricks_client_id": "app",
            "databricks_client_secret": REFERENCE,
            "enable_unity_catalog": True,
        },
    ],
    ("experiment_tracker", "wandb"): [
        {},
        {"run_id": "run-7", "resume": "must"},
        {"run_id_strategy": "reuse_on_retry", "resume": "allow"},
    ],
    ("orchestrator", "sagemaker"): [
        {},
        {"output_data_s3_uri": "s3://bucket/out"},
        {
            "use_training_step": False,
            "output_data_s3_mode": "Continuous",
            "output_data_s3_uri": {"train": "s3://bucket/train"},
        },
    ],
    ("step_operator", "runai"): [
        {},
        {"gpu_request_type": "memory", "gpu_memory_request": "8Gi"},
        {"gpu_portion_request": 0.5, "gpu_portion_limit": 0.75},
        {"parallelism": 2, "completions": 4},
    ],
    ("orchestrator", "azureml"): _AZUREML,
    ("step_operator", "azureml"): _AZUREML,
    ("orchestrator", "databricks"): _DATABRICKS,
    ("step_operator", "databricks"): _DATABRICKS,
    ("orchestrator", "kubeflow"): _PAIR,
    ("orchestrator", "tekton"): _PAIR,
    ("orchestrator", "modal"): _MODAL,
    ("step_operator", "modal"): _MODAL,
    ("sandbox", "modal"): _MODAL,
    **{
        ("orchestrator", f"vm_{c}"): _SKYPILOT
        for c in ("aws", "azure", "gcp", "lambda", "kubernetes")
    },
}

# Parameters that only one value or shape of value passes, whatever their schema says.
_SPECIAL: dict[str, Callable[[random.Random], Any]] = {
    "context_root_dir": lambda _: ".",
    "init_scripts": lambda _: ["dbfs:/init/setup.sh"],
    "client_kwargs": lambda rng: rng.choice(
        ({"endpoint_url": "http://minio.storage.svc:9000"}, {"region_name": "eu-west-1"})
    ),
    "access_control_list": lambda rng: [
        {rng.choice(("user_name", "group_name")): "ml", "permission_level": "CAN_VIEW"}
    ],
    "resources_settings": lambda _: {"use_spot": True},
    "init_kwargs": lambda _: {"mode": "offline"},
    "run_config": lambda _: {"lr": 0.1},
    "compute_target_name": lambda _: None,
}

_POD_SETTINGS: dict[str, Any] = {
    "affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": []}},
    "tolerations": [{"key": "gpu", "operator": "Exists", "effect": "NoSchedule"}],
    "resources": {"requests": {"cpu": "500m", "memory": "1Gi"}, "limits": {"memory": "2Gi"}},
    "volumes": [{"name": "cache", "emptyDir": {}}],
    "volume_mounts": [{"name": "cache", "mountPath": "/cache"}],
    "env": [{"name": "OMP_NUM_THREADS", "value": "2"}],
    "env_from": [{"secretRef": {"name": "tokens"}}],
    "container_security_context": {"runAsNonRoot": True},
    "additional_pod_spec_args": {"hostname": "gpu", "subdomain": "ml"},
}
"""Fields of pod settings whose schema allows anything and Kubernetes does not."""


def configuration(flavor: FlavorSchema, share: float, rng: random.Random) -> Configuration:
    """A configuration that ZenML should accept, with about ``share`` of the flavor's parameters."""
    sets = _SETS.get((flavor.type, flavor.name), [{}])
    tied = {name for each in sets for name in each} | flavor.replaced
    chosen = dict(flavor.minimal) | rng.choice(sets)
    for name in flavor.parameters:
        if name not in chosen and name not in tied and rng.random() < share:
            chosen[name] = value(flavor, name, rng)
    if (flavor.type, flavor.name) == ("step_operator", "runai"):
        _tell_mount_paths_apart(chosen)
    return {name: chosen[name] for name in rng.sample(sorted(chosen), len(chosen))}


def value(flavor: FlavorSchema, parameter: str, rng: random.Random) -> Any:
    """A plausible value for one parameter."""
    if parameter in _SPECIAL:
        return _SPECIAL[parameter](rng)
    if parameter in flavor.minimal and rng.random() < 0.8:
        return flavor.minimal[parameter]
    return fitting(flavor, flavor.parameters[parameter], parameter, rng)


def fitting(flavor: FlavorSchema, schema: Schema, name: str, rng: random.Random) -> Any:
    """A value that fits a schema; ``name`` is the key it will stand under."""
    options = flavor.options(schema)
    option = rng.choice([o for o in options if o.get("type") != "null"] or options)
    if len(options) > 1 and rng.random() < 0.04 and options[-1].get("type") == "null":
        return None
    if "enum" in option or "const" in option:
        return rng.choice(option.get("enum") or [option["const"]])
    make = _BY_TYPE.get(str(option.get("type")), _anything)
    return make(flavor, option, name, rng)


def _text(_flavor: FlavorSchema, schema: Schema, name: str, rng: random.Random) -> str:
    if schema.get("format") == "password":
        return REFERENCE
    for pattern, texts in _TEXTS_BY_NAME:
        if re.search(pattern, name):
            return rng.choice(texts)
    return rng.choice(_WORDS)


def _integer(_flavor: FlavorSchema, schema: Schema, _name: str, rng: random.Random) -> int:
    low = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
    high = schema.get("maximum", low + 100)
    return rng.randint(int(low), int(high))


def _number(_flavor: FlavorSchema, schema: Schema, _name: str, rng: random.Random) -> float | int:
    low = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 0.5)
    high = schema.get("maximum", low + 10)
    return rng.choice((round(rng.uniform(low, high), 2), int(high)))


def _truth(_flavor: FlavorSchema, _schema: Schema, _name: str, rng: random.Random) -> bool:
    return rng.random() < 0.5


def _list(flavor: FlavorSchema, schema: Schema, name: str, rng: random.Random) -> list[Any]:
    if "prefixItems" in schema:
        items = [fitting(flavor, item, name, rng) for item in schema["prefixItems"]]
        return sorted(items) if all(isinstance(item, int) for item in items) else items
    count = rng.choice((0, 1, 1, 2, 3))
    return [fitting(flavor, schema.get("items", {}), name, rng) for _ in range(count)]


def _mapping(
    flavor: FlavorSchema, schema: Schema, _name: str, rng: random.Random
) -> dict[str, Any]:
    if "properties" in schema:
        return nested_object(flavor, schema, rng)
    free = schema.get("additionalProperties")
    inner: Schema = free if isinstance(free, Mapping) else {}
    keys = rng.sample(("stage", "OMP_NUM_THREADS", "cost-centre", "a.b/c"), rng.choice((0, 1, 2)))
    return {key: fitting(flavor, inner, key, rng) for key in keys}


def nested_object(flavor: FlavorSchema, schema: Schema, rng: random.Random) -> dict[str, Any]:
    """An object with known keys: the required ones and some others."""
    required = schema.get("required", ())
    names = [n for n in schema["properties"] if n in required or rng.random() < 0.4]
    is_pod = "node_selectors" in schema["properties"] and "volume_mounts" in schema["properties"]
    return {
        name: _POD_SETTINGS[name]
        if is_pod and name in _POD_SETTINGS
        else fitting(flavor, schema["properties"][name], name, rng)
        for name in names
    }


def _anything(_flavor: FlavorSchema, _schema: Schema, _name: str, rng: random.Random) -> Any:
    return rng.choice(("text", 3, 0.5, True, ["a", 1], {"nested": {"deep": 1}}))


_BY_TYPE: dict[str, Callable[[FlavorSchema, Schema, str, random.Random], Any]] = {
    "string": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _truth,
    "array": _list,
    "object": _mapping,
}


def _tell_mount_paths_apart(chosen: Configuration) -> None:
    """Run:AI refuses two mounts at one path."""
    mounts = [m for key, each in chosen.items() if key.endswith("_mounts") for m in each or ()]
    for number, mount in enumerate(mounts):
        key = "mount_path" if "mount_path" in mount else "path"
        mount[key] = f"/mnt/{number}"
