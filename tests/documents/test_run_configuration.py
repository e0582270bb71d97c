"""Run configurations: which documents are some, what their keys mean, what is reported where."""

from __future__ import annotations

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.settings import CLASSES, bundled_settings
from stackls_core.documents.kinds import kind_of
from stackls_core.documents.run_configuration.detect import looks_like_run_configuration
from stackls_core.documents.run_configuration.keys import (
    STEP_KEYS,
    TOP_KEYS,
    UNLISTED,
    SettingsKey,
    settings_key,
)
from stackls_core.documents.run_configuration.kind import RUN_CONFIGURATION
from stackls_core.documents.run_configuration.view import RunConfigurationView
from stackls_core.text import LineIndex
from stackls_core.yamltree.parse import parse
from tests.support.checks import check_diagnostics, check_fix

YES = [
    "enable_step_logs: false\n",
    "settings:\n  orchestrator.kubernetes:\n    synchronous: true\n",
    "settings:\n  'step_operator:gpu':\n",
    "settings:\n  docker:\n    requirements: requirements.txt\n",
    "settings:\n  docker:\n    requirements:\n    - pandas\nparameters: {}\n",
    "settings:\n  resources:\n    cpu_count: 2\n",
    "steps:\n  trainer:\n    enable_cache: false\n",
    "steps:\n  trainer:\n    parameters:\n      lr: 0.1\n",
    "steps:\n  trainer:\n    settings:\n      docker:\n        parent_image: x\n",
    "steps:\n  load:\n    source:\n      name: load\n      file: steps/load\nname: old\n",
    "enable_cache: true\nrun_name: x\n",
    "model:\n  name: churn\n  audience: all\nparameters:\n  a: 1\n",
    "<<: *COMMON\nsteps:\n  a:\n    step_operator: gpu\n",
    "parameters:\n  text: |\n    steps:\n  a: 1\nenable_cache: false\n",
    "{% if x %}\nsteps:\n  a:\n    step_operator: gpu\n{% endif %}\n",
]
NO = [
    "",
    "steps:\n- run: make\n",
    "- steps:\n",
    "name: CI\non: push\njobs:\n  a:\n    steps:\n    - run: x\n",
    "kind: Task\nsteps:\n  a:\n    parameters:\n      x: 1\n",
    "settings:\n  docker:\n    environment: {A: b}\n",
    "settings:\n  theme: dark\n",
    "parameters:\n  lr: 0.1\n",
    "steps:\n  build:\n    image: x\n    commands: [make]\n",
    "model:\n  name: llama\n  layers: 3\nparameters: {}\n",
    "enable_cache: true\n",
    "enable_cache: true\nother: 1\n",
    "stack_name: x\ncomponents:\n  orchestrator: {}\nenable_step_logs: true\n",
    "text: |\n  enable_step_logs: true\n",
]


@pytest.mark.parametrize("text", YES)
def test_a_run_configuration_is_known_by_its_content(text: str):
    assert looks_like_run_configuration(LineIndex(text))
    assert looks_like_run_configuration(LineIndex(text.replace("\n", "\r\n")))


@pytest.mark.parametrize("text", NO)
def test_others_are_left_alone(text: str):
    assert not looks_like_run_configuration(LineIndex(text))


@pytest.mark.parametrize("name", ["nightly.run.yaml", "a/b/X.RUN.YML"])
def test_a_name_that_says_so(name: str):
    assert kind_of(LineIndex("parameters: {}\n"), name) is RUN_CONFIGURATION


def test_the_keys_are_those_of_zenmls_classes():
    known = bundled_settings()
    assert set(TOP_KEYS) == set(known.of_class("pipeline").parameters)
    assert set(STEP_KEYS) == set(known.of_class("step").parameters)
    assert known.unlisted == UNLISTED
    assert (known.takes_names, known.takes_nothing) == (True, False)
    assert known.general == CLASSES


