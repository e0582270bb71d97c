"""What a configuration class does beyond its schema: its validators, each with a hash.

Rules that are written by hand mirror such a validator, and hold only for the very code that they
were read from.
"""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, Any

from stackls_probe.annotations import closure_value, reachable_models
from stackls_probe.code_hash import code_hash, text_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

_OVERRIDES = ("__init__", "model_post_init", "is_remote", "is_local")
"""Methods that run, or are asked, while a component is imported."""

_PYDANTIC = ("pydantic", "builtins")


def validators_of(config_class: Any) -> dict[str, str]:
    """Give the hash of every validator and override of a class and of the models in it, by name.

    A validator is named as its function is, ``module.Class.function``; one that a factory made, as
    the factory. A function that validates fields of several models counts with all those fields.
    """
    found: dict[str, str] = {}
    fields: dict[str, set[str]] = {}
    for model in (config_class, *reachable_models(config_class).values()):
        for function, of_fields in _functions_of(model):
            name = function.__module__ + "." + function.__qualname__
            factory, _, inner = name.partition(".<locals>.")
            code = _in_module(factory) if inner else function
            hashed = code_hash(code, model)
            if hashed is None:
                continue
            found[factory] = hashed
            if "." not in function.__qualname__:
                uses = {model.__name__ + "." + field for field in of_fields}
                fields.setdefault(factory, set()).update(uses)
    for name, uses in fields.items():
        found[name] = text_hash(" ".join([found[name], *sorted(uses)]))
    return found


def _in_module(name: str) -> Any:
    module, _, function = name.rpartition(".")
    return getattr(sys.modules.get(module), function, None)


def _functions_of(model: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Give the functions that pydantic calls for a model, with the fields that they are for."""
    decorators = model.__pydantic_decorators__
    for kind in ("validators", "field_validators", "root_validators", "model_validators"):
        for decorator in getattr(decorators, kind).values():
            function = getattr(decorator.func, "__func__", decorator.func)
            # ZenML wraps those that run before types are read
            function = closure_value(function, "method") or function
            function = getattr(function, "__func__", function)
            if inspect.isfunction(function):
                fields = tuple(getattr(decorator.info, "fields", ()))
                yield inspect.unwrap(function), fields
    for name in _OVERRIDES:
        override = inspect.getattr_static(model, name, None)
        function = getattr(override, "fget", override)
        if inspect.isfunction(function) and not function.__module__.startswith(_PYDANTIC):
            yield function, ()
