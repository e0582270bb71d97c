"""What keeping a registry at hand needs from the connection that it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stackls_core.catalog.catalog import Catalogs
from stackls_core.registry.known import KnownRegistry
from stackls_server.lsp.settings import Settings
from stackls_server.lsp.transport.client import Client
from stackls_server.lsp.transport.progress import Progress


@dataclass(frozen=True)
class Connection:
    """One client, and what its session says and wants to hear; all on the event loop."""

    client: Client
    settings: Callable[[], Settings]
    """The settings that choose the store."""
    configured_registry: Callable[[Path | None], str | None]
    """The registry that a workspace chooses, if it does: it counts where settings choose none."""
    bundled: Callable[[], Catalogs]
    """The catalogs that are there without a registry."""
    progress: Callable[[], Progress | None]
    """Where to show progress; ``None`` where the client cannot."""
    shows_stack_files: Callable[[], bool]
    """Whether some open document is a stack file."""
    use_known: Callable[[KnownRegistry | None, Catalogs | None], None]
    """Features know this of the registry from now on; ``None`` for no flavors of its own."""
