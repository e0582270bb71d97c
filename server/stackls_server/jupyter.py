"""What jupyter-lsp is told of the server, so that JupyterLab starts it without being configured."""

from __future__ import annotations

import sys
from typing import Any

CLIENT = "jupyterlab"
"""The name of a client that never says its own."""


def servers(manager: object) -> dict[str, dict[str, Any]]:
    """The entry point ``jupyter_lsp_spec_v1``: our server by its key, in the form of version 2."""
    del manager
    return {
        "stackls": {
            "version": 2,
            "argv": [sys.executable, "-m", "stackls_server", "serve", "--client", CLIENT],
            "languages": ["yaml"],
            "mime_types": ["text/x-yaml", "text/yaml", "application/yaml"],
            "display_name": "stackls",
            "requires_documents_on_disk": False,
            "config_schema": _CONFIGURATION,
        }
    }


_CONFIGURATION: dict[str, Any] = {
    "title": "stackls",
    "type": "object",
    "properties": {
        "stackls.validation.enabled": {
            "type": "boolean",
            "default": True,
            "description": "Whether problems are reported.",
        },
        "stackls.validation.severities": {
            "type": "object",
            "default": {},
            "additionalProperties": {"enum": ["error", "warning", "information", "hint", "off"]},
            "description": "How severe the findings of a rule are, by its code.",
        },
        "stackls.files.globs": {
            "type": "array",
            "items": {"type": "string"},
            "default": [],
            "description": "Further files to check, such as infra/stacks/*.yaml: run configurations"
            " where they hold the keys of one, else stack files.",
        },
        "stackls.store": {
            "type": "string",
            "enum": ["auto", "zenml", "local"],
            "default": "auto",
            "description": "Which registry of stacks: ZenML's where it is found, or one of both.",
        },
        "stackls.zenml.interpreter": {
            "type": "string",
            "default": "",
            "description": "The Python interpreter, or its environment, that has ZenML;"
            " empty to look for one.",
        },
        "stackls.zenml.version": {
            "type": "string",
            "default": "",
            "description": "The ZenML version of files that do not say one, such as 0.98.0;"
            " empty to look at what the project pins.",
        },
    },
}
