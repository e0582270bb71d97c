"""Makes the folder that is run a package, without a place on ``sys.path`` for it or its neighbours.

That path begins with the folder of a script, whose modules would shadow others of the same name,
and what lies beside the package belongs to stackls' interpreter. Importing the modules, rather than
running one long script, is what has Python keep their bytecode.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

PACKAGE = "stackls_probe"


def _make_importable(folder: Path) -> None:
    sys.path[:] = [place for place in sys.path if Path(place or ".").resolve() != folder]
    spec = importlib.util.spec_from_file_location(
        PACKAGE, str(folder / "__init__.py"), submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder} is not a package.")
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    _make_importable(Path(__file__).resolve().parent)

    from stackls_probe.command_line import main

    sys.exit(main())
