"""`tocsin explain`: what a diagnostic's code means, and how to do better."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli import choice, specs
from tocsin.cli.exit_codes import MISTAKES
from tocsin.folders import POLICY

if TYPE_CHECKING:
    from tocsin.policy import Policies


@click.command()
@click.argument("code", required=False)
@click.pass_obj
def explain(root: Path, code: str | None) -> None:
    """Say what CODE means; without CODE, list all codes.

    A check has an example of what it finds, and one of what it does not. The repository's own policies, `policy/<id>`, have codes, too.
    """
    from tocsin import checks, faults, policy
    from tocsin.diagnostics import did_you_mean
    from tocsin.diagnostics.explanation import as_text

    rules = _policies(root)
    known = {**faults.explained(), **checks.explained(), **policy.explained(rules)}
    if code is None:
        for each in sorted(known):
            click.echo(f"{each}: {known[each].summary}")
    elif code in known:
        click.echo(as_text(known[code]))
    elif code.startswith("policy/") and not rules.rules:
        choice.give_up(f"there is no policy `{code}`", f"write it into specs/{POLICY}; docs/policy.md tells how")
    else:
        # `unknown-key` is nearer to what was meant than to any whole code.
        within = sorted(each for each in known if each.partition("/")[2] == code)
        meant = " or ".join(f"`{each}`" for each in within)
        choice.give_up(f"there is no diagnostic `{code}`", f"did you mean {meant}?" if within else did_you_mean(code, known))


def _policies(root: Path) -> Policies:
    """Return the policies of the repository; none where it has none. With mistakes in them, show those and exit."""
    from tocsin.policy import policies

    folders = {POLICY: specs.alone(root, POLICY)}
    found, mistakes = policies(folders[POLICY])
    if mistakes:
        specs.show(mistakes, specs.texts(folders), "text")
        sys.exit(MISTAKES)
    return found
