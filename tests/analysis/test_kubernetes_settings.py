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
    ],
)
def test_what_kubernetes_takes(shipped_catalog: Catalog, written: str):
    assert {finding.code for finding in check(shipped_catalog, written)} <= {"placeholder"}


def test_what_zenml_refuses_is_reported_once(shipped_catalog: Catalog):
    found = check(shipped_catalog, "resources: {limits: {cpu: 1}}")
    assert [finding.code for finding in found] == ["wrong-value"]
