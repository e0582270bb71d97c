"""Pod settings are compared with the models of Kubernetes, to the leaves."""

from __future__ import annotations

import pytest

from stackls_core.analysis.fix_all import fix_text
from stackls_core.catalog.catalog import Catalog
from stackls_core.check import check_text
from stackls_core.findings import Finding, Severity

_HEAD = """\
stack_name: team
zenml_version: 0.98.0
components:
  artifact_store: {name: bucket, flavor: s3, configuration: {path: 's3://team'}}
  container_registry: {name: hub, flavor: default, configuration: {uri: reg.example.com/team}}
  image_builder: {name: local, flavor: local, configuration: {}}
  orchestrator:
    name: cluster
    flavor: kubernetes
    configuration:
      pod_settings:
        """


def check(catalog: Catalog, setting: str) -> list[Finding]:
    return check_text(_HEAD + setting + "\n", None, catalog)


def fixed(catalog: Catalog, setting: str) -> str:
    text = fix_text(_HEAD + setting, lambda one: check_text(one, None, catalog)).text
    return text.removeprefix(_HEAD)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("volume_mounts: [{name: d, mount_path: /d}]", "mountPath"),
        ("tolerations: [{key: a, toleration_seconds: 30}]", "tolerationSeconds"),
        ("volumes: [{name: d, host_path: {path: /x}}]", "hostPath"),
        ("volumes: [{name: d, persistentVolumeClaim: {claim_name: c}}]", "claimName"),
        ("resources: {request: {cpu: '1'}}", "requests"),
        ("affinity: {node_affinity: {}}", "nodeAffinity"),
        ("env: [{name: A, value_from: {secretKeyRef: {key: k}}}]", "valueFrom"),
        ("env_from: [{config_map_ref: {name: c}}]", "configMapRef"),
        ("container_security_context: {run_as_user: 1}", "runAsUser"),
        ("container_security_context: {seccompProfile: {typ: Localhost}}", "type"),
        ("additional_pod_spec_args: {hostNetwork: true}", "host_network"),
        ("additional_pod_spec_args: {dns_config: {name_servers: [a]}}", "nameservers"),
    ],
)
def test_a_key_that_kubernetes_does_not_know(shipped_catalog: Catalog, written: str, meant: str):
    (finding,) = check(shipped_catalog, written)
    assert (finding.code, finding.severity) == ("ignored-setting", Severity.WARNING)
    assert finding.message.endswith(f"Did you mean {meant}?")
    after = fixed(shipped_catalog, written)
    assert meant in after
    assert check(shipped_catalog, after) == []


@pytest.mark.parametrize(
    ("written", "after"),
    [
        ("env: [{name: PORT, value: 8080}]", "env: [{name: PORT, value: '8080'}]"),
        ("env: [{name: FLAG, value: yes}]", "env: [{name: FLAG, value: 'yes'}]"),
        ("tolerations: [{key: a, value: true}]", "tolerations: [{key: a, value: 'true'}]"),
        (
            "tolerations: [{key: a, tolerationSeconds: '60'}]",
            "tolerations: [{key: a, tolerationSeconds: 60}]",
        ),
        ("tolerations: [{effect: NoSchedul}]", "tolerations: [{effect: NoSchedule}]"),
        (
            "volume_mounts: [{name: d, mountPath: /d, readOnly: 'true'}]",
            "volume_mounts: [{name: d, mountPath: /d, readOnly: true}]",
        ),
        (
            "container_security_context: {runAsUser: 1000.0}",
            "container_security_context: {runAsUser: 1000}",
        ),
        (
            "container_security_context: {capabilities: {add: [1]}}",
            "container_security_context: {capabilities: {add: ['1']}}",
        ),
        (
            "additional_pod_spec_args: {restart_policy: never}",
            "additional_pod_spec_args: {restart_policy: Never}",
        ),
        (
            "volumes: [{name: d, configMap: {name: c, defaultMode: '420'}}]",
            "volumes: [{name: d, configMap: {name: c, defaultMode: 420}}]",
        ),
        (
            "volumes: [{name: d, emptyDir: {sizeLimit: 1 Gi}}]",
            "volumes: [{name: d, emptyDir: {sizeLimit: 1Gi}}]",
        ),
        ("resources: {limits: {memory: 1 GB}}", "resources: {limits: {memory: 1G}}"),
        ("resources: {limits: {memory: 1GiB}}", "resources: {limits: {memory: 1Gi}}"),
        ("resources: {requests: {memory: 64mb}}", "resources: {requests: {memory: 64M}}"),
        ("resources: {requests: {cpu: 500 m}}", "resources: {requests: {cpu: 500m}}"),
        ("resources: {requests: {cpu: 2 cores}}", "resources: {requests: {cpu: '2'}}"),
        (
            "additional_pod_spec_args: {security_context: {supplementalGroups: ['1']}}",
            "additional_pod_spec_args: {security_context: {supplementalGroups: [1]}}",
        ),
        (
            "env: [{name: A, valueFrom: {resourceFieldRef: {resource: a, divisor: 1 Mi}}}]",
            "env: [{name: A, valueFrom: {resourceFieldRef: {resource: a, divisor: 1Mi}}}]",
        ),
    ],
)
def test_a_value_that_kubernetes_refuses(shipped_catalog: Catalog, written: str, after: str):
    (finding,) = check(shipped_catalog, written)
    assert (finding.code, finding.severity) == ("refused-by-kubernetes", Severity.WARNING)
    assert fixed(shipped_catalog, written) == after


