"""Render the texts of receivers with `amtool template render`, each text once."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tocsin.verify.tools import Tool

_TITLES: Final = frozenset({"title", "subject", "Subject", "summary", "message"})
"""Fields that a receiver shows first; empty, the notification has no name."""


class Renderer:
    """Renders with the templates (`*.tmpl`) and the notification (`data.json`) in a folder."""

    def __init__(self, *, tool: Tool, folder: Path, defaults: Path | None) -> None:
        self.rendered = 0
        """How many texts amtool has rendered."""
        self._tool = tool
        self._folder = folder
        # Debian's amtool has no templates of its own; the platform's may override the defaults, so that these come first.
        self._globs = (*([f"{defaults}/*.tmpl"] if defaults else []), "*.tmpl")
        self._known: dict[tuple[str, str], tuple[str, str]] = {}

    def broken_templates(self) -> Iterator[str]:
        """Yield what is wrong with the template files; while they are broken no text can be rendered."""
        for file in sorted(path.name for path in self._folder.glob("*.tmpl")):
            _, problem = self._render("", "text", (file,))
            if problem:
                yield f"{file}: {problem}"

    def problems(self, text: str, *, key: str) -> Iterator[str]:
        """Yield what is wrong with `text`, the value of a receiver's field `key`."""
        kind = "html" if key == "html" else "text"
        shown, problem = text, ""
        if "{{" in text:
            if (kind, text) not in self._known:
                self._known[kind, text] = self._render(text, kind, self._globs)
                self.rendered += 1
            shown, problem = self._known[kind, text]
        if problem:
            yield problem
        elif "<no value>" in shown:
            yield f"renders `<no value>`: `{shown.strip()}`"
        elif key in _TITLES and not shown.strip():
            yield "the title renders empty"

    def _render(self, text: str, kind: str, globs: tuple[str, ...]) -> tuple[str, str]:
        """Return the rendered text and the reason why there is none; one of them is empty."""
        command = [str(self._tool.path), "template", "render", "--template.data=data.json", f"--template.type={kind}"]
        named = [f"--template.glob={glob}" for glob in globs]
        # In one argument: a text may begin with `-` or `@`, which mean something else to amtool's command line.
        said = subprocess.run([*command, *named, f"--template.text={text}"], cwd=self._folder, capture_output=True, text=True, check=False)
        if said.returncode != 0:
            return "", " ".join(said.stderr.split()).removeprefix("amtool: error: ") or f"exit code {said.returncode}"
        return said.stdout, ""
