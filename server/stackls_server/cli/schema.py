"""``stackls schema``: the JSON Schema of stack files."""

from __future__ import annotations

import json

import click


@click.command("schema", epilog="Example: stackls schema > stack-file.schema.json")
def schema() -> None:
    """Print the JSON Schema of stack files, for tools that know nothing but schemas.

    It has every flavor and parameter, but a schema cannot say all that `stackls check` says.
    """
    from stackls_core.documents.stack_file.json_schema import stack_file_schema
    from stackls_server.cli.catalog import open_catalog

    click.echo(json.dumps(stack_file_schema(open_catalog()), indent=2, ensure_ascii=False))
