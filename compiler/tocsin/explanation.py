"""What a diagnostic's code means, with a spec that has the fault and one that has not."""

from __future__ import annotations

import re
from inspect import cleandoc
from textwrap import dedent
from typing import Final

from msgspec import Struct

from tocsin.regexes import late

_BLOCK: Final = late(r"^(Bad|Good):\n((?:(?: {4}.*)?\n)+)", re.MULTILINE)
_NEXT_PLATFORM: Final = "---"


class Explanation(Struct, frozen=True, kw_only=True):
    """The documentation of one code. Each example is one partial spec for each platform that it needs, one as a rule."""

    code: str
    summary: str
    """One sentence."""
    why: str = ""
    """More of it; may be empty."""
    bad: tuple[str, ...] = ()
    """Specs with the fault, on the lines that end in `# error`."""
    good: tuple[str, ...] = ()
    """The same specs without it."""


def explanation(code: str, docstring: str) -> Explanation:
    r"""Return what a docstring says: a sentence, why, and the blocks `Bad:` and `Good:`, whose platforms `---` parts.

    >>> explained = explanation("a/b", "What.\n\nWhy.\n\nBad:\n    x: 1  # error\n\nGood:\n    x: 2\n")
    >>> explained.summary, explained.why, explained.bad, explained.good
    ('What.', 'Why.', ('x: 1  # error\n',), ('x: 2\n',))
    """
    text = cleandoc(docstring) + "\n"
    blocks = {match[1]: _platforms(dedent(match[2])) for match in _BLOCK.finditer(text)}
    summary, _, why = _BLOCK.sub("", text).strip().partition("\n")
    return Explanation(code=code, summary=summary, why=why.strip(), bad=blocks.get("Bad", ()), good=blocks.get("Good", ()))


def as_text(explained: Explanation) -> str:
    """Return an explanation as a terminal shows it."""
    parts = [f"{explained.code}: {explained.summary}", explained.why]
    parts += [f"{title}:\n\n{_indented(specs)}" for title, specs in (("Bad", explained.bad), ("Good", explained.good)) if specs]
    return "\n\n".join(part for part in parts if part)


def joined(specs: tuple[str, ...]) -> str:
    """Return the specs of an example as one text."""
    return f"{_NEXT_PLATFORM}\n".join(specs)


def _platforms(block: str) -> tuple[str, ...]:
    platforms = re.split(rf"^{_NEXT_PLATFORM}\n", block.strip("\n") + "\n", flags=re.MULTILINE)
    return tuple(platforms)


def _indented(specs: tuple[str, ...]) -> str:
    return "\n".join(f"    {line}" if line else "" for line in joined(specs).rstrip("\n").split("\n"))
