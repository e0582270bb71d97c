"""Slips in what Kubernetes gets: pod settings, and parameters beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .inputs import GOOD, HEAD, Document

_PODS = (
    HEAD + "  artifact_store:\n    name: bk\n    flavor: s3\n    configuration: {path: 's3://b'}\n"
    "  container_registry:\n    name: r1\n    flavor: default\n"
    "    configuration: {uri: reg.example.com/team}\n"
    "  orchestrator:\n    name: ko\n    flavor: kubernetes\n    configuration:\n"
    "      pod_settings:\n        "
)
_IN_PODS = (
    ("volume_mounts: [{name: d, mount_path: /d}]", "mountPath"),
    ("volume_mounts: [{name: d, mountPath: /d, sub_path: x}]", "subPath"),
    ("tolerations: [{key: a, toleration_seconds: 30}]", "tolerationSeconds"),
    ("volumes: [{name: d, host_path: {path: /x}}]", "hostPath"),
    ("volumes: [{name: d, persistentVolumeClaim: {claim_name: c}}]", "claimName"),
    ("volumes: [{name: d, emptyDir: {size_limit: 1Gi}}]", "sizeLimit"),
    ("resources: {request: {cpu: '1'}}", "requests"),
    ("affinity: {node_affinity: {}}", "nodeAffinity"),
    ("env: [{name: A, value_from: {secretKeyRef: {key: k, name: n}}}]", "valueFrom"),
    ("env: [{name: A, valueFrom: {secret_key_ref: {key: k, name: n}}}]", "secretKeyRef"),
    ("env_from: [{config_map_ref: {name: c}}]", "configMapRef"),
    ("container_security_context: {run_as_user: 1}", "runAsUser"),
    ("additional_pod_spec_args: {hostNetwork: true}", "host_network"),
    ("env: [{name: PORT, value: 8080}]", "value: '8080'"),
    ("env: [{name: ON, value: yes}]", "value: 'yes'"),
    ("tolerations: [{key: a, value: true}]", "value: 'true'"),
    ("tolerations: [{key: a, tolerationSeconds: '60'}]", "tolerationSeconds: 60"),
    ("tolerations: [{effect: NoSchedul}]", "effect: NoSchedule}"),
    ("tolerations: [{key: a, operator: exists}]", "operator: Exists"),
    ("volume_mounts: [{name: d, mountPath: /d, readOnly: 'true'}]", "readOnly: true"),
    ("container_security_context: {privileged: 'false'}", "privileged: false"),
    ("volumes: [{name: d, configMap: {name: c, defaultMode: '420'}}]", "defaultMode: 420"),
    ("volumes: [{name: d, csi: {driver: x, volume_attributes: {}}}]", "volumeAttributes"),
    ("volumes: [{name: d, projected: {sources: [{config_map: {name: c}}]}}]", "configMap"),
    ("volumes: [{name: d, emptyDir: {medium: Memory, sizelimit: 1Gi}}]", "sizeLimit"),
    ("container_security_context: {capabilities: {Add: [A]}}", "add"),
    ("additional_pod_spec_args: {dnsPolicy: Default}", "dns_policy"),
    ("additional_pod_spec_args: {security_context: {fs_group: 1}}", "fsGroup"),
    ("env: [{name: A, valueFrom: {fieldRef: {field_path: metadata.name}}}]", "fieldPath"),
    ("volumes: [{name: d, emptyDir: {sizeLimit: 1 Gi}}]", "sizeLimit: 1Gi"),
    ("resources: {limits: {memory: 1 GB}}", "memory: 1G"),
    ("resources: {limits: {memory: 2GiB}}", "memory: 2Gi"),
    ("resources: {requests: {cpu: 500 m}}", "cpu: 500m"),
    ("resources: {limits: {memory: 512m}}", "memory: 512Mi"),
    ("additional_pod_spec_args: {tolerations: [{effect: noschedule}]}", "effect: NoSchedule"),
    ("volume_mounts: [{name: d, mountPath: /d, mountPropagation: none}]", "mountPropagation: None"),
)


_BESIDE_PODS = (
    ("env: [{name: PORT, value: 8080}]", "env: [{name: PORT, value: '8080'}]"),
    ("env_from: [{secret_ref: {name: s}}]", "env_from: [{secretRef: {name: s}}]"),
    ("volumes: [{nam: d}]", "volumes: [{name: d}]"),
    ("volume_mounts: [{name: d, mount_path: /d}]", "volume_mounts: [{name: d, mountPath: /d}]"),
)
_POLICIES = (
    ("rules: [{action: failjob}]", "rules: [{action: FailJob}]"),
    (
        "rules: [{action: Count, on_exit_codes: {operator: In, values: [1]}}]",
        "rules: [{action: Count, onExitCodes: {operator: In, values: [1]}}]",
    ),
)


def of_models() -> Iterator[Document]:
    """Each with the fix that is offered first."""
    builder = GOOD + "  image_builder:\n    name: kb\n    flavor: kaniko\n    configuration:\n"
    for written, meant in _BESIDE_PODS:
        head = f"{builder}      kubernetes_context: a\n      "
        yield Document(f"{head}{written}\n", fixed=f"{head}{meant}\n")
    policy = _PODS.replace("pod_settings:", "pod_failure_policy:")
    for written, meant in _POLICIES:
        yield Document(f"{policy}{written}\n", fixed=f"{policy}{meant}\n")
    for written, meant in _IN_PODS:
        key, _, value = meant.partition(": ")
        after = _closed(written, key, value) if value else _renamed(written, key)
        yield Document(_PODS + written + "\n", fixed=_PODS + after + "\n")


def _closed(written: str, key: str, value: str) -> str:
    return re.sub(rf"\b{key}: [^,}}]+", f"{key}: {value.rstrip('}')}", written, count=1)


def _renamed(written: str, key: str) -> str:
    """``written`` with the key that is nearly ``key``."""
    plain = key.replace("_", "").lower()
    for found in re.findall(r"(\w+):", written):
        said = found.replace("_", "").lower()
        if said == plain or said + "s" == plain:
            return re.sub(rf"\b{found}:", f"{key}:", written, count=1)
    raise AssertionError(written)
