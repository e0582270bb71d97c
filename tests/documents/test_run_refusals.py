"""What ZenML refuses of run configurations, tried on ZenML 0.98.0 each."""

from __future__ import annotations

from textwrap import dedent

import pytest

from stackls_core.catalog.catalog import Catalogs
from tests.support.checks import check_diagnostics
from tests.support.code import code_of, sample_scope
from tests.support.known import known_registry

SCOPE = sample_scope()


@pytest.mark.parametrize(
    "marked",
    [
        """
        retry:
          max_retries: ${TIMES}
                       ^^^^^^^^ error[literal-placeholder] before it replaces placeholders
        run_name: x-${STAGE}
        """,
        """
        execution_mode: ${MODE}
                        ^^^^^^^ error[literal-placeholder]
        """,
        """
        secrets: ["${NAME}"]
                  ^^^^^^^^^ error[literal-placeholder] looks up secrets at the top
        """,
        """
        model:
          version: "1"
          ^^^^^^^ error[missing-parameter] model needs "name".
        """,
        """
        tags:
        - color: red
          ^^^^^ error[missing-parameter] tags[0] needs "name".
        """,
        """
        schedule:
          start_time: soon
                      ^^^^ error[wrong-value] takes a date and time
          interval_second: 60
        """,
        """
        environment: {5: x}
                      ^ error[wrong-value] The keys of environment are strings.
        """,
        """
        self: 1
        ^^^^ error[wrong-run-configuration] refuses the key self
        on_failure: 5
                    ^ error[wrong-run-configuration] what to import
        on_success: hooks.notify
        """,
        """
        settings:
          "${STAGE}": {}
          ^^^^^^^^^^ error[unknown-settings]
          "orchestrator.${STAGE}": {}
        """,
        """
        steps:
          trainer:
            enable_cache: true
            settings:
            ^^^^^^^^ error[wrong-step] ZenML refuses settings with nothing below it
        """,
        """
        settings:
          resources:
            min_replicas: 5
                          ^ error[invalid-combination] at most max_replicas
            max_replicas: 2
        """,
    ],
)
def test_refused(marked: str, shipped_catalogs: Catalogs):
    check_diagnostics(f"enable_step_logs: true\n{dedent(marked)}", shipped_catalogs)


@pytest.mark.parametrize(
    "text",
    [
        "run_name: '{date:%Y}'\n",
        "schedule: {start_time: 2030-01-01 10:00:00, interval_second: PT5M}\n",
        "cache_policy: {cache_func: cache.key, source_dependencies: [steps]}\n",
        "settings: {deployment: {startup_hook: hooks.start, include_default_endpoints: 9}}\n",
        "settings: {docker: {build_config: {build_options: {network: host}}}}\n",
        "settings: {resources: {preemptible: true}}\n",
        "steps: {a: {enable_cache: true, outputs: {b: {materializer_source: c.D}}}}\n",
    ],
)
def test_accepted(text: str, shipped_catalogs: Catalogs):
    check_diagnostics(f"enable_step_logs: true\n{text}", shipped_catalogs)


def test_variables_that_have_to_be_set(shipped_catalogs: Catalogs):
    check_diagnostics(
        """
        enable_step_logs: true
        steps: {a: {secrets: ['${NAME}'], step_operator: '${WHERE}'}}
                               ^^^^^^^ hint[needs-variable] where NAME or WHERE is not set
        nobody: {reads: '${THIS}'}
        ^^^^^^ warning[dropped-key]
        """,
        shipped_catalogs,
    )


def test_settings_of_a_step_that_is_not_there_are_never_read(shipped_catalogs: Catalogs):
    check_diagnostics(
        """
        steps:
          tester:
          ^^^^^^ warning[unknown-step]
            enable_cache: true
            step_operator: gpu
            settings:
              nothing: {}
              docker:
                skip_build: perhaps
        """,
        shipped_catalogs,
        known_registry(),
        SCOPE,
    )


@pytest.mark.parametrize(
    ("decorator", "severity"),
    [("@pipeline", "error"), ("@pipeline(settings={'docker': DOCKER})", "warning")],
)
def test_an_image_may_come_from_the_code(decorator: str, severity: str, shipped_catalogs: Catalogs):
    source = (
        f"from zenml import pipeline, step\n{decorator}\ndef training():\n    pass\n"
        "training.with_options(config_path='configs/training.yaml')()\n"
    )
    scope = code_of(training=source).scope("/team/configs/training.yaml")
    check_diagnostics(
        f"""
        settings:
          docker:
            skip_build: true
            ^^^^^^^^^^ {severity}[missing-parent-image]
        """,
        shipped_catalogs,
        None,
        scope,
    )


def test_nothing_is_refused_of_settings_that_the_stack_has_no_component_for(
    shipped_catalogs: Catalogs,
):
    check_diagnostics(
        """
        enable_step_logs: true
        settings:
          orchestrator.kubernetes:
          ^^^^^^^^^^^^^^^^^^^^^^^ warning[settings-without-effect]
            synchronous: maybe
                         ^^^^^ warning[wrong-value] takes a boolean
        """,
        shipped_catalogs,
        known_registry(),
    )


def test_a_pipeline_gets_its_parameters_before_placeholders_are_replaced():
    source = (
        "from zenml import pipeline\n@pipeline\ndef training(epochs: int, name: str):\n    pass\n"
        "training.with_options(config_path='configs/training.yaml')()\n"
    )
    scope = code_of(training=source).scope("/team/configs/training.yaml")
    check_diagnostics(
        """
        enable_cache: true
        parameters:
          epochs: ${EPOCHS}
                  ^^^^^^^^^ error[parameter-type]
          name: ${NAME}
        """,
        scope=scope,
    )


def test_a_file_for_a_replay_has_more_keys():
    check_diagnostics(
        """
        enable_step_logs: true
        skip_successful_steps: true
        steps_to_skip: [loader]
        """
    )


def test_a_second_document_is_refused():
    check_diagnostics(
        """
        enable_step_logs: true
        ---
        ^^^ error[syntax-error] reads one YAML document from a file
        """
    )
