"""``stackls schema``: the JSON Schema of stack files, run configurations or settings."""

from __future__ import annotations

import json

import click

from stackls_server.cli.version_option import version_option

_KINDS = ("stack-file", "run-configuration", "configuration")


@click.command("schema", epilog="Example: stackls schema run-configuration > run.schema.json")
@click.argument("kind", type=click.Choice(_KINDS), default=_KINDS[0])
@version_option
def schema(kind: str, zenml_version: str | None) -> None:
    """Print the JSON Schema of stack files, run configurations or stackls.toml.

    It is for tools that know nothing but schemas. It has every flavor and parameter, but a schema
    cannot say all that `stackls check` says.
    """
    if kind == _KINDS[2]:
        from stackls_core.configuration.json_schema import configuration_schema

        click.echo(json.dumps(configuration_schema(), indent=2, ensure_ascii=False))
        return
    from stackls_core.documents.run_configuration.json_schema import run_configuration_schema
    from stackls_core.documents.stack_file.json_schema import stack_file_schema
    from stackls_server.cli.catalog import catalog_here

    write = stack_file_schema if kind == _KINDS[0] else run_configuration_schema
    click.echo(json.dumps(write(catalog_here(zenml_version)), indent=2, ensure_ascii=False))
