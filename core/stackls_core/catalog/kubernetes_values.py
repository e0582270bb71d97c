"""What Kubernetes takes for some attributes, where the client's models only say ``str``.

The client's models do not tell choices and quantities from other strings; the API does. These are
facts of Kubernetes, the same in all versions that ZenML supports.
"""

from __future__ import annotations

from collections.abc import Mapping

QUANTITIES = frozenset(
    {
        ("V1EmptyDirVolumeSource", "sizeLimit"),
        ("V1PodSpec", "overhead"),
        ("V1ResourceFieldSelector", "divisor"),
        ("V1ResourceRequirements", "limits"),
        ("V1ResourceRequirements", "requests"),
        ("V1VolumeResourceRequirements", "limits"),
        ("V1VolumeResourceRequirements", "requests"),
    }
)

_PULL = ("Always", "Never", "IfNotPresent")
_PROFILE = ("Localhost", "RuntimeDefault", "Unconfined")
_POLICY = ("Honor", "Ignore")

CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("V1AppArmorProfile", "type"): _PROFILE,
    ("V1AzureDiskVolumeSource", "cachingMode"): ("None", "ReadOnly", "ReadWrite"),
    ("V1AzureDiskVolumeSource", "kind"): ("Shared", "Dedicated", "Managed"),
    ("V1Container", "imagePullPolicy"): _PULL,
    ("V1Container", "terminationMessagePolicy"): ("File", "FallbackToLogsOnError"),
    ("V1ContainerPort", "protocol"): ("TCP", "UDP", "SCTP"),
    ("V1HTTPGetAction", "scheme"): ("HTTP", "HTTPS"),
    ("V1HostPathVolumeSource", "type"): (
        "DirectoryOrCreate",
        "Directory",
        "FileOrCreate",
        "File",
        "Socket",
        "CharDevice",
        "BlockDevice",
    ),
    ("V1ImageVolumeSource", "pullPolicy"): _PULL,
    ("V1LabelSelectorRequirement", "operator"): ("In", "NotIn", "Exists", "DoesNotExist"),
    ("V1NodeSelectorRequirement", "operator"): (
        "In",
        "NotIn",
        "Exists",
        "DoesNotExist",
        "Gt",
        "Lt",
    ),
    ("V1PersistentVolumeClaimSpec", "accessModes"): (
        "ReadWriteOnce",
        "ReadOnlyMany",
        "ReadWriteMany",
        "ReadWriteOncePod",
    ),
    ("V1PersistentVolumeClaimSpec", "volumeMode"): ("Filesystem", "Block"),
    ("V1PodFailurePolicyOnExitCodesRequirement", "operator"): ("In", "NotIn"),
    ("V1PodFailurePolicyOnPodConditionsPattern", "status"): ("True", "False", "Unknown"),
    ("V1PodFailurePolicyRule", "action"): ("FailJob", "FailIndex", "Ignore", "Count"),
    ("V1PodOS", "name"): ("linux", "windows"),
    ("V1PodSecurityContext", "fsGroupChangePolicy"): ("OnRootMismatch", "Always"),
    ("V1PodSecurityContext", "supplementalGroupsPolicy"): ("Merge", "Strict"),
    ("V1PodSpec", "dnsPolicy"): ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"),
    ("V1PodSpec", "preemptionPolicy"): ("Never", "PreemptLowerPriority"),
    ("V1PodSpec", "restartPolicy"): ("Always", "OnFailure", "Never"),
    ("V1SeccompProfile", "type"): _PROFILE,
    ("V1SecurityContext", "procMount"): ("Default", "Unmasked"),
    ("V1Toleration", "effect"): ("NoSchedule", "PreferNoSchedule", "NoExecute"),
    ("V1Toleration", "operator"): ("Exists", "Equal", "Lt", "Gt"),
    ("V1TopologySpreadConstraint", "nodeAffinityPolicy"): _POLICY,
    ("V1TopologySpreadConstraint", "nodeTaintsPolicy"): _POLICY,
    ("V1TopologySpreadConstraint", "whenUnsatisfiable"): ("DoNotSchedule", "ScheduleAnyway"),
    ("V1VolumeMount", "mountPropagation"): ("None", "HostToContainer", "Bidirectional"),
    ("V1VolumeMount", "recursiveReadOnly"): ("Disabled", "IfPossible", "Enabled"),
}
"""By model and key; an empty string stands for the default of each."""

REQUIRED: Mapping[tuple[str, str], bool] = {
    ("V1HostAlias", "ip"): True,
    ("V1PodFailurePolicyOnPodConditionsPattern", "status"): False,
    ("V1PodFailurePolicyRule", "onPodConditions"): False,
}
"""What clusters require, by model and key, where the client that ZenML takes says otherwise."""
