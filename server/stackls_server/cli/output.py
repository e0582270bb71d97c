"""Lists and records for people and for programs: ``--output table|json|yaml``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

FORMATS = ("table", "json", "yaml")

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def output_option(command: _Decorated) -> _Decorated:
    """Give a command ``--output``, passed to it as ``output``."""
    return click.option(
        "-o",
        "--output",
        type=click.Choice(FORMATS),
        default="table",
        metavar="FORMAT",
        help="How to print it: table (the default), json or yaml.",
    )(command)


def write_data(data: object, output: str) -> None:
    """Print plain data as JSON or YAML, in UTF-8."""
    if output == "yaml":
        from stackls_core.yaml_writing import yaml_of

        click.echo(yaml_of(data).encode("utf-8"), nl=False)
    else:
        from stackls_server.cli.report_json import write_json

        write_json(data)
