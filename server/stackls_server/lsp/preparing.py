"""What the server imports before its first answer, and what it leaves for after that.

lsprotocol has to be there at once; `CODE` makes that bearable. Features that nobody asks for in the
first moment are imported when the first document has been answered for.
"""

from __future__ import annotations

import gc
import importlib

from stackls_server.lsp.transport.code_cache import CodeCache, beside_bytecode

CODE = CodeCache(beside_bytecode(__file__))
"""The methods of lsprotocol's classes."""


def import_protocol() -> None:
    """Import lsprotocol and pygls, and let the server keep what they hold for good."""
    import attr._make
    import cattrs.gen

    CODE.serve((attr._make, cattrs.gen))  # pyright: ignore[reportPrivateUsage]
    # so many objects are made, none of them garbage, that looking for some takes its time
    gc.disable()
    try:
        importlib.import_module("stackls_server.lsp.app")
    finally:
        gc.enable()
        gc.freeze()
