"""`tocsin lsp`: the language server for editors."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--stdio", is_flag=True, help="Talk over standard input and output, which it does anyway; some editors say so.")
@click.pass_obj
def lsp(root: Path, *, stdio: bool) -> None:  # noqa: ARG001  # the only way that there is
    """Serve an editor: mistakes while typing, hover, completion, definitions and references, quick fixes.

    It is started by the editor and talks the Language Server Protocol over standard input and output. docs/editors.md has the
    settings of VS Code, Neovim, Helix and Emacs.
    """
    from tocsin.lsp.server import Server

    Server(root).serve()
