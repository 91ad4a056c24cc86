"""Render the texts of receivers with `amtool template render`."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

TITLES: Final = frozenset({"title", "subject", "Subject", "summary", "message", "entity_display_name", "entityDisplayName"})
"""Fields that a receiver shows first; empty, the notification has no name."""
_MARK: Final = "@@tocsin@@"


class Rendered(NamedTuple):
    """A text as it is sent, and the reason why it is not; one of them is empty."""

    text: str
    problem: str


class Renderer:
    """Renders with the templates (`*.tmpl`) and the notification (`data`) in a folder; each text once."""

    def __init__(self, *, amtool: Path, folder: Path, defaults: Path | None, data: str = "data.json") -> None:
        self._amtool = amtool
        self._folder = folder
        self._data = data
        # Debian's amtool has no templates of its own; the platform's may override the defaults, so that these come first.
        self._globs = (*([f"{defaults}/*.tmpl"] if defaults else []), "*.tmpl")
        self._known: dict[tuple[str, str], Rendered] = {}

    @property
    def rendered(self) -> int:
        """Return how many different texts amtool has rendered."""
        return len(self._known)

    def broken_templates(self) -> Iterator[str]:
        """Yield what is wrong with the template files; while they are broken no text can be rendered."""
        for file in sorted(path.name for path in self._folder.glob("*.tmpl")):
            problem = self._run("", "text", (file,)).problem
            if problem:
                yield f"{file}: {problem}"

    def render(self, text: str, *, key: str) -> Rendered:
        """Return what `text`, the value of a receiver's field `key`, says; a text that says nothing in a title's place is a problem."""
        if "{{" not in text:
            return _judged(Rendered(text, ""), key)
        known = (_kind(key), text)
        if known not in self._known:
            self._known[known] = self._run(text, known[0], self._globs)
        return _judged(self._known[known], key)

    def render_at_once(self, texts: Sequence[tuple[str, str]]) -> None:
        """Render texts, each with its key, in as few calls as there are kinds; `render` then knows them."""
        for kind in ("html", "text"):
            wanted = [text for text, key in texts if _kind(key) == kind and "{{" in text and (kind, text) not in self._known]
            distinct = list(dict.fromkeys(wanted))
            if not distinct:
                continue
            # The blocks keep each text's variables to itself, and the marks its spaces: they are no space that could be trimmed.
            whole = self._run(_MARK.join(f"{{{{ if true }}}}{text}{{{{ end }}}}" for text in distinct), kind, self._globs)
            parts = whole.text.split(_MARK)
            # One broken text breaks all: then each is rendered by itself, to tell which.
            if not whole.problem and len(parts) == len(distinct):
                self._known |= {(kind, text): Rendered(part, "") for text, part in zip(distinct, parts, strict=True)}

    def _run(self, text: str, kind: str, globs: tuple[str, ...]) -> Rendered:
        command = [str(self._amtool), "template", "render", f"--template.data={self._data}", f"--template.type={kind}"]
        named = [f"--template.glob={glob}" for glob in globs]
        # In one argument: a text may begin with `-` or `@`, which mean something else to amtool's command line.
        said = subprocess.run([*command, *named, f"--template.text={text}"], cwd=self._folder, capture_output=True, text=True, check=False)
        if said.returncode != 0:
            return Rendered("", " ".join(said.stderr.split()).removeprefix("amtool: error: ") or f"exit code {said.returncode}")
        return Rendered(said.stdout, "")


def _kind(key: str) -> str:
    return "html" if key == "html" else "text"


def _judged(rendered: Rendered, key: str) -> Rendered:
    if rendered.problem:
        return rendered
    if "<no value>" in rendered.text:
        return Rendered("", f"renders `<no value>`: `{rendered.text.strip()}`")
    if key in TITLES and not rendered.text.strip():
        return Rendered("", "the title renders empty")
    return rendered
