"""Whatever README and docs/ lead to is there: files, headings, commands and their options."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import click
import pytest

from conftest import REPOSITORY
from tocsin.cli import main

_PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]


@cache
def _headings(page: Path) -> frozenset[str]:
    """Return the anchors that GitHub makes of a page's headings."""
    found = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in found)


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith(("http:", "https:")):
            continue
        file, _, heading = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), target
        assert not heading or heading in _headings(there), target


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_every_command_can_be_typed(page: Path) -> None:
    for name, rest in re.findall(r"(?:^|`|/)tocsin ([a-z]+)((?: [^`\n#|]*)?)", page.read_text(encoding="utf-8"), re.MULTILINE):
        command = main.get_command(click.Context(main), name)
        assert command is not None, name
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<=\s)--[a-z-]+", rest)) <= known, rest
