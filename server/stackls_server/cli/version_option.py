"""For which ZenML a command shows or writes what differs between versions."""

from __future__ import annotations

import click

version_option = click.option(
    "--zenml-version",
    metavar="VERSION",
    help="That of this ZenML, by default of the one that the project pins, or of the newest.",
)
