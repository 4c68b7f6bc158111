"""`yanxiu serve`, `worker`, `relay` and `scheduler` without the other commands: a fifth less time until one is up."""

import typer

from yanxiu.cli.edge import run
from yanxiu.cli.processes import register

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
register(app)


def main() -> None:
    """Run one of the processes."""
    run(app)
