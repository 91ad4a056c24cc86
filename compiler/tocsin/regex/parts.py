"""Patterns that mean a part of a value: Prometheus compares the whole of it, so that they match next to nothing."""

from __future__ import annotations

from typing import Final

from tocsin.regex import late

_GLOB: Final = late(r"[\w/:-]+\*")
_BEGINNING: Final = late(r"\^([\w/:.-]*[\w/:-])")
_END: Final = late(r"([\w/:-][\w/:.-]*)\$")


def whole(pattern: str) -> str | None:
    r"""Return the pattern for the whole value, where `pattern` is one for its beginning or end; None when it is none.

    >>> whole("5*"), whole("^chat-"), whole("-v2$"), whole("^5..$"), whole("chat-.*"), whole("ab*c"), whole("^5..")
    ('5.*', 'chat-.*', '.*-v2', None, None, None, None)
    """
    if _GLOB.fullmatch(pattern):
        return f"{pattern[:-1]}.*"
    if (found := _BEGINNING.fullmatch(pattern)) is not None:
        return f"{found[1]}.*"
    found = _END.fullmatch(pattern)
    return None if found is None else f".*{found[1]}"
