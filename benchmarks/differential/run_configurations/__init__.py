"""Run configurations compared with a real ZenML: what it refuses, and what it drops."""
