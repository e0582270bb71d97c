"""The options of commands that work on a registry: which one, and what of it is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from stackls_core.stores.choices import CHOICES, INTERPRETER_VARIABLE, STORE_VARIABLE
from stackls_server.cli.stack_store import Opener

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def store_option(command: _Decorated) -> _Decorated:
    """Give a command ``--store`` and ``--zenml-python``, passed to it as one ``opener``."""
    store = click.option(
        "--store",
        "opener",
        type=click.Choice(CHOICES),
        default="auto",
        envvar=STORE_VARIABLE,
        metavar="STORE",
        callback=_opener,
        help="Which registry: zenml, local, or auto (the default) for ZenML where it is found. "
        f"[{STORE_VARIABLE}]",
    )
    return store(
        _interpreter_option("The interpreter, or its environment, that has ZenML.")(command)
    )


def store_to_judge_by_option(command: _Decorated) -> _Decorated:
    """Give a command that needs no registry ``--store``: an `Opener`, or ``None`` without it.

    The environment does not choose one: what a check says must not depend on where it runs.
    """
    store = click.option(
        "--store",
        "opener",
        type=click.Choice(CHOICES),
        metavar="STORE",
        callback=_named_opener,
        help="Check against a registry, too: zenml, local, or auto for ZenML where it is found.",
    )
    which = "The interpreter, or its environment, that has that ZenML."
    return store(_interpreter_option(which)(command))


def secrets_option(command: _Decorated) -> _Decorated:
    """Give a command ``--show-secrets``."""
    return click.option(
        "--show-secrets", is_flag=True, help="Show what is masked otherwise: it may be a secret."
    )(command)


def _interpreter_option(text: str) -> Callable[[_Decorated], _Decorated]:
    """``--zenml-python``, remembered for the opener that ``--store`` makes."""
    return click.option(
        "--zenml-python",
        envvar=INTERPRETER_VARIABLE,
        metavar="PATH",
        is_eager=True,
        expose_value=False,
        callback=_remember_interpreter,
        help=f"{text} [{INTERPRETER_VARIABLE}]",
    )


_INTERPRETER_KEY = "stackls.zenml-python"


def _remember_interpreter(
    ctx: click.Context, parameter: click.Parameter, value: str | None
) -> None:
    del parameter
    ctx.meta[_INTERPRETER_KEY] = value


def _opener(ctx: click.Context, parameter: click.Parameter, value: str) -> Opener:
    interpreter = ctx.meta.get(_INTERPRETER_KEY)
    source = ctx.get_parameter_source(str(parameter.name))
    if source is click.core.ParameterSource.DEFAULT and not interpreter:
        value = _configured_registry() or value
    return Opener(value, interpreter)


def _configured_registry() -> str | None:
    """The registry that the configuration of the current folder chooses, if it does."""
    from stackls_core.configuration.nearby import may_say

    here = Path.cwd()
    if not may_say(here, b"registry"):
        return None  # as nearly always: nothing more has to be imported
    from stackls_core.configuration.find import Configurations

    # what is wrong with it, `stackls config` and `stackls check` say
    return Configurations(tuple).of(here).configuration.registry


def _named_opener(
    ctx: click.Context, parameter: click.Parameter, value: str | None
) -> Opener | None:
    source = ctx.get_parameter_source("zenml_python")
    if value is None and source is click.core.ParameterSource.COMMANDLINE:
        value = "zenml"  # nobody names an interpreter for nothing
    return _opener(ctx, parameter, value) if value is not None else None
