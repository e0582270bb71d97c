"""How long one thread keeps the others waiting."""

from __future__ import annotations

import sys


def switch_often() -> None:
    """Give way after 0.2 ms instead of Python's 5 ms.

    A message takes several turns of the event loop, and each would wait for a thread that computes
    or imports.
    """
    sys.setswitchinterval(0.0002)
