"""Why something is left to ZenML itself."""

from __future__ import annotations


class LeftToZenML(Exception):
    """What was asked cannot be told without ZenML: something is not as it is known to be."""
