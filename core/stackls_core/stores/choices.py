"""The registries that a user can choose, and what chooses one. Imports nothing: every command does.

``auto`` is the user's ZenML where there is one, and the local registry elsewhere.
"""

from __future__ import annotations

CHOICES = ("auto", "zenml", "local")

STORE_VARIABLE = "STACKLS_STORE"
INTERPRETER_VARIABLE = "STACKLS_ZENML_INTERPRETER"
START_VARIABLE = "STACKLS_START_ZENML"
"""What the user may set in the environment instead of an option or a setting.

With the last one, ZenML is started for whatever is asked of it.
"""


def chosen(choice: str, interpreter: str | None) -> str:
    """The choice, given the interpreter that the user has named, if any.

    Who names an interpreter does not want another registry when that one fails.
    """
    return "zenml" if choice == "auto" and interpreter else choice