@pytest.mark.parametrize(
    "written",
    [
        "volumes: [{name: d, emptyDir: {sizeLimit: 1}}]",
        "env: [{name: A, value: '${PORT}'}, {name: B, value: null}]",
        "tolerations: [{effect: '', operator: Exists}]",
        "affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}}",
        "additional_pod_spec_args: {host_network: true, containers: [{name: a, image: b}]}",
        "container_security_context: {seLinuxOptions: {}, runAsUser: 0}",
        "additional_pod_spec_args: {security_context: {supplementalGroups: [1, 2]}}",
        "resources: {limits: {cpu: 500m, memory: 1.5Gi, nvidia.com/gpu: '1'}}",
        "resources: {limits: {memory: 1e9}, requests: {memory: '128974848'}}",
    ],
)
def test_what_kubernetes_takes(shipped_catalog: Catalog, written: str):
    assert {finding.code for finding in check(shipped_catalog, written)} <= {"placeholder"}


def test_what_zenml_refuses_is_reported_once(shipped_catalog: Catalog):
    found = check(shipped_catalog, "resources: {limits: {cpu: 1}}")
    assert [finding.code for finding in found] == ["wrong-value"]


def test_memory_in_thousandths_of_a_byte(shipped_catalog: Catalog):
    (finding,) = check(shipped_catalog, "resources: {limits: {cpu: 500m, memory: 512m}}")
    assert finding.code == "refused-by-kubernetes"
    assert finding.message.endswith("to Kubernetes, m are thousandths. Did you mean 512Mi?")
    (fix,) = finding.fixes
    assert not fix.safe


@pytest.mark.parametrize(
    ("written", "absent"),
    [
        ("additional_pod_spec_args: {host_aliases: [{hostnames: [a]}]}", "ip"),
        ("additional_pod_spec_args: {tolerations: [{key: a}], init_containers: [{}]}", "name"),
    ],
)
def test_what_kubernetes_requires_where_zenml_does_not_look(
    shipped_catalog: Catalog, written: str, absent: str
):
    (finding,) = check(shipped_catalog, written)
    assert finding.code == "refused-by-kubernetes"
    assert finding.message.startswith(f"Kubernetes requires {absent} in pod_settings.")


_OF_KANIKO = _HEAD.replace(
    "local, flavor: local, configuration: {}}",
    "builder, flavor: kaniko, configuration: {kubernetes_context: a, @}}",
)
_OF_JOB = _HEAD.replace("pod_settings:\n        ", "pod_failure_policy:\n        @")


@pytest.mark.parametrize(
    ("text", "written", "after"),
    [
        (_OF_KANIKO, "env: [{name: PORT, value: 80}]", "env: [{name: PORT, value: '80'}]"),
        (_OF_KANIKO, "volumes: [{nam: d}]", "volumes: [{name: d}]"),
        (
            _OF_KANIKO,
            "volume_mounts: [{name: d, mount_path: /d}]",
            "volume_mounts: [{name: d, mountPath: /d}]",
        ),
        (
            _OF_KANIKO,
            "env_from: [{secret_ref: {name: s}}]",
            "env_from: [{secretRef: {name: s}}]",
        ),
        (
            _OF_JOB,
            "rules: [{action: Ignore, on_pod_conditions: []}]",
            "rules: [{action: Ignore, onPodConditions: []}]",
        ),
        (
            _OF_JOB,
            "rules: [{action: failJob}, {action: Count}]",
            "rules: [{action: FailJob}, {action: Count}]",
        ),
        (
            _OF_JOB,
            "rules: [{action: Count, onPodConditions: [{type: A, status: true}]}]",
            "rules: [{action: Count, onPodConditions: [{type: A, status: 'True'}]}]",
        ),
    ],
)
def test_parameters_beside_pod_settings(
    shipped_catalog: Catalog, text: str, written: str, after: str
):
    broken = text.replace("@", written)
    if text is _OF_KANIKO:
        broken = broken.replace("pod_settings:", "pod_settings: {}")
    found = check_text(broken, None, shipped_catalog)
    assert [one.code in ("refused-by-kubernetes", "ignored-setting") for one in found] == [True]
    fixed_text = fix_text(broken, lambda one: check_text(one, None, shipped_catalog)).text
    assert after in fixed_text


def test_json_text_stands_for_a_list(shipped_catalog: Catalog):
    text = _OF_KANIKO.replace("@", """env: '[{"name": "A"}]'""").replace(
        "pod_settings:", "pod_settings: {}"
    )
    assert check_text(text, None, shipped_catalog) == []