def test_every_flavor_with_settings_can_be_read(shipped_catalog: Catalog):
    known = bundled_settings()
    fields = 0
    for key in known.flavors:
        component_type, _, flavor = key.partition(".")
        settings = known.of_flavor(component_type, flavor)
        assert settings is not None
        assert settings.parameters
        assert settings.required == ()
        assert shipped_catalog.summary(component_type, flavor) is not None
        fields += len(settings.parameters)
    assert (len(known.flavors), fields) == (48, 571)
    assert known.of_flavor("artifact_store", "s3") is None


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("docker", SettingsKey("docker")),
        ("orchestrator", SettingsKey("orchestrator", "orchestrator")),
        ("orchestrator.vm_aws", SettingsKey("orchestrator.vm_aws", "orchestrator", "vm_aws")),
        ("step_operator:a.b", SettingsKey("step_operator:a.b", "step_operator", "", "a.b")),
        ("orchestrator.", None),
        ("training.gpu", None),
        ("", None),
    ],
)
def test_keys_of_settings(written: str, meaning: SettingsKey | None):
    assert settings_key(written) == meaning


def test_the_outline():
    text = (
        "run_name: a\nsteps:\n  train:\n    settings:\n      docker: {}\nsettings:\n  docker: {}\n"
    )
    view = RunConfigurationView(parse(text))
    shown = [
        (top.name, top.detail, [(one.name, [x.name for x in one.children]) for one in top.children])
        for top in view.symbols()
    ]
    assert shown == [
        ("run_name", "a", []),
        ("steps", "", [("train", ["docker"])]),
        ("settings", "", [("docker", [])]),
    ]


def test_parameters_beside_parameters_are_moved_together():
    check_fix(
        """
        enable_cache: true
        steps:
          trainer:
            enable_cache: false
            # how fast
            lr: 0.1
            ^^ warning[dropped-key]
            epochs: 3
            ^^^^^^ warning[dropped-key]
            parameters:
              seed: 1
        """,
        """
        enable_cache: true
        steps:
          trainer:
            enable_cache: false
            parameters:
              seed: 1
              # how fast
              lr: 0.1
              epochs: 3
        """,
        title="Move lr, epochs below parameters",
    )


def test_values_are_checked_as_pydantic_reads_them(shipped_catalog: Catalog):
    check_diagnostics(
        """
        enable_cache: "yes"
        enable_step_logs: maybe
                          ^^^^^ error[wrong-value] enable_step_logs takes a boolean
        run_name: 3
                  ^ error[wrong-value]
        tags: nightly
              ^^^^^^^ error[wrong-value]
        retry: {max_retries: 0}
                             ^ error[wrong-value]
        model:
          name: churn
          version: 1.10
                   ^^^^ error[wrong-value]
        cache_policy: default
        execution_mode: fast
                        ^^^^ error[wrong-value]
        heartbeat: 1
        ^^^^^^^^^ warning[dropped-key]
        steps:
          a:
            model: {version: 3}
                    ^^^^^^^ error[missing-parameter] model needs "name".
            environment: {PORT: 8080}
                                ^^^^ error[wrong-value]
            failure_hook_source: hooks.alert
            heartbeat_healthy_threshold: 5
                                         ^ error[wrong-value]
        """,
        shipped_catalog,
    )


def test_settings_of_a_flavor(shipped_catalog: Catalog):
    check_diagnostics(
        """
        settings:
          orchestrator.kubernetes:
            synchronous: perhaps
                         ^^^^^^^ error[wrong-value]
            timout: 3
            ^^^^^^ warning[ignored-setting] Did you mean timeout?
          docker:
            skip_build: false
            requirments: [pandas]
            ^^^^^^^^^^^ warning[ignored-setting] Did you mean requirements?
          resources:
            memory: 4Gi
                    ^^^ error[wrong-value] Did you mean 4GiB?
        """,
        shipped_catalog,
    )
