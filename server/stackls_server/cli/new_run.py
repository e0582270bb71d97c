"""``stackls new-run``: a run configuration for a pipeline in the code around."""

from __future__ import annotations

from pathlib import Path

import click

from stackls_server.cli.completing import files
from stackls_server.cli.failures import NotFound, complain


@click.command("new-run", epilog="Example: stackls new-run configs/nightly.run.yaml")
@click.argument("file", required=False, type=click.Path(dir_okay=False), shell_complete=files)
@click.option("--pipeline", metavar="NAME", help="The pipeline, where the code has several.")
def new_run(file: str | None, pipeline: str | None) -> None:
    """Write a run configuration: to FILE, or to standard output.

    It has the steps and parameters of the pipeline that the Python of this project has, but for
    parameters that the code sets itself. The code is read and never run. Where there is no
    pipeline, it is a file to fill in.
    """
    from stackls_core.documents.run_configuration.templates import (
        pipeline_for,
        run_configuration_text,
    )
    from stackls_server.cli.code_around import read_code, root_around
    from stackls_server.cli.new_file import write_or_print

    code = read_code(root_around(Path(file).absolute().parent if file else Path.cwd()))
    try:
        chosen = pipeline_for(code, pipeline)
    except LookupError as error:
        raise NotFound(str(error)) from error
    if chosen is None and code.pipelines:
        names = ", ".join(sorted({one.name for one in code.pipelines}))
        complain(f"--pipeline puts the steps of one of these in the file: {names}")
    text, _ = run_configuration_text(code, chosen)
    write_or_print(text, file)
