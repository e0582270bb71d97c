"""All rules of run configurations, in the order in which a reader would want to hear of them."""

from __future__ import annotations

from stackls_core.documents.rule import AnyRule
from stackls_core.documents.run_configuration.rules import (
    component_not_in_stack,
    dropped_key,
    environment_value,
    hook_without_effect,
    literal_placeholder,
    literal_secret,
    misplaced_settings,
    parameter_conflict,
    parameter_type,
    refused_run,
    repeated_settings,
    run_name_placeholder,
    schedule_without_trigger,
    settings_without_effect,
    undeclared_parameter,
    unknown_integration,
    unknown_settings,
    unknown_step,
    wrong_build,
    wrong_run_configuration,
    wrong_settings,
    wrong_step,
)

RULES: tuple[AnyRule, ...] = (
    wrong_run_configuration.RULE,
    dropped_key.RULE,
    wrong_step.RULE,
    wrong_settings.RULE,
    unknown_settings.RULE,
    misplaced_settings.RULE,
    settings_without_effect.RULE,
    repeated_settings.RULE,
    component_not_in_stack.RULE,
    wrong_build.RULE,
    schedule_without_trigger.RULE,
    run_name_placeholder.RULE,
    hook_without_effect.RULE,
    unknown_integration.RULE,
    literal_placeholder.RULE,
    literal_secret.RULE,
    environment_value.RULE,
    unknown_step.RULE,
    undeclared_parameter.RULE,
    parameter_type.RULE,
    parameter_conflict.RULE,
    refused_run.RULE,
)
