"""Run configurations of any length for benchmarks: the same text for the same length, always valid.

They are for the pipelines of `benchmarks.python_workspaces`: each has nine steps, so a longer file
says more of each step.
"""

from __future__ import annotations

from benchmarks.python_workspaces import STEPS_OF_A_PIPELINE

_HEAD = """\
run_name: nightly_{date}_{time}
enable_cache: false
tags: [nightly, production]
model:
  name: demand_forecast
  version: nightly
  tags: [gradient-boosting]
parameters:
  epochs: 3
settings:
  docker:
    requirements: requirements.txt
    python_package_installer: uv
    environment:
      PYTHONUNBUFFERED: "1"
  resources:
    cpu_count: 8
    memory: 32GB
steps:
"""
_STEP = """\
  step_{number:04}:
    enable_cache: true
    retry:
      max_retries: 2
      delay: 5
    parameters:
      epochs: 3
      learning_rate: 0.05
    settings:
      resources:
        cpu_count: 4
        gpu_count: 1
        memory: 16GB
      orchestrator.kubernetes:
        service_account_name: steps
        pod_settings:
          tolerations:
          - key: dedicated
            operator: Equal
            value: training
            effect: NoSchedule
          node_selectors:
"""


def run_configuration(lines: int, pipeline: int = STEPS_OF_A_PIPELINE) -> str:
    """A valid run configuration of exactly so many ``lines``, 300 or more, of that pipeline."""
    steps = range(pipeline - STEPS_OF_A_PIPELINE, pipeline)
    heads = [_STEP.format(number=number) for number in steps]
    left = lines - _HEAD.count("\n") - sum(head.count("\n") for head in heads)
    if left < len(heads):
        raise ValueError(f"there is no run configuration of {lines} lines here")
    parts = [_HEAD]
    for index, head in enumerate(heads):
        own = left // len(heads) + (left % len(heads) if index == len(heads) - 1 else 0)
        parts.append(head)
        parts += [f"            label-{label:03}: value-{label:03}\n" for label in range(own)]
    return "".join(parts)
