"""The text of new run configurations: all that stackls writes of its own, as lines of a snippet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from stackls_core.documents.markup import yaml_text
from stackls_core.documents.run_configuration.signatures import signature_owner
from stackls_core.documents.snippets import escape_snippet, without_tab_stops
from stackls_core.registry.plain import plain
from stackls_core.schema.model import Kind, Parameter
from stackls_core.workspace_code.index import WorkspaceCode
from stackls_core.workspace_code.model import Definition, Pipeline
from stackls_core.yamltree.edits import plain_or_quoted

_EMPTY = "parameters: {\\}"
_SAMPLES = {
    Kind.INTEGER: "1",
    Kind.NUMBER: "1.0",
    Kind.LIST: "[]",
    Kind.MAPPING: "{}",
    Kind.OBJECT: "{}",
}


def pipeline_for(code: WorkspaceCode | None, name: str | None) -> Pipeline | None:
    """The pipeline of that name; without one, the only one. Raises `LookupError`."""
    pipelines = code.pipelines if code is not None else ()
    if not name:
        return pipelines[0] if len(pipelines) == 1 else None
    found = next((one for one in pipelines if one.name == name), None)
    if found is None:
        raise LookupError(f"The code has no pipeline {name}.")
    return found


def run_configuration_text(
    code: WorkspaceCode | None = None, pipeline: Pipeline | None = None
) -> tuple[str, str]:
    """A new file: its text, and the same as a snippet; see `run_configuration`."""
    snippet = "\n".join(run_configuration(code, pipeline)) + "\n"
    return without_tab_stops(snippet), snippet


def run_configuration(
    code: WorkspaceCode | None = None, pipeline: Pipeline | None = None
) -> Iterator[str]:
    """A whole file: the keys that most of them have, as lines of a snippet.

    With a ``pipeline`` of the ``code`` these are its steps and parameters, but for those that the
    code sets itself.
    """
    stops = _Stops()
    name = re.sub(r"\W", "_", pipeline.name) if pipeline is not None else "my_run"
    yield f"run_name: {stops.at(name)}_{{date\\}}_{{time\\}}"
    yield f"enable_cache: {stops.at('true')}"
    yield ""
    if code is not None and pipeline is not None:
        yield from _of_pipeline(code, pipeline, stops)
    else:
        yield from (_EMPTY, "", "steps:", f"  {stops.at('my_step')}:", f"    {_EMPTY}")
    yield from (
        "",
        "settings:",
        "  docker:",
        "    requirements:",
        f"      - {stops.at('pandas')}$0",
    )


class _Stops:
    """Tab stops, in the order that they are asked for."""

    def __init__(self) -> None:
        self._count = 0

    def at(self, text: str) -> str:
        """The next one, where ``text`` stands until something else is typed."""
        self._count += 1
        return f"${{{self._count}:{escape_snippet(text)}}}"


def _of_pipeline(code: WorkspaceCode, pipeline: Pipeline, stops: _Stops) -> Iterator[str]:
    own = list(_parameters(pipeline, (), stops))
    yield from ("parameters:", *(f"  {line}" for line in own)) if own else (_EMPTY,)
    found = code.invocations(pipeline).by_id.values()
    yield from ("", "steps:") if found else ("", "steps: {\\}")
    for one in found:
        yield f"  {escape_snippet(plain_or_quoted(one.id))}:"
        settable = list(_parameters(one.definitions[0], one.passed, stops))
        if settable:
            yield from ("    parameters:", *(f"      {line}" for line in settable))
        else:
            yield f"    enable_cache: {stops.at('true')}"


def _parameters(definition: Definition, passed: Iterable[str], stops: _Stops) -> Iterator[str]:
    """A line for each parameter that nothing sets, with its default, or a value to replace."""
    known = signature_owner(definition).shape.properties
    for one in definition.parameters:
        parameter = known[one.name]
        # a default that only running the code would tell had better stay what it is
        if one.name not in passed and (parameter.has_default or one.is_required):
            yield f"{escape_snippet(plain_or_quoted(one.name))}: {stops.at(_value(parameter))}"


def _value(parameter: Parameter) -> str:
    given = [parameter.default] if parameter.has_default else parameter.shape.choice_values
    if given:
        first = given[0]
        return plain_or_quoted(first) if isinstance(first, str) else yaml_text(plain(first))
    return _SAMPLES.get(parameter.shape.kind, parameter.name.replace("_", "-"))
