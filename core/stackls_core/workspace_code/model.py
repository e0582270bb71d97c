"""Steps, pipelines and what calls them, as plain data that Python source was read into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stackls_core.text import Span

NOT_LITERAL: Any = object()
"""A value that only running the code would tell."""


@dataclass(frozen=True, eq=False)
class CodeParameter:
    """A parameter of a step or a pipeline.

    ``annotation`` and ``default`` are as they are written, empty where there is none; ``schema`` is
    the JSON Schema of the annotation, empty where any value may be of that type.
    """

    name: str
    annotation: str = ""
    default: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def is_required(self) -> bool:
        """Whether there is no default."""
        return not self.default


@dataclass(frozen=True, eq=False)
class Call:
    """A call in a function's body that may be one of a step.

    ``name`` is what the called thing is named where it is defined, ``module`` the dotted module
    that it was imported from (empty: this one). ``id`` is the literal that the call gives as id.
    ``passed`` has the arguments by name, `NOT_LITERAL` for most of them; those given by position
    are in ``positional``. ``repeats`` is whether it is in a loop.
    """

    name: str
    module: str = ""
    id: str = ""
    passed: Mapping[str, Any] = field(default_factory=dict[str, Any])
    positional: tuple[Any, ...] = ()
    repeats: bool = False
    may_be_method: bool = False
    """Whether it is one of a thing that was imported, which need not be a module."""
    has_unknown_id: bool = False


@dataclass(frozen=True, eq=False)
class Function:
    """A function that is written in a module.

    ``span`` is its name in the text of the module. ``calls`` are in the order of the text;
    ``is_opaque`` says that it may call steps that are not among them.
    """

    name: str
    span: Span
    calls: tuple[Call, ...] = ()
    is_opaque: bool = False


@dataclass(frozen=True, eq=False)
class Definition:
    """A step or a pipeline: a decorated function.

    ``name`` is what ZenML calls it, ``function`` what Python does. ``settings`` has the arguments
    of the decorator, `NOT_LITERAL` where only running it would tell. ``module`` is dotted, as far
    as the path of the file says.
    """

    name: str
    function: str
    span: Span
    parameters: tuple[CodeParameter, ...] = ()
    docstring: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    takes_any: bool = False
    """Whether it has ``**kwargs``, so that it has every parameter."""
    path: str = ""
    """The file; empty for a step of ZenML's own."""
    module: str = ""
    outputs: tuple[str, ...] | None = None
    """The names of what a step returns; ``None`` where only running it would tell."""

    def parameter(self, name: str) -> CodeParameter | None:
        return next((one for one in self.parameters if one.name == name), None)

    @property
    def signature(self) -> str:
        """As Python would write it: ``trainer(epochs: int = 3)``."""
        return f"{self.function}({', '.join(map(_declared, self.parameters))})"


def _declared(parameter: CodeParameter) -> str:
    text = parameter.name + (f": {parameter.annotation}" if parameter.annotation else "")
    equals = " = " if parameter.annotation else "="
    return text + (f"{equals}{parameter.default}" if parameter.default else "")


@dataclass(frozen=True, eq=False)
class Pipeline(Definition):
    """A pipeline with what its body calls."""

    calls: tuple[Call, ...] = ()
    is_opaque: bool = False


@dataclass(frozen=True, eq=False)
class ConfigUse:
    """A place in the code that names a run configuration.

    ``parts`` is the end of its path, as folders and a name, as far as it is literal;
    ``is_whole`` is whether that is all of it. ``pipeline`` is what gets it (its name where it is
    defined), empty where that is not known; ``passed`` are the arguments of that pipeline's call.
    """

    parts: tuple[str, ...]
    is_whole: bool
    span: Span
    pipeline: str = ""
    passed: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Module:
    """One file of Python."""

    steps: tuple[Definition, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    functions: tuple[Function, ...] = ()
    uses: tuple[ConfigUse, ...] = ()
    makes_steps: bool = False
    """Whether it makes steps at run time whose names are not known."""
