"""How many there are of something, and which, in words."""

from __future__ import annotations

from collections.abc import Iterable


def counted(number: int, what: str) -> str:
    """Return a number of things, `what` being one of them.

    >>> counted(1, "mistake"), counted(3, "mistake")
    ('1 mistake', '3 mistakes')
    """
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def and_more(number: int) -> str:
    """Return what follows those that are named, when there are so many others; empty when there are none.

    >>> and_more(2), and_more(0), and_more(-1)
    (' and 2 more', '', '')
    """
    return f" and {number} more" if number > 0 else ""


def listed(names: Iterable[str]) -> str:
    """Return names as a person lists them.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
