"""What a diagnostic's code means, with a spec that has the fault and one that has not."""

from __future__ import annotations

import re
from inspect import cleandoc
from typing import Final

from msgspec import Struct

from tocsin.regex import late

_BLOCK: Final = late(r"^(Bad|Good|Bad \(-\), good \(\+\)):\n((?:(?: {2}[-+ ] .*)?\n)+)", re.MULTILINE)
_MARK: Final = late(r" *# error$", re.MULTILINE)
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
    r"""Return what a docstring says: a sentence, why, and its examples, whose platforms `---` parts.

    They are one block in which `-` in the margin is what is wrong and `+` what stands in its place; or, where a spec with the fault and
    one without have little in common, two blocks `Bad:` and `Good:`.

    >>> explained = explanation("a/b", "What.\n\nWhy.\n\nBad (-), good (+):\n    x:  # error\n  -   y: 1\n  +   y: 2\n")
    >>> explained.summary, explained.why, explained.bad, explained.good
    ('What.', 'Why.', ('x:  # error\n  y: 1\n',), ('x:\n  y: 2\n',))
    """
    text = cleandoc(docstring) + "\n"
    blocks = {match[1]: match[2].rstrip("\n") for match in _BLOCK.finditer(text)}
    summary, _, why = _BLOCK.sub("", text).strip().partition("\n")
    both = blocks.get("Bad (-), good (+)", "")
    bad, good = _platforms(blocks.get("Bad", both), besides="+"), _platforms(blocks.get("Good", _MARK.sub("", both)), besides="-")
    return Explanation(code=code, summary=summary, why=why.strip(), bad=bad, good=good)


def as_text(explained: Explanation) -> str:
    """Return an explanation as a terminal shows it."""
    parts = [f"{explained.code}: {explained.summary}", explained.why]
    parts += [f"{title}:\n\n{_indented(specs)}" for title, specs in (("Bad", explained.bad), ("Good", explained.good)) if specs]
    return "\n\n".join(part for part in parts if part)


def joined(specs: tuple[str, ...]) -> str:
    """Return the specs of an example as one text."""
    return f"{_NEXT_PLATFORM}\n".join(specs)


def _platforms(block: str, *, besides: str) -> tuple[str, ...]:
    """Return the specs of a block, without its margin and the lines that have `besides` there."""
    lines = [line[4:] + "\n" for line in block.split("\n") if line[2:3] != besides] if block else []
    return tuple(re.split(rf"^{_NEXT_PLATFORM}\n", "".join(lines), flags=re.MULTILINE)) if lines else ()


def _indented(specs: tuple[str, ...]) -> str:
    return "\n".join(f"    {line}" if line else "" for line in joined(specs).rstrip("\n").split("\n"))
