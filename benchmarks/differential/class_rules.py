"""Rules that stand in a flavor's code and not in its schema, with settings on both sides of each.

`NOTHING` takes away what the flavor's minimal configuration has.
"""

from __future__ import annotations

from typing import Any

from .values import REFERENCE

NOTHING = object()

Rule = tuple[str, str, dict[str, Any]]


def _each(types: tuple[str, ...], name: str, *settings: dict[str, Any]) -> list[Rule]:
    return [(kind, name, each) for kind in types for each in settings]


def _skypilot(*settings: dict[str, Any]) -> list[Rule]:
    clouds = ("aws", "azure", "gcp", "lambda", "kubernetes")
    return [("orchestrator", f"vm_{cloud}", each) for cloud in clouds for each in settings]


_MLFLOW = ("experiment_tracker",), "mlflow"
_RUNAI = ("step_operator",), "runai"

_MOUNT = {"path": "/data", "claim_name": "c"}
_MOUNT_AT_THE_SAME_PATH = {"server": "nfs", "path": "/export", "mount_path": "/data"}
_TWO_PRINCIPALS = {"user_name": "a", "group_name": "b", "permission_level": "IS_OWNER"}

RULES: dict[str, list[Rule]] = {
    "class/credential-pairs": [
        *_each(
            *_MLFLOW,
            {"tracking_username": "ci"},
            {"tracking_password": REFERENCE},
            {"tracking_username": "", "tracking_password": ""},
            {"tracking_uri": "https://m.example.com", "tracking_username": "a"},
            {"databricks_client_id": "a"},
        ),
        *_each(
            ("orchestrator", "step_operator", "model_deployer"),
            "databricks",
            {"client_id": "app"},
            {"client_secret": REFERENCE},
            {"client_id": "app", "client_secret": ""},
        ),
        *_each(
            ("orchestrator", "step_operator"),
            "databricks",
            {"docker_image_username": "ci"},
            {"docker_image_password": REFERENCE},
        ),
        *_each(
            ("orchestrator", "step_operator", "sandbox"),
            "modal",
            {"token_id": "ak"},
            {"token_secret": "as"},
            {"token_id": "ak", "token_secret": "  "},
            {"token_id": REFERENCE},
        ),
        *_each(
            ("orchestrator",),
            "kubeflow",
            {"client_username": "ci"},
            {"client_password": "x"},
            {"client_username": "ci", "client_password": ""},
        ),
        *_each(("orchestrator",), "tekton", {"client_username": "ci"}, {"client_password": "x"}),
        *_each(("artifact_store",), "s3", {"key": "a"}, {"secret": "b"}, {"key": "", "secret": ""}),
    ],
    "class/authentication-methods": [
        *_each(
            *_MLFLOW,
            {"tracking_uri": "https://m.example.com"},
            {"tracking_uri": "http://m.example.com", "tracking_token": ""},
            {"tracking_uri": "./mlruns"},
            {"tracking_uri": ""},
            {"tracking_token": REFERENCE},
            {
                "tracking_uri": "https://m.example.com",
                "tracking_token": "t",
                "tracking_username": "u",
                "tracking_password": "p",
            },
            {"tracking_uri": "databricks"},
            {"tracking_uri": "databricks", "databricks_host": "https://d", "tracking_token": "t"},
            {"tracking_uri": "databricks://profile", "databricks_host": "https://d"},
            {"databricks_host": "https://d"},
            {"enable_unity_catalog": True},
        )
    ],
    "class/url-shapes": [
        *_each(
            *_RUNAI,
            {"runai_base_url": "run.ai"},
            {"runai_base_url": "https://"},
            {"runai_base_url": "https://run.ai/?a=b"},
            {"runai_base_url": "ftp://run.ai"},
        ),
        *_each(
            ("artifact_store",),
            "s3",
            {"client_kwargs": {"endpoint_url": "minio:9000"}},
            {"client_kwargs": {"endpoint_url": "http://localhost:9000"}},
            {"client_kwargs": {"endpoint_url": 5}},
            {"client_kwargs": {"endpoint_url": None}},
            {"client_kwargs": '{"endpoint_url": "minio:9000"}'},
            {"client_kwargs": {"endpoint_url": "HTTP://minio:9000"}},
        ),
        *_each(("artifact_store",), "b2", {"client_kwargs": {"endpoint_url": "b2.example.com"}}),
        *_each(
            ("deployer",),
            "kubernetes",
            {"readiness_probe_path": "healthz"},
            {"liveness_probe_path": ""},
            {"liveness_probe_path": "/ok"},
        ),
        *_each(("annotator",), "argilla", {"instance_url": "anything"}, {"instance_url": ""}),
        *_each(("log_store",), "otel", {"endpoint": "anything"}, {"endpoint": ""}),
        *_each(
            ("log_store",),
            "datadog",
            {"api_key": ""},
            {"api_key": " ", "site": ""},
            {"max_export_batch_size": 1001},
            {"max_export_batch_size": 1000},
            {"endpoint": NOTHING},
        ),
    ],
    "class/registry-shapes": [
        *_each(
            ("container_registry",),
            "aws",
            {"uri": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team"},
            {"uri": "anything.example.com/"},
            {"uri": "anything"},
            {"uri": ""},
        ),
        *_each(
            ("container_registry",),
            "digitalocean",
            {"uri": "registry.digitalocean.com"},
            {"uri": "registry.digitalocean.com/"},
            {"uri": "registry.digitalocean.com//"},
            {"uri": "ghcr.io/team"},
            {"uri": REFERENCE},
        ),
        *_each(("container_registry",), "gcp", {"uri": "anything"}, {"uri": REFERENCE}),
        *_each(("container_registry",), "default", {"uri": ""}, {"uri": "localhost:5000/"}),
    ],
    "class/path-schemes": [
        *_each(
            ("artifact_store",),
            "s3",
            {"path": "gs://bucket"},
            {"path": "s3://"},
            {"path": "S3://bucket"},
            {"path": "bucket"},
            {"path": ""},
            {"path": "'s3://bucket'"},
            {"path": '"s3://bucket"'},
            {"path": " s3://bucket "},
            {"path": "s3://${BUCKET}/x"},
            {"path": "${STORE}"},
            {"path": REFERENCE},
        ),
        *_each(
            ("artifact_store",), "gcp", {"path": "s3://b"}, {"path": "gcs://b"}, {"path": "gs://b/"}
        ),
        *_each(
            ("artifact_store",),
            "azure",
            {"path": "abfs://b"},
            {"path": "https://b"},
            {"path": "abfss://b"},
            {"path": "az:/b"},
        ),
        *_each(("artifact_store",), "b2", {"path": "b2://b"}, {"path": "s3://b"}),
        *_each(
            ("artifact_store",),
            "local",
            {"path": "data/artifacts"},
            {"path": "~/artifacts"},
            {"path": "s3://b"},
            {"path": "file:///srv"},
            {"path": REFERENCE},
        ),
        *_each(
            ("artifact_store",),
            "digitalocean",
            {"region": NOTHING},
            {"region": ""},
            {"region": "Frankfurt"},
            {"region": "eu-west-1"},
            {"region": NOTHING, "client_kwargs": {"endpoint_url": "https://fra1.example.com"}},
            {"region": NOTHING, "client_kwargs": {"region_name": "x"}},
            {"region": REFERENCE},
        ),
    ],
    "class/settings-that-exclude": [
        *_skypilot(
            {"infra": "aws", "region": "eu"},
            {"infra": "aws", "zone": "eu-1"},
            {"infra": "aws", "resources_settings": {"cloud": "aws"}},
            {"infra": "", "region": "eu"},
            {"infra": None, "region": "eu"},
        ),
        *_each(
            ("orchestrator",),
            "sagemaker",
            {"output_data_s3_uri": {"a": "s3://b"}},
            {"output_data_s3_uri": "s3://b", "output_data_s3_mode": "Continuous"},
            {"output_data_s3_uri": {"a": "s3://b"}, "use_training_step": False},
            {"execution_role": NOTHING, "processor_role": "arn:aws:iam::123456789012:role/ml"},
            {"processor_role": "another"},
            {"processor_tags": {"a": "b"}},
            {"processor_tags": {"a": "b"}, "tags": {"a": "c"}},
        ),
        *_each(
            ("orchestrator", "step_operator"),
            "azureml",
            {"mode": "compute-cluster"},
            {"mode": "compute-instance"},
            {"mode": "compute-instance", "compute_name": ""},
            {"compute_name": "ignored"},
        ),
        *_each(
            ("step_operator",),
            "azureml",
            {"compute_target_name": "gpu"},
            {"compute_target_name": "gpu", "mode": "compute-instance"},
            {"compute_target_name": None},
            {"compute_target_name": 5},
        ),
        *_each(
            ("experiment_tracker",),
            "wandb",
            {"run_id": "r", "run_id_strategy": "new_on_retry"},
            {"run_id_strategy": "reuse_on_retry", "resume": "never"},
            {"resume": "must"},
            {"run_config": {"zenml_x": 1}},
            {"init_kwargs": {"project": "p"}},
            {"init_kwargs": '{"tags": ["p"]}'},
        ),
        *_each(
            *_RUNAI,
            {"gpu_request_type": "memory"},
            {"gpu_portion_limit": 0.2, "gpu_portion_request": 0.5},
            {"gpu_portion_limit": 0.5},
            {"parallelism": 4, "completions": 2},
            {"pvc_mounts": [_MOUNT, _MOUNT]},
            {
                "pvc_mounts": [_MOUNT],
                "nfs_mounts": [{"server": "n", "path": "/e", "mount_path": "/data"}],
            },
        ),
    ],
    "class/texts-with-a-form": [
        *_each(
            *_RUNAI,
            {"cpu_memory_request": "4 GB"},
            {"cpu_memory_limit": "0.5Ti"},
            {"gpu_memory_limit": "8gi"},
            {"pvc_mounts": [{"path": "data"}]},
            {"secret_mounts": [{"mount_path": "/s", "secret": "s", "default_mode": "644"}]},
            {"secret_mounts": [{"mount_path": "/s", "secret": "s", "default_mode": "0644"}]},
            {"client_id": ""},
        ),
        *_each(
            ("orchestrator",),
            "databricks",
            {"schedule_timezone": "Berlin"},
            {"schedule_timezone": "America/New_York"},
            {"schedule_timezone": ""},
        ),
        *_each(
            ("orchestrator", "step_operator"),
            "databricks",
            {"autoscale": [4, 1]},
            {"autoscale": [-1, 1]},
            {"autoscale": "[1, 4]"},
            {"autoscale": {"min": 1, "max": 4}},
            {"init_scripts": ["s3://b/init.sh"]},
            {"init_scripts": '["dbfs:/a"]'},
            {"access_control_list": [{"permission_level": "CAN_VIEW"}]},
            {
                "access_control_list": [
                    {"user_name": "a", "group_name": "b", "permission_level": "IS_OWNER"}
                ]
            },
            {"access_control_list": [{"user_name": "a", "permission_level": "CAN_EAT"}]},
        ),
        *_each(
            ("experiment_tracker",),
            "vertex",
            {"experiment": "Demand Forecast"},
            {"experiment": "demand_forecast"},
            {"experiment": ""},
            {"experiment": 5},
        ),
        *_each(
            ("orchestrator",),
            "kubernetes",
            {"concurrency_policy": "forbid"},
            {"concurrency_policy": " Allow "},
            {"concurrency_policy": "Sometimes"},
            {"concurrency_policy": 5},
            {"api_request_timeout": 2.5},
            {"api_request_timeout": 0.5},
            {"pod_failure_policy": {"rules": []}},
        ),
        *_each(("step_operator",), "kubernetes", {"api_request_timeout": 7.9}),
        *_each(("image_builder",), "gcp", {"location": "  "}, {"location": 5}, {"location": ["a"]}),
        *_each(
            ("data_validator",),
            "great_expectations",
            {"context_root_dir": ""},
            {"context_config": "a: [1"},
            {"context_config": "config_version: 3"},
            {"context_config": "just text"},
        ),
        *_each(("orchestrator",), "airflow", {"operator": "docker"}, {"operator": "my.Operator"}),
    ],
    "class/replaced-parameters": [
        *_each(
            ("alerter",),
            "slack",
            {"default_slack_channel_id": "C1"},
            {"default_slack_channel_id": "C1", "slack_channel_id": "C1"},
            {"default_slack_channel_id": "C1", "slack_channel_id": "C2"},
            {"default_slack_channel_id": None},
        ),
        *_each(
            ("annotator",),
            "argilla",
            {"extra_headers": '{"a": "b"}'},
            {"extra_headers": "{}", "headers": '{"a": "b"}'},
            {"extra_headers": {"a": "b"}},
        ),
        *_each(
            ("orchestrator",),
            "kubernetes",
            {"pod_name_prefix": "p"},
            {"pod_name_prefix": "p", "job_name_prefix": "j"},
            {"timeout": 5, "pod_startup_timeout": 60},
            {"stream_step_logs": "yes"},
        ),
        *_each(
            ("orchestrator",),
            "vertex",
            {"cpu_limit": "2", "gpu_limit": 1},
            {"node_selector_constraint": ["a", "b"]},
            {"node_selector_constraint": "a"},
        ),
        *_each(("step_operator",), "sagemaker", {"instance_type": "ml.m5.large"}),
        *_each(
            ("orchestrator",),
            "kubeflow",
            {"kubeflow_pipelines_ui_port": 8080},
            {"node_selectors": {"a": "b"}},
            {"pod_settings": {"node_selectors": {"a": 5}}},
            {"pod_settings": 5},
        ),
        *_each(
            ("orchestrator",),
            "tekton",
            {"skip_ui_daemon_provisioning": True},
            {"node_affinity": {"a": ["b"]}},
            {"node_affinity": {"a": "b"}},
        ),
    ],
    "class/kubernetes-models": [
        *_each(
            ("orchestrator", "step_operator", "sandbox", "deployer"),
            "kubernetes",
            {"pod_settings": {"volumes": [{"name": "a", "no_such": {}}]}},
            {"pod_settings": {"volumes": ["a"]}},
            {"pod_settings": {"volumes": {"name": "a"}}},
            {"pod_settings": {"volumes": None}},
            {"pod_settings": {"tolerations": [{"key": 5}]}},
            {"pod_settings": {"tolerations": "gpu"}},
            {"pod_settings": {"env": {"A": "b"}}},
            {"pod_settings": {"env": [{"name": "A", "value": 5}]}},
            {"pod_settings": {"env": [{"name": "A", "valueFrom": "x"}]}},
            {"pod_settings": {"resources": {"requests": {"cpu": 2}}}},
            {"pod_settings": {"resources": {"cpu": "2"}}},
            {"pod_settings": {"affinity": {"nodeAffinity": "x"}}},
            {"pod_settings": {"affinity": {"node_affinity": {}}}},
            {"pod_settings": {"container_security_context": {"run_as_user": 1}}},
            {"pod_settings": {"labels": {"a": 5}}},
            {"pod_settings": {"no_such_setting": True}},
            {"pod_settings": '{"labels": {"a": "b"}}'},
            {"pod_settings": '{"labels": {"a": 5}}'},
            {"pod_settings": "labels: {}"},
            {"pod_settings": []},
        )
    ],
}
