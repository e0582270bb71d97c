"""The code that rules written by hand were written for: hashes of ZenML's validators.

The probe makes the hashes (`stackls_probe.code_hash`) and keeps those of every flavor in the
catalog. Where a new ZenML has another one, read what has changed: if the rule still says the same,
add the hash beside the old one; if not, the rule stays silent there. The tests list what differs
for the bundled catalog.
"""

from __future__ import annotations

from collections.abc import Mapping

HASHES: Mapping[str, tuple[str, ...]] = {
    "zenml.artifact_stores.local_artifact_store.LocalArtifactStoreConfig.ensure_path_local": (
        "0fb3608998069a7d",
    ),
    "zenml.config.docker_settings.DockerBuildOptions._migrate_sdk_arguments": ("6190492b597e45d2",),
    "zenml.config.docker_settings.DockerSettings._migrate_source_files": ("d9fb93edeaeadc75",),
    "zenml.config.docker_settings.DockerSettings._validate_code_files_included_if_installing_local_project": (
        "c5ab7c6fa881372d",
    ),
    "zenml.config.docker_settings.DockerSettings._validate_skip_build": ("65a12033b620d860",),
    "zenml.config.resource_settings.ResourceSettings.normalize_input": ("9e4809e4202cdb24",),
    "zenml.config.resource_settings.ResourceSettings.validate_replicas": ("c22ad66517110960",),
    "zenml.config.schedule.Schedule._ensure_cron_or_periodic_schedule_configured": (
        "6d5362fb5f1f2ab4",
    ),
    "zenml.config.secret_reference_mixin.SecretReferenceMixin.__init__": (
        "55dda00f73861304",
        "3e8baacb29228719",
    ),
    "zenml.integrations.aws.flavors.aws_container_registry_flavor.AWSContainerRegistryConfig.validate_aws_uri": (
        "b8cc986b8910f311",
    ),
    "zenml.integrations.aws.flavors.sagemaker_orchestrator_flavor.SagemakerOrchestratorSettings.validate_model": (
        "2f9f3c3e04abfa95",
    ),
    "zenml.integrations.aws.image_builders.aws_image_builder.AWSImageBuilder.validator": (
        "5cd5220ce7f5e4ff",
    ),
    "zenml.integrations.aws.orchestrators.sagemaker_orchestrator.SagemakerOrchestrator.validator": (
        "9c5c69f13c959e77",
    ),
    "zenml.integrations.aws.step_operators.sagemaker_step_operator.SagemakerStepOperator.validator": (
        "1cd691ea0d6fc1e5",
    ),
    "zenml.integrations.azure.flavors.azureml.AzureMLComputeSettings.azureml_settings_validator": (
        "19e19a92d55b0005",
        "2c2e7ed304159de7",
    ),
    "zenml.integrations.azure.flavors.azureml_step_operator_flavor.AzureMLStepOperatorSettings._migrate_compute_name": (
        "c91b1857886ef00b",
    ),
    "zenml.integrations.azure.orchestrators.azureml_orchestrator.AzureMLOrchestrator.validator": (
        "d74ca534cda8efd0",
    ),
    "zenml.integrations.azure.step_operators.azureml_step_operator.AzureMLStepOperator.validator": (
        "7bfc782560176f21",
    ),
    "zenml.integrations.baseten.step_operators.baseten_step_operator.BasetenStepOperator.validator": (
        "12fb455b473a4b77",
    ),
    "zenml.integrations.databricks.flavors.databricks_orchestrator_flavor.DatabricksOrchestratorConfig._validate_service_principal_credentials": (
        "bd78452d60b8c912",
    ),
    "zenml.integrations.databricks.flavors.databricks_orchestrator_flavor.DatabricksOrchestratorSettings._validate_schedule_timezone": (
        "d36d70a075acfb47",
    ),
    "zenml.integrations.databricks.flavors.databricks_shared_settings.DatabricksAccessControlRequest._validate_single_principal": (
        "702887f72a1e8203",
    ),
    "zenml.integrations.databricks.flavors.databricks_shared_settings.DatabricksBaseSettings._validate_autoscale_bounds": (
        "116f06b6d0a8faa9",
    ),
    "zenml.integrations.databricks.flavors.databricks_shared_settings.DatabricksBaseSettings._validate_docker_image_credentials": (
        "9859aeb3527858fb",
    ),
    "zenml.integrations.databricks.flavors.databricks_shared_settings.DatabricksBaseSettings._validate_init_script_paths": (
        "3b0c97306e3e1d16",
    ),
    "zenml.integrations.databricks.flavors.databricks_step_operator_flavor.DatabricksStepOperatorConfig._validate_service_principal_credentials": (
        "bd78452d60b8c912",
    ),
    "zenml.integrations.databricks.orchestrators.databricks_orchestrator.DatabricksOrchestrator.validator": (
        "76ac92bf8ba3c2bb",
    ),
    "zenml.integrations.databricks.step_operators.databricks_step_operator.DatabricksStepOperator.validator": (
        "b760929ef29a6e27",
    ),
    "zenml.integrations.digitalocean.flavors.digitalocean_artifact_store_flavor.DigitalOceanSpacesArtifactStoreConfig._validate_region_or_endpoint": (
        "275bf3c2080af11d",
    ),
    "zenml.integrations.digitalocean.flavors.digitalocean_container_registry_flavor.DigitalOceanContainerRegistryConfig.validate_uri": (
        "7ab222112037f6eb",
    ),
    "zenml.integrations.feast.flavors.feast_feature_store_flavor.FeastFeatureStoreConfig.is_local": (
        "dbbec46f2a680a44",
    ),
    "zenml.integrations.gcp.flavors.vertex_experiment_tracker_flavor.VertexExperimentTrackerSettings._validate_experiment": (
        "b672735a7cddec98",
    ),
    "zenml.integrations.gcp.image_builders.gcp_image_builder.GCPImageBuilder.validator": (
        "28e03d4b5bc1c0d4",
    ),
    "zenml.integrations.gcp.orchestrators.vertex_orchestrator.VertexOrchestrator.validator": (
        "f3fad4522e8d1dba",
    ),
    "zenml.integrations.gcp.step_operators.vertex_step_operator.VertexStepOperator.validator": (
        "faad084982e979a1",
    ),
    "zenml.integrations.great_expectations.flavors.great_expectations_data_validator_flavor.GreatExpectationsDataValidatorConfig._ensure_valid_context_root_dir": (
        "3e16eca0a3e8df1e",
    ),
    "zenml.integrations.great_expectations.flavors.great_expectations_data_validator_flavor.GreatExpectationsDataValidatorConfig.validate_context_config": (
        "c9de0ab6089f33dc",
    ),
    "zenml.integrations.kubeflow.flavors.kubeflow_orchestrator_flavor.KubeflowOrchestratorSettings._validate_and_migrate_pod_settings": (
        "6fa73c33bed1a73b",
    ),
    "zenml.integrations.kubernetes.flavors.kubernetes_deployer_flavor.KubernetesDeployerConfig.is_local": (
        "7cc0c6f064b0c830",
    ),
    "zenml.integrations.kubernetes.flavors.kubernetes_deployer_flavor.KubernetesDeployerSettings.validate_probe_path": (
        "0f0e853c8099b868",
    ),
    "zenml.integrations.kubernetes.flavors.kubernetes_orchestrator_flavor.KubernetesOrchestratorSettings._validate_concurrency_policy": (
        "2e43a5e3f4ed17ab",
    ),
    "zenml.integrations.kubernetes.flavors.kubernetes_orchestrator_flavor.KubernetesOrchestratorSettings.api_request_timeout_validator": (
        "118643be14fddfb8",
    ),
    "zenml.integrations.kubernetes.flavors.kubernetes_step_operator_flavor.KubernetesStepOperatorSettings.api_request_timeout_validator": (
        "118643be14fddfb8",
    ),
    "zenml.integrations.kubernetes.pod_settings.KubernetesPodSettings._convert_affinity": (
        "927a03508b0cee40",
    ),
    "zenml.integrations.kubernetes.pod_settings.KubernetesPodSettings._convert_container_security_context": (
        "2be2c365d87bc169",
    ),
    "zenml.integrations.kubernetes.pod_settings.KubernetesPodSettings._convert_env": (
        "27bc1e2ed95a6963",
    ),
    "zenml.integrations.kubernetes.pod_settings.KubernetesPodSettings._convert_env_from": (
        "c3ae4334713bd91d",
    ),
    "zenml.integrations.kubernetes.pod_settings.KubernetesPodSettings._convert_resources": (
        "1ee49ec72efa2705",
    ),
    "zenml.integrations.kubernetes.pod_settings.KubernetesPodSettings._convert_tolerations": (
        "eb63f86c675289c3",
    ),
    "zenml.integrations.kubernetes.pod_settings.KubernetesPodSettings._convert_volume_mounts": (
        "ca7aebfb4dce3534",
    ),
    "zenml.integrations.kubernetes.pod_settings.KubernetesPodSettings._convert_volumes": (
        "46d63ee651bcf31a",
    ),
    "zenml.integrations.kubernetes.step_operators.kubernetes_step_operator.KubernetesStepOperator.validator": (
        "f93240f896b7370e",
    ),
    "zenml.integrations.mlflow.experiment_trackers.mlflow_experiment_tracker.MLFlowExperimentTracker.validator": (
        "d8bc0b3c6bd3e691",
    ),
    "zenml.integrations.mlflow.flavors.mlflow_experiment_tracker_flavor.MLFlowExperimentTrackerConfig._ensure_authentication_if_necessary": (
        "dc215fe5c66d9027",
    ),
    "zenml.integrations.mlflow.flavors.mlflow_experiment_tracker_flavor.MLFlowExperimentTrackerConfig._ensure_complete_credential_pairs": (
        "ee8bf3363ae4a324",
    ),
    "zenml.integrations.mlflow.flavors.mlflow_experiment_tracker_flavor.MLFlowExperimentTrackerConfig._ensure_databricks_host_if_necessary": (
        "7a129d2ffdcf915d",
    ),
    "zenml.integrations.mlflow.flavors.mlflow_experiment_tracker_flavor.MLFlowExperimentTrackerConfig._ensure_databricks_tracking_uri": (
        "25cff4a0edccccab",
    ),
    "zenml.integrations.mlflow.flavors.mlflow_experiment_tracker_flavor.MLFlowExperimentTrackerConfig._ensure_exactly_one_authentication_method_if_necessary": (
        "d4fd415d37777563",
    ),
    "zenml.integrations.mlflow.model_registries.mlflow_model_registry.MLFlowModelRegistry.validator": (
        "c6ba3cd0024053fb",
    ),
    "zenml.integrations.modal.flavors.modal_base_flavor.ModalCredentialsMixin.validate_modal_token_pair": (
        "a899ae27c2e5efda",
    ),
    "zenml.integrations.modal.flavors.modal_orchestrator_flavor.ModalOrchestratorConfig.validate_modal_token_pair": (
        "a899ae27c2e5efda",
    ),
    "zenml.integrations.modal.flavors.modal_step_operator_flavor.ModalStepOperatorConfig.validate_modal_token_pair": (
        "a899ae27c2e5efda",
    ),
    "zenml.integrations.modal.orchestrators.modal_orchestrator.ModalOrchestrator.validator": (
        "29edf91b52181f43",
    ),
    "zenml.integrations.modal.step_operators.modal_step_operator.ModalStepOperator.validator": (
        "db0eba274668fc73",
    ),
    "zenml.integrations.runai.flavors.runai_step_operator_flavor.RunAIStepOperatorConfig._validate_runai_base_url": (
        "e472287691afc934",
    ),
    "zenml.integrations.runai.flavors.runai_step_operator_flavor.RunAIStepOperatorSettings._validate_gpu_settings": (
        "50b75715b77f6cd7",
    ),
    "zenml.integrations.runai.flavors.runai_step_operator_flavor.RunAIStepOperatorSettings._validate_memory_format": (
        "7b98682fe9e1a3e6",
        "0134fb3f55a3e391",
    ),
    "zenml.integrations.runai.flavors.runai_step_operator_flavor.RunAIStepOperatorSettings._validate_settings": (
        "824b7ec8f2bd42e7",
    ),
    "zenml.integrations.runai.flavors.runai_training_workload_settings._validate_absolute_path": (
        "40bc777fc0fe1b8d",
    ),
    "zenml.integrations.runai.flavors.runai_training_workload_settings._validate_default_mode": (
        "d81dd5a3df145cae",
    ),
    "zenml.integrations.runai.step_operators.runai_step_operator.RunAIStepOperator.validator": (
        "4106065255acd61d",
    ),
    "zenml.integrations.s3.flavors.s3_artifact_store_flavor.S3ArtifactStoreConfig._validate_client_kwargs": (
        "9be28f66fcbb5e3d",
    ),
    "zenml.integrations.skypilot.flavors.skypilot_orchestrator_base_vm_config.SkypilotBaseOrchestratorSettings._validate_infra_configuration": (
        "81ce9e86d3608006",
    ),
    "zenml.integrations.skypilot.orchestrators.skypilot_base_vm_orchestrator.SkypilotBaseOrchestrator.validator": (
        "75deeb64b5199ab6",
    ),
    "zenml.integrations.spark.step_operators.kubernetes_step_operator.KubernetesSparkStepOperator.validator": (
        "d91d512b785a087c",
    ),
    "zenml.integrations.ssh.step_operators.ssh_step_operator.SSHStepOperator.validator": (
        "29ceb638f87830a6",
    ),
    "zenml.integrations.tekton.flavors.tekton_orchestrator_flavor.TektonOrchestratorSettings._validate_and_migrate_pod_settings": (
        "99f6efd83f336985",
    ),
    "zenml.integrations.wandb.flavors.wandb_experiment_tracker_flavor.WandbExperimentTrackerSettings._validate_wandb_init_settings": (
        "fa9c7f62385fa21d",
    ),
    "zenml.log_stores.datadog.datadog_flavor.DatadogLogStoreConfig.set_default_endpoint": (
        "6256b8f2b2538c26",
    ),
    "zenml.log_stores.datadog.datadog_flavor.DatadogLogStoreConfig.validate_max_export_batch_size": (
        "3dece643e4df8089",
    ),
    "zenml.model.model.Model._root_validator": ("5c2f27023717ca8f",),
    "zenml.stack.stack_component.StackComponentConfig.__init__": (
        "c85c2cd02ea7fdb3",
        "6632c137246af903",
        "c3be5d49508f09da",
    ),
    "zenml.utils.deprecation_utils.deprecate_pydantic_attributes": (
        "dbce3a7f483f4c9a",
        "899eb226bddc6b3c",
    ),
}
"""For each validator, by dotted name, the hashes of the code that the rules about it fit."""
