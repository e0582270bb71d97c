# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""Run configurations, by ZenML's own compiler.

A configuration goes the way that it goes in a run, as far as that is thinking: it is read, compiled
against a stack, and a schedule is held against the orchestrator. Nothing is run, uploaded or
registered, and no code is imported that the file names: the pipeline is made to match the file.
"""

from __future__ import annotations

import contextlib
import keyword
import linecache
import sys
import tempfile
import types
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from stackls_probe.configurations import problems_of
from stackls_probe.errors import Refused, chain, kind_of, words_of
from stackls_probe.named_code import NotGuarded, only_zenml
from stackls_probe.stand_in_stacks import UnknownClasses, component, stack

if TYPE_CHECKING:
    from collections.abc import Generator

    from stackls_probe.connection import Connection
    from stackls_probe.protocol import Json

_MODULE = "stackls_stand_in_pipeline"
_FUNCTION = "pipeline"
_HEAD = "from typing import Any, Tuple\nfrom typing_extensions import Annotated\nimport zenml\n"
_ONLY_HERE = ("ImportError", "ModuleNotFoundError")
"""What fails here may not fail where the workspace's code is: hooks and materializers."""


def compiled(connection: Connection, text: str, stack_name: str) -> Json:
    """Compile a file for a registered stack: ``{"problems": [...]}``, or why nobody can tell.

    That is ``{"unknown": reason}``. Raises `Refused` where there is no such stack.
    """
    try:
        target = registered_stack(connection, stack_name)
    except UnknownClasses as error:
        return {"unknown": "The classes of the flavor " + str(error) + " are not here."}
    try:
        compile_text(text, target, pipeline_for(text))
    except Exception as error:
        reason = _why_unknown(error)
        if kind_of(error) in ("unreachable", "unauthorized", "database"):
            raise
        return {"unknown": reason} if reason else {"problems": refusals(error)}
    return {"problems": []}


def _why_unknown(error: BaseException) -> str:
    """Say why a failure is none of the file's, where it is not."""
    words = " ".join(str(one) for one in chain(error))
    if isinstance(error, NotGuarded):
        return "This ZenML cannot be kept from importing the code that a file names."
    if any(type(one).__name__ in _ONLY_HERE for one in chain(error)):
        return "It names code that is not imported here."
    if "Invalid run name" in words:
        return "The pipeline may have substitutions for the name of the run."
    if "environment variable" in words:
        return "It needs an environment variable that is not set here."
    return ""


def refusals(error: BaseException) -> list[str]:
    """Give the reasons of a refusal; where ZenML hides the cause, that of the cause, too."""
    found = problems_of(error)
    if type(error).__name__ == "SettingsResolvingError":
        hidden = next((one for one in chain(error) if one is not error), None)
        found = problems_of(hidden) if hidden is not None else found
    return found


def registered_stack(connection: Connection, name: str) -> Any:
    """Give a registered stack, its components as stand-ins. Raises `UnknownClasses`, `Refused`."""
    try:
        model = connection.client.get_stack(name, allow_name_prefix_match=False)
    except KeyError as error:
        raise Refused("not-found", words_of(error)) from None
    found = [
        component(str(one.type.value), one.name, one.flavor_name, dict(one.configuration))
        for several in model.components.values()
        for one in several
    ]
    return stack(model.name, found)


def compile_text(text: str, target: Any, pipeline: Any) -> Json:
    """Compile a file for a stack; give what would be run.

    Whatever ZenML refuses it with is raised.
    """
    with tempfile.TemporaryDirectory() as folder, _active(target), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder, "run.yaml")
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        configured = pipeline.with_options(config_path=str(path))
        configured.prepare()
        snapshot, schedule, build = configured._compile(**configured._run_args)
    orchestrator = target.orchestrator
    if schedule and not orchestrator.config.is_schedulable:
        who = f"The {orchestrator.flavor} orchestrator of {target.name}"
        raise ValueError(f"schedule: {who} cannot be scheduled.")
    return {
        "snapshot": snapshot.model_dump(mode="json"),
        "schedule": schedule.model_dump(mode="json") if schedule else None,
        "build": str(build) if build else None,
    }


@contextlib.contextmanager
def _active(target: Any) -> Generator[None, None, None]:
    """Have ZenML take a stack for the active one, not list packages, import nothing but itself."""
    from zenml.client import Client
    from zenml.config import compiler

    client, module = cast("Any", Client), cast("Any", compiler)
    before = client.__dict__["active_stack"], module.get_run_environment_dict
    client.active_stack = property(lambda _: target)
    module.get_run_environment_dict = dict
    try:
        with only_zenml(_MODULE):
            yield
    finally:
        client.active_stack, module.get_run_environment_dict = before


# --------------------------------------------------------------------------------------------------
# A pipeline to match a file
# --------------------------------------------------------------------------------------------------


def pipeline_for(text: str) -> Any:
    """Make a pipeline with the steps and parameters that a file configures."""
    import yaml

    try:
        data = yaml.load(text, Loader=yaml.SafeLoader)
    except Exception:  # noqa: BLE001 - ZenML refuses it for the same reason
        data = None
    return load_pipeline(source_for(data if isinstance(data, dict) else {}), _FUNCTION)


def load_pipeline(source: str, name: str) -> Any:
    """Run the source of a module, which ZenML has to be able to read again; give one name of it."""
    from zenml.utils import source_utils

    path = str(Path(source_utils.get_source_root(), _MODULE + ".py"))
    module = types.ModuleType(_MODULE)
    module.__file__ = path
    sys.modules[_MODULE] = module  # where ZenML looks for the source of a step
    linecache.cache[path] = (len(source), None, source.splitlines(keepends=True), path)
    # not with this file's postponed annotations, which older versions do not resolve
    code = compile(source, path, "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 - it is our own
    return getattr(module, name)


def source_for(data: Json) -> str:
    """Write a module with a pipeline; what no name in Python can be is left to ZenML to refuse."""
    steps = data.get("steps")
    names = [name for name in steps if isinstance(name, str)] if isinstance(steps, dict) else []
    if not names:
        names = [_FUNCTION]  # a pipeline without steps is refused
    lines = [_HEAD]
    for number, name in enumerate(names):
        body = steps.get(name) if isinstance(steps, dict) else None
        lines += _step_source(number, name, body if isinstance(body, dict) else {})
    parameters = _declared(data.get("parameters"))
    lines += ["@zenml.pipeline", "def " + _FUNCTION + "(" + parameters + "):"]
    lines += [f"    step_{number}()" for number in range(len(names))]
    return "\n".join([*lines, "    return None", ""])


def _step_source(number: int, name: str, body: Json) -> list[str]:
    outputs = body.get("outputs")
    named = [one for one in outputs if isinstance(one, str)] if isinstance(outputs, dict) else []
    types_ = [f"Annotated[Any, {one!r}]" for one in named]
    returned = "Tuple[" + ", ".join(types_) + "]" if len(types_) > 1 else "".join(types_) or "None"
    parameters = _declared(body.get("parameters"))
    return [
        f"@zenml.step(name={name!r})",
        f"def step_{number}({parameters}) -> {returned}:",
        "    return None",
        "",
    ]


def _declared(parameters: Any) -> str:
    names = [
        name
        for name in (parameters if isinstance(parameters, dict) else ())
        if isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name)
    ]
    return ", ".join(name + ": Any = None" for name in names)
