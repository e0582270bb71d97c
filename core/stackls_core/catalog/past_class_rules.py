"""What classes of past ZenML versions refuse beyond their JSON schema, and no newer one checks so.

Facts as in `class_rules`, about validators that the newest version does not have.
"""

from __future__ import annotations

from stackls_core.catalog import class_predicates as predicates
from stackls_core.catalog.class_rule_kinds import Predicate, Rule, Together

_INTEGRATIONS = "zenml.integrations"
_MLFLOW = (
    f"{_INTEGRATIONS}.mlflow.flavors.mlflow_experiment_tracker_flavor"
    ".MLFlowExperimentTrackerConfig._ensure_authentication_if_necessary"
)
_MODAL = f"{_INTEGRATIONS}.modal.flavors"

PAST_RULES: tuple[Rule, ...] = (
    # up to 0.94
    Predicate(predicates.mlflow_databricks_host, _MLFLOW),
    Predicate(predicates.mlflow_credentials, _MLFLOW),
    # 0.94.2 and 0.94.3
    Predicate(
        predicates.runai_gpu,
        f"{_INTEGRATIONS}.runai.flavors.runai_step_operator_flavor"
        ".RunAIStepOperatorSettings._validate_gpu_settings",
    ),
    # 0.95
    *(
        Together("token_id", "token_secret", f"{owner}.validate_modal_token_pair", blank=False)
        for owner in (
            f"{_MODAL}.modal_orchestrator_flavor.ModalOrchestratorConfig",
            f"{_MODAL}.modal_step_operator_flavor.ModalStepOperatorConfig",
        )
    ),
)
