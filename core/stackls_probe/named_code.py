# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false
"""No code that a file names is imported: an installed module may do anything when it is.

ZenML imports the hooks and materializers that a configuration names before it looks at them.
"""

from __future__ import annotations

import contextlib
import importlib
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Generator

_IMPORTS = "_load_module"
_NOTEBOOK = "_try_to_load_notebook_source"
"""Downloads code from the artifact store, and imports that."""


class NotGuarded(Exception):
    """This ZenML imports in another way than the one that is known."""


@contextlib.contextmanager
def only_zenml(stand_in: str) -> Generator[None, None, None]:
    """Have ZenML import only itself and the module that stands for the workspace's code.

    Where anything else was asked for, an `ImportError` ends this, whatever ZenML made of it.
    Raises `NotGuarded` where that cannot be had.
    """
    from zenml.utils import source_utils

    module = cast("Any", source_utils)
    before = {name: getattr(module, name, None) for name in (_IMPORTS, _NOTEBOOK)}
    if not all(callable(function) for function in before.values()):
        raise NotGuarded
    kept_out: list[str] = []

    def refuse(name: str) -> ImportError:
        kept_out.append(name)
        return ImportError(name)

    def load(module_name: str, import_root: str | None = None) -> Any:
        # not from the root: what ZenML itself imports could be a file of the workspace there
        del import_root
        if module_name in ("zenml", stand_in) or module_name.startswith("zenml."):
            return importlib.import_module(module_name)
        raise refuse(module_name)

    def load_notebook(source: Any) -> Any:
        raise refuse(str(source))

    setattr(module, _IMPORTS, load)
    setattr(module, _NOTEBOOK, load_notebook)
    try:
        yield
    except Exception as error:
        if kept_out:
            raise ImportError(kept_out[0]) from error
        raise
    finally:
        for name, function in before.items():
            setattr(module, name, function)
    if kept_out:
        raise ImportError(kept_out[0])
