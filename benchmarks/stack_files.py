"""Stack files of any length for benchmarks: the same text for the same length, always valid.

They look like the long ones that teams have: a Kubernetes stack whose step operators each bring
their pod settings along.
"""

from __future__ import annotations

VERSION = "0.98.0"

HEAD = """\
stack_name: production
zenml_version: 0.98.0
components:
  orchestrator:
  - name: production-orchestrator
    type: orchestrator
    flavor: kubernetes
    configuration:
      kubernetes_context: production
      kubernetes_namespace: pipelines
      synchronous: false
      max_parallelism: 8
  artifact_store:
  - name: production-artifacts
    type: artifact_store
    flavor: s3
    configuration:
      path: s3://production-artifacts
"""
REST = """\
  container_registry:
  - name: production-images
    type: container_registry
    flavor: aws
    configuration:
      uri: 123456789012.dkr.ecr.eu-central-1.amazonaws.com
  image_builder:
  - name: production-builder
    type: image_builder
    flavor: kaniko
    configuration:
      kubernetes_context: production
      kubernetes_namespace: pipelines
"""
SMALL = """\
stack_name: laptop
zenml_version: 0.98.0
components:
  orchestrator:
  - name: local
    flavor: local
    configuration: {}
  artifact_store:
  - name: scratch
    flavor: local
    configuration: {}
  step_operator:
  - name: operator
    flavor: kubernetes
    configuration:
      kubernetes_context: production
      kubernetes_namespace: steps
      pod_count: 1
      privileged: false
"""
STEP_OPERATOR = """\
  - name: operator-{number:04}
    type: step_operator
    flavor: kubernetes
    configuration:
      kubernetes_context: production
      kubernetes_namespace: steps-{number:04}
      service_account_name: steps
      pod_count: 1
      privileged: false
      pod_settings:
        resources:
          requests:
            cpu: '2'
            memory: 4Gi
          limits:
            cpu: '4'
            memory: 8Gi
        tolerations:
        - key: dedicated
          operator: Equal
          value: training
          effect: NoSchedule
        env:
        - name: STEP_NUMBER
          value: '{number}'
        node_selectors:
"""
MISTAKES = (
    (
        "kubernetes_context: production\n      kubernetes_namespace: steps",
        "kubernetes_contxt: production\n      kubernetes_namespace: steps",
    ),
    ("service_account_name:", "servce_account_name:"),
    ("privileged: false", "privileged: maybe"),
    ("cpu: '2'", "cpu: 2"),
    ("effect: NoSchedule", "effct: NoSchedule"),
    ("label-00: value-00", "label-00: no"),
    ("label-01: value-01", "label-01: 17"),
)
"""What is wrong in each step operator of a file with mistakes: what is right, and what is there."""
_LABELS = 12
_BLOCK = STEP_OPERATOR.count("\n") + _LABELS


def stack_file(lines: int, version: str = VERSION) -> str:
    """A valid stack file of exactly so many ``lines``: 19, or 60 and more.

    It says that it is for ``version``; the newest one takes it.
    """
    return _stack_file(lines).replace(VERSION, version, 1)


def file_with_mistakes(lines: int) -> str:
    """A stack file of so many ``lines`` with all the ``MISTAKES`` in each step operator."""
    text = stack_file(lines)
    for right, wrong in MISTAKES:
        text = text.replace(right, wrong)
    return text


def _stack_file(lines: int) -> str:
    if lines == SMALL.count("\n"):
        return SMALL
    head = HEAD + REST + "  step_operator:\n"
    left = lines - head.count("\n")
    count = max(left // _BLOCK, 1)
    parts = [head]
    for number in range(count):
        extra = left - count * _BLOCK if number == count - 1 else 0
        parts.append(_step_operator(number, _LABELS + extra))
    text = "".join(parts)
    if text.count("\n") != lines:
        raise ValueError(f"there is no stack file of {lines} lines here")
    return text


def _step_operator(number: int, labels: int) -> str:
    if labels < 1:
        raise ValueError("a step operator needs at least one label")
    given = (f"          label-{label:02}: value-{label:02}\n" for label in range(labels))
    return STEP_OPERATOR.format(number=number) + "".join(given)
