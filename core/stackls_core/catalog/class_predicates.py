"""The validators of ZenML's configuration classes that fit no kind of rule, as pure functions.

``class_rules`` says which validator each of them mirrors, and for which flavors it holds.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, cast
from urllib.parse import urlparse

import yaml

from stackls_core.catalog.class_rule_kinds import (
    BOOL,
    EACH,
    FLOAT,
    INT,
    Configuration,
    Violation,
    coerced,
    is_given,
    is_unknown,
    listed,
    mapping_of,
    text_of,
    texts_at,
)
from stackls_core.yamltree.values import parse_secret_reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

QUOTES = "'\"`"
"""What BaseArtifactStoreConfig._ensure_artifact_store strips from both ends of a path."""


def endpoint_url(configuration: Configuration) -> Iterator[Violation]:
    """S3-compatible stores: a custom endpoint is a http or https URL."""
    url = mapping_of(configuration, "client_kwargs").get("endpoint_url")
    if not url or is_unknown(url):
        return
    if not isinstance(url, str) or not re.match(r"https?://", url.rstrip("/")):
        yield Violation(
            ("client_kwargs", "endpoint_url"),
            "endpoint_url has to be of the form https://hostname[:port] or http://hostname[:port].",
        )


def spaces_region(configuration: Configuration) -> Iterator[Violation]:
    """DigitalOcean Spaces: a region slug, or an endpoint instead of one."""
    region = configuration.get("region")
    if region is not None and not isinstance(region, str):
        return
    if region:
        if (known := text_of(configuration, "region")) and not re.match(
            r"^[a-z]{2,6}[0-9]{1,2}$", known
        ):
            yield Violation(("region",), "The region is a datacenter code such as nyc3 or fra1.")
        return
    arguments = configuration.get("client_kwargs")
    if is_unknown(arguments) or mapping_of(configuration, "client_kwargs").get("endpoint_url"):
        return
    yield Violation(
        (), "Give a region, such as fra1, or an endpoint_url in client_kwargs: one is needed."
    )


def no_slash(configuration: Configuration) -> Iterator[Violation]:
    """AWS container registry: the host alone."""
    uri = text_of(configuration, "uri")
    if uri is not None and "/" in uri.rstrip("/"):
        yield Violation(
            ("uri",),
            "The URI is the host of the registry alone, without a repository: "
            "<account>.dkr.ecr.<region>.amazonaws.com.",
        )


def docr_uri(configuration: Configuration) -> Iterator[Violation]:
    """DigitalOcean container registry: the one host, and a registry name."""
    uri = text_of(configuration, "uri")
    if uri is not None and not re.match(r"registry\.digitalocean\.com/.", uri.rstrip("/"), re.S):
        yield Violation(
            ("uri",), "The URI is registry.digitalocean.com/ followed by the name of your registry."
        )


MLFLOW_DATABRICKS = ("databricks_host", "databricks_client_id", "databricks_client_secret")


def mlflow_databricks_options(configuration: Configuration) -> Iterator[Violation]:
    """MLflow: what is for Databricks needs Databricks as tracking server."""
    uri = configuration.get("tracking_uri")
    if uri is not None and (text_of(configuration, "tracking_uri") is None or uri == "databricks"):
        return
    options = [name for name in MLFLOW_DATABRICKS if is_given(configuration, name)]
    if coerced(BOOL, configuration.get("enable_unity_catalog")):
        options.append("enable_unity_catalog")
    for name in options:
        yield Violation((name,), f"{name} needs tracking_uri to be databricks.")


def mlflow_databricks_host(configuration: Configuration) -> Iterator[Violation]:
    """MLflow: Databricks as tracking server needs a host."""
    on_databricks = configuration.get("tracking_uri") == "databricks"
    if on_databricks and is_given(configuration, "databricks_host") is False:
        yield Violation(
            ("tracking_uri",), "With tracking_uri databricks, databricks_host is needed too."
        )


_MLFLOW_WAYS = (("tracking_username", "tracking_password"), ("tracking_token",))


def _remote_tracking_uri(configuration: Configuration) -> str | None:
    uri = text_of(configuration, "tracking_uri")
    is_remote = uri == "databricks" or (uri or "").startswith(("http://", "https://"))
    return uri if is_remote else None


def mlflow_credentials(configuration: Configuration) -> Iterator[Violation]:
    """MLflow up to 0.94: a remote tracking server needs a way to authenticate."""
    uri = _remote_tracking_uri(configuration)
    if uri is None or (uri == "databricks" and not is_given(configuration, "databricks_host")):
        return
    given = [[is_given(configuration, name) for name in names] for names in _MLFLOW_WAYS]
    if all(False in states for states in given):
        choice = listed([" with ".join(names) for names in _MLFLOW_WAYS], "or")
        yield Violation(
            ("tracking_uri",), f"A remote tracking server needs credentials: set {choice}."
        )


def mlflow_authentication(configuration: Configuration) -> Iterator[Violation]:
    """MLflow: a remote tracking server takes exactly one way to authenticate."""
    uri = _remote_tracking_uri(configuration)
    if uri is None:
        return
    ways = (*_MLFLOW_WAYS, ("databricks_client_id", "databricks_client_secret"))
    given = [[is_given(configuration, name) for name in names] for names in ways]
    if any(None in states for states in given):
        return
    used = [names for names, states in zip(ways, given, strict=True) if all(states)]
    if len(used) == 1:
        return
    offered = ways if uri == "databricks" else ways[:2]
    choice = listed([" with ".join(names) for names in offered], "or")
    if not used:
        yield Violation(
            ("tracking_uri",), f"A remote tracking server needs credentials: set {choice}."
        )
    else:
        yield Violation((used[-1][0],), f"Use only one way to authenticate: {choice}.")


def autoscale(configuration: Configuration) -> Iterator[Violation]:
    """Databricks: bounds of the number of workers, in order."""
    value = configuration.get("autoscale")
    if not isinstance(value, list) or len(cast("list[object]", value)) != 2:
        return
    low, high = (coerced(INT, bound) for bound in cast("list[object]", value))
    if low is None or high is None:
        return
    if low < 0 or high < 0:
        yield Violation(("autoscale",), "The numbers of workers cannot be below 0.")
    elif low > high:
        yield Violation(("autoscale",), "The first number of workers is at most the second one.")


def _is_time_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError, TypeError):
        return False
    return True


def schedule_timezone(configuration: Configuration) -> Iterator[Violation]:
    """Databricks: a time zone that exists."""
    name = text_of(configuration, "schedule_timezone")
    # a machine without a time zone database knows no zone at all
    if name is not None and not _is_time_zone(name) and _is_time_zone("UTC"):
        yield Violation(
            ("schedule_timezone",),
            "This is not an IANA time zone; one looks like America/New_York or UTC.",
        )


def _is_known(value: object) -> bool:
    """Say whether a value is certain to be something: an unquoted placeholder may become null."""
    return value is not None and not is_unknown(value)


def infra(configuration: Configuration) -> Iterator[Violation]:
    """SkyPilot: ``infra`` replaces cloud, region and zone."""
    if not _is_known(configuration.get("infra")):
        return
    for name in ("region", "zone"):
        if not _is_known(configuration.get(name)):
            continue
        yield Violation((name,), f"infra already says where to run: remove {name} or infra.")
    settings = mapping_of(configuration, "resources_settings")
    for name in ("cloud", "region", "zone"):
        if name in settings:
            yield Violation(
                ("resources_settings", name),
                f"infra already says where to run: remove {name} or infra.",
            )


COMPUTE_TARGETS = ("compute-instance", "compute-cluster")


def compute_name(configuration: Configuration) -> Iterator[Violation]:
    """AzureML: compute instances and clusters have a name."""
    mode = configuration.get("mode")
    if mode in COMPUTE_TARGETS and configuration.get("compute_name") is None:
        yield Violation(("mode",), f"The mode {mode} needs a compute_name.")


_OF_MODES: Mapping[str, tuple[str, ...]] = {
    "serverless": (),
    "compute-instance": ("compute_name", "size", "idle_time_before_shutdown_minutes"),
    "compute-cluster": (
        *("compute_name", "size", "location", "tier", "min_instances", "max_instances"),
        "idle_time_before_scaledown_down",
    ),
}
_OF_COMPUTE = frozenset(name for names in _OF_MODES.values() for name in names)


def compute_settings(configuration: Configuration) -> Iterator[Violation]:
    """AzureML: each mode has settings of its own, and ignores those of the others.

    The old name of ``compute_name`` makes it a compute instance.
    """
    is_old = configuration.get("compute_target_name") is not None
    mode = configuration.get("mode", "compute-instance" if is_old else "serverless")
    known = _OF_MODES.get(mode) if isinstance(mode, str) else None
    if known is None:
        return
    for name in _OF_COMPUTE.intersection(configuration).difference(known):
        modes = [one for one, names in _OF_MODES.items() if name in names]
        yield Violation(
            (name,), f"In mode {mode}, AzureML ignores {name}: it is for {listed(modes, 'and')}."
        )


def compute_target_name(configuration: Configuration) -> Iterator[Violation]:
    """AzureML: the old name of ``compute_name`` cannot be null."""
    # AzureMLStepOperatorSettings._migrate_compute_name makes this a compute instance without a name
    moved = "mode" not in configuration and "compute_name" not in configuration
    if moved and configuration.get("compute_target_name", "") is None:
        yield Violation(
            ("compute_target_name",), "compute_target_name cannot be null: name the target."
        )


def output_uri(configuration: Configuration) -> Iterator[Violation]:
    """SageMaker: training steps have one output, written at the end of the job."""
    # the validator runs before types are read: the text "false" counts as true here
    training = configuration.get("use_training_step", True)
    uri = configuration.get("output_data_s3_uri")
    mode = configuration.get("output_data_s3_mode", "EndOfJob")
    if not training or is_unknown(training):
        return
    if isinstance(uri, dict):
        yield Violation(
            ("output_data_s3_uri",),
            "Several outputs need a processing step: set use_training_step to false.",
        )
    elif isinstance(uri, str) and not (is_unknown(uri) or is_unknown(mode)) and mode != "EndOfJob":
        yield Violation(
            ("output_data_s3_mode",),
            "With use_training_step, the only mode is EndOfJob.",
        )


def wandb_run(configuration: Configuration) -> Iterator[Violation]:
    """Weights & Biases: how a run is identified and resumed."""
    strategy = configuration.get("run_id_strategy", "wandb_generated")
    resume = configuration.get("resume")
    given = is_given(configuration, "run_id")
    if strategy not in ("wandb_generated", "new_on_retry", "reuse_on_retry"):
        return
    if given and strategy != "wandb_generated":
        yield Violation(("run_id",), "run_id and run_id_strategy cannot be combined: keep one.")
    if strategy == "reuse_on_retry" and resume == "never":
        yield Violation(("resume",), "A run that is reused on retries cannot have resume: never.")
    if resume == "must" and given is False and strategy == "wandb_generated":
        yield Violation(("resume",), "resume: must needs a run_id or another run_id_strategy.")


_WANDB_MANAGED = frozenset(
    {
        "config",
        "entity",
        "group",
        "id",
        "job_type",
        "name",
        "project",
        "project_name",
        "resume",
        "settings",
        "tags",
    }
)


def wandb_keys(configuration: Configuration) -> Iterator[Violation]:
    """Weights & Biases: keys that ZenML sets itself."""
    for key in mapping_of(configuration, "run_config"):
        if isinstance(key, str) and key.startswith("zenml_"):
            yield Violation(("run_config", key), "Keys that start with zenml_ are ZenML's own.")
    for key in mapping_of(configuration, "init_kwargs"):
        if isinstance(key, str) and key in _WANDB_MANAGED:
            yield Violation(("init_kwargs", key), f"ZenML sets {key} itself: remove it here.")


def reads_as_context_config(text: str) -> bool:
    """Say whether Great Expectations' configuration can be read from a text.

    It is read as YAML first; a text that comes out of that is read as JSON.
    """
    try:
        value: object = yaml.safe_load(text)
        if isinstance(value, str):
            value = json.loads(value)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError):
        return False
    if value is None:
        return True
    return isinstance(value, dict) and all(
        isinstance(key, str) for key in cast("dict[object, object]", value)
    )


def context_config(configuration: Configuration) -> Iterator[Violation]:
    """Great Expectations: a context given as text."""
    value = configuration.get("context_config")
    if isinstance(value, str) and not is_unknown(value) and not reads_as_context_config(value):
        yield Violation(("context_config",), "A string here has to be YAML or JSON for a map.")


def quoted_reference(configuration: Configuration) -> Iterator[Violation]:
    """Local artifact store: no secret reference, not even one inside of extra quotes.

    ZenML strips the quotes, and refuses the reference that is left when it stores the component.
    """
    path = configuration.get("path")
    if not isinstance(path, str) or parse_secret_reference(path):
        return
    if parse_secret_reference(path.strip(QUOTES)):
        yield Violation(("path",), "A local path cannot come from a secret: write it out.")


def local_context(configuration: Configuration) -> Iterator[Violation]:
    """Great Expectations: a context in a local folder."""
    # whether the folder exists depends on the machine; that a URL is no folder does not
    path = text_of(configuration, "context_root_dir")
    if path is not None and "://" in path:
        yield Violation(("context_root_dir",), "This is a local folder; it cannot be a URL.")


def runai_base_url(configuration: Configuration) -> Iterator[Violation]:
    """Run:AI: the URL of the control plane."""
    url = text_of(configuration, "runai_base_url")
    if url is None:
        return
    message = _url_problem(url)
    if message:
        yield Violation(("runai_base_url",), message)


def _url_problem(url: str) -> str | None:
    if not url.startswith(("http://", "https://")):
        return "The URL has to start with http:// or https://."
    try:
        parsed = urlparse(url)
        hostname = parsed.hostname
    except ValueError:
        return "This is not a valid URL."
    if not hostname:
        return "The URL has no hostname."
    if parsed.query or parsed.fragment:
        return "The URL cannot have a query or a fragment."
    return None


def runai_gpu(configuration: Configuration) -> Iterator[Violation]:
    """Run:AI: how GPUs are requested, and their limit."""
    by_memory = configuration.get("gpu_request_type") == "memory"
    if by_memory and is_given(configuration, "gpu_memory_request") is False:
        yield Violation(
            ("gpu_request_type",), "With gpu_request_type memory, set gpu_memory_request."
        )
    limit = coerced(FLOAT, configuration.get("gpu_portion_limit"))
    request = coerced(FLOAT, configuration.get("gpu_portion_request", 1.0))
    if limit is not None and request is not None and limit < request:
        yield Violation(
            ("gpu_portion_limit",),
            f"The limit cannot be below gpu_portion_request, which is {request:g}.",
        )


def runai_parallelism(configuration: Configuration) -> Iterator[Violation]:
    """Run:AI: no more pods at a time than pods in all."""
    parallelism = coerced(INT, configuration.get("parallelism"))
    completions = coerced(INT, configuration.get("completions"))
    if parallelism is not None and completions is not None and parallelism > completions:
        yield Violation(("parallelism",), f"parallelism is at most completions ({completions}).")


_RUNAI_MOUNTS = {
    "pvc_mounts": "path",
    "config_map_mounts": "mount_path",
    "secret_mounts": "mount_path",
    "nfs_mounts": "mount_path",
    "s3_mounts": "path",
    "host_path_mounts": "mount_path",
}


def runai_unique_mounts(configuration: Configuration) -> Iterator[Violation]:
    """Run:AI: no two mounts share a path."""
    mounts = [
        found
        for name, attribute in _RUNAI_MOUNTS.items()
        for found in texts_at(configuration, (name, EACH, attribute))
    ]
    counts = Counter(text for _, text in mounts)
    seen: set[str] = set()
    for path, text in mounts:
        if counts[text] > 1 and text in seen:
            yield Violation(path, f"Two mounts share the path {text}: give each its own.")
        seen.add(text)


def concurrency_policy(configuration: Configuration) -> Iterator[Violation]:
    """Kubernetes: what happens when scheduled runs overlap."""
    policy = text_of(configuration, "concurrency_policy")
    if policy is not None and policy.strip().capitalize() not in ("Allow", "Forbid", "Replace"):
        yield Violation(("concurrency_policy",), "The policy is Allow, Forbid or Replace.")
