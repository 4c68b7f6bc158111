"""`python -m yanxiu.cli.process worker imports`: one process of an installation.

The same commands as `yanxiu serve`, `worker`, `relay` and `scheduler`; it loads none of the others, which is
a fifth of the time until a process is up.
"""

import typer

from yanxiu.cli.edge import run
from yanxiu.cli.processes import register

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
register(app)

if __name__ == "__main__":
    run(app)
