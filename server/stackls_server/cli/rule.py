"""``stackls rule``: what a rule means, why, an example and its fix."""

from __future__ import annotations

import click

from stackls_server.cli.completing import rules


@click.command("rule", epilog="Example: stackls rule wrong-value")
@click.argument("code", required=False, shell_complete=rules)
@click.pass_context
def rule(ctx: click.Context, code: str | None) -> None:
    """Explain a rule by its code, or list all rules."""
    from stackls_core.analysis.all_rules import BY_CODE, RULES
    from stackls_core.analysis.rule_pages import page_of
    from stackls_core.suggest import nearest
    from stackls_server.cli.failures import NotFound

    if code is None:
        width = max(len(one.code) for one in RULES)
        for one in RULES:
            click.echo(f"{one.code:{width}}  {one.severity.value:11}  {one.summary}")
        return
    if code not in BY_CODE:
        meant = nearest(code, list(BY_CODE))
        hint = f" Did you mean {meant}?" if meant else " `stackls rule` lists all."
        raise NotFound(f"Unknown rule {code}.{hint}")
    click.echo(f"{code}\n\n{page_of(code) or BY_CODE[code].summary}")
    ctx.exit(0)
