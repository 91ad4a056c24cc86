"""`tocsin explain`: what a diagnostic's code means, and how to do better."""

from __future__ import annotations

import click

from tocsin.cli import choice


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Say what CODE means, with an example of it and one without; without CODE, list all codes."""
    from tocsin import checks, faults
    from tocsin.diagnostics import did_you_mean
    from tocsin.explanation import as_text

    known = {**faults.explained(), **checks.explained()}
    if code is None:
        for each in sorted(known):
            click.echo(f"{each}: {known[each].summary}")
    elif code in known:
        click.echo(as_text(known[code]))
    else:
        # `unknown-key` is nearer to what was meant than to any whole code.
        within = sorted(each for each in known if each.partition("/")[2] == code)
        choice.give_up(f"there is no diagnostic `{code}`", f"did you mean `{within[0]}`?" if within else did_you_mean(code, known))
