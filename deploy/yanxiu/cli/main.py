"""`yanxiu`: the command line."""

import typer

from yanxiu.cli import (
    demo,
    docs,
    doctor,
    exports,
    imports,
    plugins,
    policies,
    processes,
    rules,
    schema,
    successions,
    templates,
    tenants,
    tokens,
    verdicts,
)
from yanxiu.cli.edge import run

app = typer.Typer(
    help="研修: 校本研修学时平台 / school-based professional learning for many counties",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a plain traceback: it shows no values
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (processes, imports, verdicts, exports, rules, schema, docs, doctor, demo):
    module.register(app)
app.add_typer(plugins.app)
app.add_typer(policies.app)
app.add_typer(successions.app)
app.add_typer(templates.app)
app.add_typer(tenants.app)
app.add_typer(tokens.app)


def main() -> None:
    """Run the command line."""
    run(app)
