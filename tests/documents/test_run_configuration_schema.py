"""The JSON Schema of run configurations, for who has nothing else: stricter nowhere than ZenML.

It refuses keys that ZenML drops, so that they are seen. What is taken here was tried on ZenML.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.run_configuration.json_schema import run_configuration_schema

TAKEN = [
    "enable_cache: 'on'",
    "enable_cache: 'No'",
    "enable_cache: 1",
    "enable_cache: null",
    "steps: null",
    "retry: {max_retries: '2', delay: 5}",
    "schedule: {start_time: '2030-01-01 10:00:00', interval_second: 60}",
    "schedule: {start_time: '2030-01-01', interval_second: PT5M}",
    "build: '12345678123456781234567812345678'",
    "failure_hook_source: hooks.notify",
    "cache_policy: default",
    "cache_policy: {cache_func: caching.key, source_dependencies: [steps]}",
    "steps: {a: {outputs: {b: {materializer_source: c.D}}}}",
    "steps: {a: {heartbeat_healthy_threshold: '30'}}",
    "settings: {resources: {cpu_count: '0.5', gpu_count: '1', preemptible: true}}",
    "settings: {resources: {cpu_count: '${COUNT}'}}",
    "settings: {deployment: {startup_hook: hooks.start, include_default_endpoints: 9}}",
    "settings: {experiment_tracker.neptune: {tags: [a, a]}}",
    "settings: {docker: {build_config: {build_options: {network: host}}}}",
    "settings: {'orchestrator:any name': {what: 5}}",
    "x-own: 5",
]
REFUSED = [
    "enable_cache: maybe",
    "enable_cach: true",
    "retry: {max_retries: often}",
    "cache_policy: never",
    "failure_hook_source: ''",
    "steps: {a: null}",
    "steps: {a: {lr: 0.1}}",
    "steps: {a: {settings: {deployment: {}}}}",
    "settings: {nothing: {}}",
    "settings: {docker: {requirments: []}}",
    "settings: {resources: {cpu_count: some}}",
]


@pytest.fixture(scope="module")
def validator(shipped_catalog: Catalog) -> Draft202012Validator:
    schema: Any = run_configuration_schema(shipped_catalog)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("text", TAKEN)
def test_taken(text: str, validator: Draft202012Validator):
    assert [error.message for error in validator.iter_errors(yaml.safe_load(text))] == []


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str, validator: Draft202012Validator):
    assert list(validator.iter_errors(yaml.safe_load(text)))
