"""``python -m stackls_server.zygote FIRST_PATH NAME``: what is kept for the commands to come.

It has imported what commands need, and has done nothing else: it has read no file of a workspace,
no registry, no login and no configuration. `stackls_server.warm` says what it is asked and when it
ends.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from stackls_server.warm.conditions import why_cold
from stackls_server.warm.inherited import inherited
from stackls_server.warm.key import key, name_of
from stackls_server.warm.owning import Socket, Taken
from stackls_server.warm.place import open_folder
from stackls_server.warm.serving import IDLE_SECONDS, Serving

_FOLDERS = ("stackls_core", "stackls_server.cli")
_NOT_NEEDED = (
    "stackls_core.zenml.catalog_making",
    *(
        f"stackls_server.cli.{name}"
        for name in ("jupyter", "mcp", "mcp_tools", "serve", "watching")
    ),
)
_OTHERS = (
    *("click.shell_completion", "rich.console", "rich.table", "rich.text", "rich.status"),
    *("rapidfuzz.distance", "rapidfuzz.fuzz", "rapidfuzz.process"),
    *("stackls_server.features.flavors", "stackls_server.features.stack_data"),
)
"""What commands import from elsewhere when they need it."""


def serve(run: Callable[[], int], name: str, idle_seconds: float = IDLE_SECONDS) -> None:
    """Be the zygote of that name, if it is the one for processes such as this; ``run`` is for them.

    Raises `OSError`.
    """
    known = key(inherited())
    if why_cold() is not None or name_of(known) != name:
        return
    folder = open_folder(make=True)
    try:
        place = Socket(folder, name)
    except Taken:
        return
    try:
        place.clear_others()
        import_what_commands_need()
        if len([*Path("/proc/self/task").iterdir()]) > 1:
            return  # something was imported that has threads, which no fork would have

        def is_asked() -> bool:
            return place.is_in_place() and key(inherited()) == known

        listener = place.listen()
        Serving(listener, known, run, is_asked, idle_seconds).serve(place.close_in_child)
    finally:
        place.close()


def import_what_commands_need() -> None:
    """Import all that a command in `WARM` would import."""
    for module in (*_modules(), *_OTHERS):
        importlib.import_module(module)


def _modules() -> Iterator[str]:
    for folder in _FOLDERS:
        package = importlib.import_module(folder)
        for found in pkgutil.walk_packages(package.__path__, f"{folder}."):
            if found.name not in _NOT_NEEDED:
                yield found.name


def main() -> int:
    """What `python -m` runs. Nobody sees its output: where it fails, commands start cold."""
    _, first_path, name = sys.argv
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = first_path  # by which the command found its modules
    try:
        serve(_run, name)
    except OSError:
        return 1
    return 0


def _run() -> int:
    from stackls_server.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
